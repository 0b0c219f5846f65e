import { describe, expect, test } from 'vitest'
import { BasisStore } from '../../gpu-worker/server/basis-store.ts'
import type { Direction, DirectionManifest } from '../../shared/direction.ts'

const directionOf = (...v: number[]): Direction => ({
  manifest: { site: 'residual' } as DirectionManifest,
  layers: [{ layer: 1, v: Float32Array.from(v), residual_norm: 10, neutral: 0, positive: 0.1, negative: 0.1 }],
})
const held = () =>
  new Map([
    ['a', directionOf(1, 0, 0)],
    ['b', directionOf(0.6, 0.8, 0)],
    ['c', directionOf(0.6, 0, 0.8)],
  ])
const directionsOf = (map: Map<string, Direction>) => ({ get: (hash: string) => map.get(hash) ?? null })
const SET_BYTES = 2 * 3 * Float32Array.BYTES_PER_ELEMENT

describe('a basis', () => {
  test('is one and the same for a set, in whatever order it is named', () => {
    const bases = new BasisStore(directionsOf(held()))
    const basis = bases.get(['b', 'a', 'b'])
    expect(basis.hashes).toEqual(['a', 'b'])
    expect(bases.get(['a', 'b'])).toBe(basis)
    expect(bases.get(['a', 'b', 'c'])).not.toBe(basis)
    const afresh = new BasisStore(directionsOf(held())).get(['a', 'b'])
    for (const hash of ['a', 'b']) expect(afresh.along(hash)).toEqual(basis.along(hash))
  })

  test('has no vector for what is not in its set', () => {
    expect(new BasisStore(directionsOf(held())).get(['a', 'b']).along('c')).toBeNull()
  })

  test('takes no operators: they do not move along a vector', () => {
    const map = held()
    map.get('b')!.manifest.operator = { when_opposed: false }
    const basis = new BasisStore(directionsOf(map)).get(['a', 'b', 'c'])
    expect(basis.hashes).toEqual(['a', 'c'])
    expect(basis.along('b')).toBeNull()
    expect(basis.along('a')).toEqual(new BasisStore(directionsOf(map)).get(['a', 'c']).along('a'))
  })

  test('needs its directions once', () => {
    const map = held()
    const bases = new BasisStore(directionsOf(map))
    map.delete('b')
    expect(bases.missing(['a', 'b'])).toEqual(['b'])
    map.set('b', directionOf(0, 1, 0))
    expect(bases.missing(['b', 'a'])).toEqual([])
    const basis = bases.get(['a', 'b'])
    map.clear()
    expect(bases.missing(['b', 'a'])).toEqual([])
    expect(bases.get(['b', 'a'])).toBe(basis)
    expect(bases.missing(['a', 'c'])).toEqual(['a', 'c'])
  })

  test('leaves when memory is short and it was used longest ago', () => {
    const bases = new BasisStore(directionsOf(held()), 2 * SET_BYTES)
    const first = bases.get(['a', 'b'])
    const second = bases.get(['a', 'c'])
    expect(bases.get(['a', 'b'])).toBe(first)
    bases.get(['b', 'c'])
    expect(bases.get(['a', 'b'])).toBe(first)
    expect(bases.get(['a', 'c'])).not.toBe(second)
  })

  test('larger than all memory is held while it is the last', () => {
    const bases = new BasisStore(directionsOf(held()), 1)
    const basis = bases.get(['a', 'b'])
    expect(bases.get(['a', 'b'])).toBe(basis)
    bases.get(['a', 'c'])
    expect(bases.get(['a', 'b'])).not.toBe(basis)
  })
})
