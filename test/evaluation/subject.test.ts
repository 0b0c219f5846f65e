import { describe, expect, test } from 'vitest'
import { partOf } from '../../gpu-worker/evaluation/part-of.ts'
import { directionSubject } from '../../gpu-worker/evaluation/subject.ts'
import { composeEdit, dot, TOTAL_CAP, TOTAL_CAP_OVERDRIVE } from '../../shared/steering/edit.ts'
import { toyDirection } from './toy-direction.ts'

describe('a direction as a subject', () => {
  const v = Float32Array.of(0.6, 0.8)
  const sizeAt = (strength: number, size?: number) => {
    const { e } = directionSubject(toyDirection(v, size)).edit(strength)!.get('residual.4')!
    return dot(e, v) / 40
  }

  test('edits as a user of that axis alone is edited', () => {
    const direction = toyDirection(v)
    const { edit } = composeEdit([{ axis: 'bright', direction, strength: -0.5, mode: 'add' }])
    expect(directionSubject(direction).edit(-0.5)).toEqual(edit)
    expect(sizeAt(-0.5)).toBeCloseTo(-0.1)
  })

  test('is capped as a user is, in overdrive beyond strength 1 only', () => {
    expect(sizeAt(1, 0.3)).toBeCloseTo(TOTAL_CAP)
    expect(sizeAt(1.5)).toBeCloseTo(0.3)
    expect(sizeAt(-1.5, 0.3)).toBeCloseTo(-TOTAL_CAP_OVERDRIVE)
  })

  test('does nothing at strength 0', () => expect(directionSubject(toyDirection(v)).edit(0)).toBeNull())
})

describe('a part of a task', () => {
  test('reports its share of the whole and passes on the signal', () => {
    const shares: number[][] = []
    const { signal } = new AbortController()
    const part = partOf({ signal, onProgress: (...share) => shares.push(share) }, 0.5, 0.75)
    part.onProgress!(0, 4)
    part.onProgress!(4, 4)
    part.onProgress!(0, 0)
    expect(shares).toEqual([
      [0.5, 1],
      [0.75, 1],
      [0.75, 1],
    ])
    expect(part.signal).toBe(signal)
  })
  test('needs neither', () => expect(() => partOf({}, 0, 1).onProgress!(1, 2)).not.toThrow())
})
