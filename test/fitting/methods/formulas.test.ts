/** What each method computes, against answers that are known or found another way. */
import { describe, expect, test } from 'vitest'
import { inner } from '../../../gpu-worker/fitting/methods/algebra/rows.ts'
import { alignezV1Orthogonal } from '../../../gpu-worker/fitting/methods/alignez-v1-orthogonal.ts'
import { ccs } from '../../../gpu-worker/fitting/methods/ccs.ts'
import { logistic } from '../../../gpu-worker/fitting/methods/logistic.ts'
import { meanDifference } from '../../../gpu-worker/fitting/methods/mean-difference.ts'
import { pcaDifference } from '../../../gpu-worker/fitting/methods/pca-difference.ts'
import { svdPole } from '../../../gpu-worker/fitting/methods/svd-pole.ts'
import { createRng } from '../../../gpu-worker/language/rng.ts'
import { isZero, unit } from '../../../gpu-worker/language/vector.ts'
import { dot } from '../../../shared/steering/edit.ts'
import { changed, contrast, statesOf } from './contrast.ts'

const origin = (count: number, hidden: number) => Array.from({ length: count }, () => Array<number>(hidden).fill(0))
/** To a hundredth of a degree. */
const bestAngle = (worth: (v: [number, number]) => number) =>
  Array.from({ length: 36_000 }, (_, i) => (i / 18_000) * Math.PI)
    .map((angle): [number, number] => [Math.cos(angle), Math.sin(angle)])
    .reduce((a, b) => (worth(b) > worth(a) ? b : a))

describe('PCA of the differences', () => {
  const differences = [
    [2, 1],
    [3, -1],
    [-1, 2],
    [4, 1.5],
  ]

  test('is where their squares are largest, on the side of their mean', () => {
    const v = pcaDifference(statesOf(differences, origin(4, 2)))
    const squares = (u: number[]) => differences.reduce((sum, d) => sum + inner(d, u) ** 2, 0)
    const best = bestAngle(squares)
    expect(Math.abs(inner(best, v))).toBeCloseTo(1, 6)
    expect(dot(v, Float32Array.of(8, 3.5))).toBeGreaterThan(0)
  })

  test('is not centred: equal differences have a component', () => {
    expect([
      ...pcaDifference(
        statesOf(
          [
            [1, 0],
            [1, 0],
          ],
          origin(2, 2),
        ),
      ),
    ]).toEqual([1, 0])
  })

  test('gives no direction where its labels cancel along it', () => {
    expect(
      isZero(
        pcaDifference(
          statesOf(
            [
              [1, 9],
              [1, -9],
            ],
            origin(2, 2),
          ),
        ),
      ),
    ).toBe(true)
  })
})

describe('logistic regression', () => {
  const differences = [
    [2, 1],
    [3, -1],
    [-0.5, 2],
    [4, 1.5],
    [0.1, -0.4],
  ]

  test('is at the minimum that a grid finds', () => {
    const scale = Math.sqrt(differences.reduce((sum, d) => sum + inner(d, d), 0) / differences.length)
    const loss = (w: number[]) =>
      differences.reduce((sum, d) => sum + Math.log1p(Math.exp(-inner(w, d) / scale)) / differences.length, 0) +
      0.005 * inner(w, w)
    let best = [0, 0]
    for (let step = 4; step > 1e-6; step /= 2) {
      for (let moved = true; moved; ) {
        moved = false
        for (const [x, y] of [
          [step, 0],
          [-step, 0],
          [0, step],
          [0, -step],
        ] as const) {
          const there = [best[0]! + x, best[1]! + y]
          if (loss(there) < loss(best)) [best, moved] = [there, true]
        }
      }
    }
    const v = logistic(statesOf(differences, origin(5, 2)))
    expect(inner(v, unit(best))).toBeCloseTo(1, 6)
    expect(dot(v, meanDifference(statesOf(differences, origin(5, 2))))).toBeLessThan(0.999)
  })

  test('discounts a dimension that varies much and tells little, where the mean difference does not', () => {
    const { states, style } = contrast(60, 64)
    const rng = createRng(3)
    const loud = Array.from({ length: 60 }, () => 40 * (rng.float() - 0.3))
    const noisy = { ...states, positive: states.positive.map((x, at) => x + (at % 64 ? 0 : loud[at / 64]!)) }
    expect(dot(meanDifference(noisy), style)).toBeLessThan(0.7)
    expect(dot(logistic(noisy), style)).toBeGreaterThan(0.9)
  })
})

