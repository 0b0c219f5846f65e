/** What every method promises, whatever its formula. */
import { describe, expect, test } from 'vitest'
import { CONTROL_METHODS, VECTOR_METHODS, type VectorName } from '../../../gpu-worker/fitting/methods/registry.ts'
import { selectPairs } from '../../../gpu-worker/fitting/pair-states.ts'
import { createRng } from '../../../gpu-worker/language/rng.ts'
import { isZero, norm } from '../../../gpu-worker/language/vector.ts'
import { dot } from '../../../shared/steering/edit.ts'
import { changed, contrast, gaussians, statesOf } from './contrast.ts'

const all = (count: number) => Array.from({ length: count }, (_, i) => i)

describe.for(Object.keys(VECTOR_METHODS) as VectorName[])('%s', (name) => {
  const method = VECTOR_METHODS[name]

  test.for([
    ['more dimensions than pairs', 10, 576, 0.95],
    ['many of both', 40, 512, 0.95],
    ['more pairs than dimensions', 200, 48, 0.9],
  ] as const)('finds the known direction in noise: %s', ([, count, hidden, cosine]) => {
    for (const seed of [1, 2, 3]) {
      const { states, style } = contrast(count, hidden, { seed })
      const v = method(states)
      expect(norm(v)).toBeCloseTo(1, 5)
      expect(dot(v, style)).toBeGreaterThan(cosine)
    }
  })

  test('turns round with the labels', () => {
    const { states, style } = contrast(20, 64)
    const v = method({ ...states, positive: states.negative, negative: states.positive })
    expect(dot(v, style)).toBeLessThan(-0.9)
  })

  test('does not depend on the order of the pairs', () => {
    const { states } = contrast(20, 64)
    const shuffled = selectPairs(states, createRng(5).shuffled(all(20)))
    expect(dot(method(shuffled), method(states))).toBeGreaterThan(0.9999)
  })

  test('does not depend on the unit of measure', () => {
    const { states } = contrast(12, 64)
    for (const factor of [2 ** -20, 2 ** 20]) {
      expect(dot(method(changed(states, (x) => factor * x)), method(states))).toBeGreaterThan(0.9999)
    }
  })

  test('gives equal vectors again and leaves its input alone', () => {
    const { states } = contrast(12, 64)
    const before = { positive: states.positive.slice(), negative: states.negative.slice() }
    expect(method(states)).toEqual(method(states))
    expect(states).toMatchObject(before)
  })

  test('is zero where the poles do not differ but for rounding', () => {
    const { states } = contrast(12, 64)
    const same = { ...states, negative: states.positive }
    const nearly = { ...states, negative: states.positive.map((x) => x * (1 + 1e-7)) }
    const nothing = statesOf([[0, 0, 0]], [[0, 0, 0]])
    for (const alike of [same, nearly, nothing]) expect(isZero(method(alike))).toBe(true)
  })

  test('is zero where the differences cancel', () => {
    expect([
      ...method(
        statesOf(
          [
            [5, 1, 0],
            [5, -1, 0],
          ],
          [
            [5, -1, 0],
            [5, 1, 0],
          ],
        ),
      ),
    ]).toEqual([0, 0, 0])
  })

  test('needs no more than one pair', () => {
    const { states, style } = contrast(2, 32, { contrast: 20 })
    for (const few of [[0], [1], [0, 1]]) expect(dot(method(selectPairs(states, few)), style)).toBeGreaterThan(0.85)
  })

  test('takes the same pair over and over', () => {
    const v = method(statesOf(Array(6).fill([3, 1, 0]), Array(6).fill([3, 0, 0])))
    expect(v[1]).toBeGreaterThan(0.9)
    expect(norm(v)).toBeCloseTo(1, 5)
  })

  test('takes states that all lie on one line', () => {
    const v = method(
      statesOf(
        [
          [2, 2],
          [4, 4],
          [6, 6],
        ],
        [
          [1, 1],
          [2, 2],
          [3, 3],
        ],
      ),
    )
    // The orthogonalised vectors are one and the same: nothing differs but the length.
    if (name === 'alignez-v1-orthogonal') expect([...v]).toEqual([0, 0])
    else for (const x of v) expect(x).toBeCloseTo(Math.SQRT1_2, 5)
  })

  test('takes a dimension that outweighs all others', () => {
    const { states, style } = contrast(20, 64)
    const massive = changed(states, (x, _, i) => (i === 3 ? 1e4 : x))
    expect(dot(method(massive), style)).toBeGreaterThan(0.85)
  })

  test('its control finds nothing of the direction in pairs of which half are turned', () => {
    const { states, style } = contrast(40, 256)
    for (const seed of [1, 2, 3]) {
      const turned = new Set(createRng(seed).shuffled(all(40)).slice(0, 20))
      const control = CONTROL_METHODS[name](selectPairs(states, all(40), turned))
      expect(norm(control)).toBeCloseTo(1, 5)
      expect(Math.abs(dot(control, style))).toBeLessThan(0.3)
    }
  })
})

describe('what pairs share', () => {
  const offset = gaussians(64, createRng(9)).map((x) => 20 * x)
  const OF_ALL: VectorName[] = ['mean-difference', 'pca-difference', 'logistic', 'ccs']
  const OF_A_PAIR: VectorName[] = ['mean-difference', 'pca-difference', 'logistic']

  test.for(OF_ALL)('%s: what all states share does not count', (name) => {
    const { states } = contrast(20, 64)
    const moved = changed(states, (x, _, i) => x + offset[i]!)
    expect(dot(VECTOR_METHODS[name](moved), VECTOR_METHODS[name](states))).toBeGreaterThan(0.9999)
  })

  test.for(OF_A_PAIR)('%s: what both answers of a pair share does not count', (name) => {
    const { states } = contrast(20, 64)
    const moved = changed(states, (x, pair, i) => x + ((pair * 7) % 5) * offset[i]!)
    expect(dot(VECTOR_METHODS[name](moved), VECTOR_METHODS[name](states))).toBeGreaterThan(0.9999)
  })
})

test.for(['pca-difference', 'ccs'] as const)('%s reads the labels for its sign only, hence its control', (name) => {
  const { states } = contrast(20, 64)
  const turned = selectPairs(states, all(20), new Set([1, 4, 5, 8, 11, 12, 17]))
  expect(Math.abs(dot(VECTOR_METHODS[name](turned), VECTOR_METHODS[name](states)))).toBeGreaterThan(0.9999)
})
