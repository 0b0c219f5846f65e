import { expect, it } from 'vitest'
import type { Axis } from '../../edge/dashboard/src/api/types.ts'
import { correlatedAxes } from '../../edge/dashboard/src/axes/correlated-axes.ts'
import { axis } from '../browser/fake-edge.ts'

const overlapping = (id: string, correlated: [string, number][]): Axis => {
  const plain = axis(id, 'low', 'high')
  const named = correlated.map(([other, cosine]) => ({ axis: other, cosine }))
  return { ...plain, active: { ...plain.active!, correlated: named } }
}

it('the table is symmetric though one axis of a pair names the other, the most entangled first', () => {
  const table = correlatedAxes(
    [
      overlapping('formal', [['simple', -0.6]]),
      overlapping('simple', []),
      overlapping('warm', [
        ['simple', 0.7],
        ['kind', 0.9],
      ]),
      overlapping('kind', []),
      overlapping('alone', []),
    ],
    10,
  )
  expect(table.ids).toEqual(['warm', 'simple', 'kind', 'formal'])
  expect(table.cosine('simple', 'formal')).toBe(-0.6)
  expect(table.cosine('kind', 'warm')).toBe(0.9)
  expect(table.cosine('kind', 'formal')).toBeNull()
  expect(table.left).toBe(0)
})

it('what has no room is counted, and an axis that is gone is not named', () => {
  const { ids, left } = correlatedAxes(
    [
      overlapping('a', [
        ['b', 0.6],
        ['gone', 0.9],
      ]),
      overlapping('c', [['d', 0.8]]),
      overlapping('b', []),
      overlapping('d', []),
    ],
    2,
  )
  expect(ids).toEqual(['c', 'd'])
  expect(left).toBe(2)
})

it('of a thousand axes, most are left out', () => {
  const many = Array.from({ length: 1000 }, (_, i) => overlapping(`axis-${i}`, [[`axis-${(i + 1) % 1000}`, 0.6]]))
  expect(correlatedAxes(many, 16)).toMatchObject({ left: 984 })
})