describe('CCS', () => {
  test('finds what contradicts itself in no pair, not what varies most', () => {
    // The loud dimension moves both answers of a pair by chance, so no probe along it is consistent.
    const { states, style } = contrast(60, 32)
    const rng = createRng(4)
    const noise = (values: Float32Array) => values.map((x, at) => (at % 32 ? x : x + 20 * (rng.float() - 0.5)))
    const loud = { ...states, positive: noise(states.positive), negative: noise(states.negative) }
    expect(Math.abs(dot(pcaDifference(loud), style))).toBeLessThan(0.5)
    expect(dot(ccs(loud), style)).toBeGreaterThan(0.8)
  })

  test('finds a faint contrast among many local minima', () => {
    // From a single start it ends anywhere, with cosines from .05 to .8.
    for (const seed of [2, 4, 5]) {
      const { states, style } = contrast(40, 256, { contrast: 0.8, seed })
      expect(dot(ccs(states), style)).toBeGreaterThan(0.7)
    }
  })

  test('survives what pairs are about outweighing the contrast', () => {
    const { states, style } = contrast(30, 256)
    const rng = createRng(6)
    const topics = Array.from({ length: 30 * 256 }, () => 2 * (rng.float() - 0.5))
    const varied = changed(states, (x, pair, i) => x + topics[pair * 256 + i]!)
    expect(dot(ccs(varied), style)).toBeGreaterThan(0.9)
  })
})

describe("a pole's singular vector", () => {
  test('is the known one of a matrix made from it, towards the mean', () => {
    // 6 a bᵀ + 3 c dᵀ with orthonormal a, c and b, d.
    const [b, d] = [
      [0.6, 0.8, 0],
      [0.8, -0.6, 0],
    ]
    const rows = [
      [1, 1],
      [1, -1],
    ].map(([a, c]) => b!.map((x, i) => (6 * a! * x + 3 * c! * d![i]!) / Math.SQRT2))
    const states = statesOf(
      rows,
      rows.map((row) => row.map((x) => -x)),
    )
    expect([...svdPole(states, 'positive')].map((x) => +x.toFixed(6))).toEqual([0.6, 0.8, 0])
    expect([...svdPole(states, 'negative')].map((x) => +x.toFixed(6) + 0)).toEqual([-0.6, -0.8, 0])
  })

  test('is nearly the mean state, and nearly that of the other pole', () => {
    const { states } = contrast(20, 64)
    const [help, harm] = [svdPole(states, 'positive'), svdPole(states, 'negative')]
    const mean = unit(help.map((_, i) => states.positive.reduce((sum, x, at) => (at % 64 === i ? sum + x : sum), 0)))
    expect(inner(help, mean)).toBeGreaterThan(0.99)
    expect(inner(help, harm)).toBeGreaterThan(0.95)
  })
})

test("AlignEZ's vectors made orthogonal: the positive one without its part along the negative one", () => {
  const v = alignezV1Orthogonal(statesOf([[1, 0]], [[0.6, 0.8]]))
  expect(v[0]).toBeCloseTo(0.8)
  expect(v[1]).toBeCloseTo(-0.6)
  const { states } = contrast(20, 64)
  expect(inner(alignezV1Orthogonal(states), svdPole(states, 'negative'))).toBeCloseTo(0, 5)
})
