import { describe, expect, it } from 'vitest'
import type { Axis, Strengths } from '../../edge/dashboard/src/api/types.ts'
import { opposed, overlapExplained, overlapWords } from '../../edge/dashboard/src/playground/correlations.ts'
import { axis } from '../browser/fake-edge.ts'

const overlapping = (id: string, other: string, cosine: number): Axis => {
  const plain = axis(id, 'low', 'high')
  return { ...plain, active: { ...plain.active!, correlated: [{ axis: other, cosine }] } }
}
const AXES = [
  overlapping('formal', 'simple', -0.61),
  overlapping('simple', 'formal', -0.61),
  axis('warm', 'cold', 'warm'),
]
const add = (strengths: Record<string, number>): Strengths =>
  Object.fromEntries(Object.entries(strengths).map(([id, value]) => [id, { value, mode: 'add' }]))

describe('overlapping axes', () => {
  it.each([
    [{ formal: 1, simple: 1 }, [['formal', 'simple']]],
    [{ formal: -0.5, simple: -0.1 }, [['formal', 'simple']]],
    [{ formal: 1, simple: -1 }, []],
    [{ formal: 1 }, []],
    [{ formal: 1, warm: 1 }, []],
  ])('that stand at %o are opposed: %o', (strengths, pairs) => {
    expect(opposed(AXES, add(strengths))).toEqual(pairs)
  })

  it('that point the same way are opposed when moved apart', () => {
    const alike = [overlapping('formal', 'polite', 0.7), axis('polite', 'rude', 'polite')]
    expect(opposed(alike, add({ formal: 1, polite: -1 }))).toEqual([['formal', 'polite']])
    expect(opposed(alike, add({ formal: 1, polite: 1 }))).toEqual([])
  })

  it('are found when the one that comes later in the alphabet names the other alone', () => {
    const alike = [axis('formal', 'casual', 'formal'), overlapping('simple', 'formal', -0.6)]
    expect(opposed(alike, add({ formal: 1, simple: 1 }))).toEqual([['simple', 'formal']])
  })

  it('are not opposed where a mode goes by how the text leans, or an axis has no slider', () => {
    expect(opposed(AXES, { ...add({ formal: 1 }), simple: { value: 1, mode: 'boost' } })).toEqual([])
    expect(opposed(AXES.slice(0, 1), add({ formal: 1, simple: 1 }))).toEqual([])
  })

  it('are named with their cosine, and what it means', () => {
    const correlated = [
      { axis: 'simple', cosine: -0.61 },
      { axis: 'polite', cosine: 0.7 },
    ]
    expect(overlapWords(correlated)).toBe('overlaps simple (−0.61), polite (0.70)')
    expect(overlapExplained('formal', correlated)).toMatch(/simple too, the other way .* polite too, the same way/)
  })
})
