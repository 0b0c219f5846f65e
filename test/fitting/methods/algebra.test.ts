import { describe, expect, test } from 'vitest'
import { minimise } from '../../../gpu-worker/fitting/methods/algebra/minimise.ts'
import {
  inner,
  normalised,
  products,
  type Rows,
  typicalLength,
  weightedSum,
} from '../../../gpu-worker/fitting/methods/algebra/rows.ts'
import { firstSingularVector, gram } from '../../../gpu-worker/fitting/methods/algebra/singular-vectors.ts'
import { spanOf } from '../../../gpu-worker/fitting/methods/algebra/span.ts'
import { createRng } from '../../../gpu-worker/language/rng.ts'
import { gaussians } from './contrast.ts'

const rowsOf = (rows: number[][]): Rows => ({
  count: rows.length,
  width: rows[0]!.length,
  values: Float64Array.from(rows.flat()),
})
const random = (count: number, width: number, seed = 1) => ({
  count,
  width,
  values: Float64Array.from(gaussians(count * width, createRng(seed))),
})
const closeTo = (a: ArrayLike<number>, b: ArrayLike<number>, digits = 9) => {
  expect(a.length).toBe(b.length)
  for (let i = 0; i < a.length; i++) expect(a[i]).toBeCloseTo(b[i]!, digits)
}
/** Orthonormal vectors, by Gram and Schmidt. */
const orthonormal = (count: number, width: number, seed: number) => {
  const out: Float64Array[] = []
  while (out.length < count) {
    const v = Float64Array.from(gaussians(width, createRng(seed + out.length)))
    for (const u of [...out, ...out]) {
      const share = inner(u, v)
      for (let i = 0; i < width; i++) v[i]! -= share * u[i]!
    }
    out.push(normalised(v))
  }
  return out
}

test('rows: products with a vector, sums with weights, typical length', () => {
  const rows = rowsOf([
    [1, 2, 2],
    [0, 4, -3],
  ])
  closeTo(products(rows, [1, 0, 2]), [5, -6])
  closeTo(weightedSum(rows, [2, -1]), [2, 0, 7])
  expect(typicalLength(rows)).toBeCloseTo(Math.sqrt((9 + 25) / 2))
  closeTo(gram(rows), [9, 2, 2, 25])
})

describe('the first singular vector', () => {
  /** Σ_k σ_k u_k v_kᵀ */
  const matrixOf = (sigmas: number[], count: number, width: number) => {
    const us = orthonormal(sigmas.length, count, 100)
    const vs = orthonormal(sigmas.length, width, 200)
    const values = new Float64Array(count * width)
    sigmas.forEach((sigma, k) => {
      for (let at = 0; at < values.length; at++) {
        values[at]! += sigma * us[k]![Math.floor(at / width)]! * vs[k]![at % width]!
      }
    })
    return { rows: { count, width, values }, vs }
  }

  test.for([
    ['few rows', [3, 2, 1], 5, 40],
    ['many rows', [3, 2, 1], 200, 12],
    ['singular values that nearly tie', [1, 0.9999, 0.9998, 0.5], 120, 90],
    ['many singular values that nearly tie', Array.from({ length: 60 }, (_, k) => 1 - k / 1000), 120, 90],
    ['one singular value', [2], 50, 60],
    ['a large and many small ones', [1000, ...Array(30).fill(0.01)], 60, 60],
  ] as const)('is exact with %s', ([, sigmas, count, width]) => {
    const { rows, vs } = matrixOf([...sigmas], count, width)
    expect(Math.abs(inner(firstSingularVector(rows), vs[0]!))).toBeGreaterThan(1 - 1e-8)
  })

  test('of equal singular values is a unit vector among theirs', () => {
    const { rows, vs } = matrixOf([2, 2, 1], 50, 60)
    const v = firstSingularVector(rows)
    expect(inner(v, vs[0]!) ** 2 + inner(v, vs[1]!) ** 2).toBeCloseTo(1, 9)
  })

  test('of one row is the row', () => {
    closeTo(firstSingularVector(rowsOf([[3, 4]])).map(Math.abs), [0.6, 0.8])
  })

  test('of nothing is nothing', () => {
    closeTo(
      firstSingularVector(
        rowsOf([
          [0, 0],
          [0, 0],
        ]),
      ),
      [0, 0],
    )
  })
})

describe('the span of rows', () => {
  const DEPENDENT = (() => {
    const { values } = random(4, 20)
    const row = (i: number) => [...values.subarray(i * 20, (i + 1) * 20)]
    const sum = row(0).map((x, i) => x - 2 * row(1)[i]!)
    return rowsOf([row(0), sum, row(1), row(2), row(0), row(3).fill(0)])
  })()

  test.for([
    ['independent rows', random(7, 40), 7],
    ['dependent, equal and empty rows', DEPENDENT, 3],
    ['more rows than dimensions', random(9, 4), 4],
    ['no row but zeros', rowsOf([[0, 0, 0]]), 0],
  ] as const)('%s keep lengths and angles, in as few coordinates as can be', ([, rows, rank]) => {
    const { coordinates } = spanOf(rows)
    expect(coordinates).toMatchObject({ count: rows.count, width: rank })
    closeTo(gram(coordinates), gram(rows))
  })

  test.for([
    ['independent rows', random(7, 40)],
    ['dependent rows', DEPENDENT],
    ['more rows than dimensions', random(9, 4)],
  ] as const)('%s: a vector of coordinates lifts to the one with the same products', ([, rows]) => {
    const { coordinates, lift } = spanOf(rows)
    const w = Float64Array.from(gaussians(coordinates.width, createRng(8)))
    const lifted = lift(w)
    closeTo(products(rows, lifted), products(coordinates, w))
    expect(inner(lifted, lifted)).toBeCloseTo(inner(w, w), 9)
  })
})

describe('the minimum', () => {
  test('of an ill-conditioned quadratic is found', () => {
    const { x, value } = minimise(
      (at) => ({
        value: at.reduce((sum, each, i) => sum + 10 ** i * (each - i) ** 2, 0),
        gradient: at.map((each, i) => 2 * 10 ** i * (each - i)),
      }),
      new Float64Array(5),
    )
    closeTo(x, [0, 1, 2, 3, 4], 5)
    expect(value).toBeCloseTo(0, 9)
  })

  test('of a curved valley is found', () => {
    const rosenbrock = ([a, b]: Float64Array) => ({
      value: (1 - a!) ** 2 + 100 * (b! - a! ** 2) ** 2,
      gradient: Float64Array.of(-2 * (1 - a!) - 400 * a! * (b! - a! ** 2), 200 * (b! - a! ** 2)),
    })
    closeTo(minimise(rosenbrock, Float64Array.of(-1.2, 1)).x, [1, 1], 6)
  })

  test('at a kink is found, without searching it for ever', () => {
    let measured = 0
    const bent = (at: Float64Array) => {
      measured++
      return {
        value: at.reduce((sum, x, i) => sum + Math.abs(x - i) + (x - i) ** 2, 1),
        gradient: at.map((x, i) => Math.sign(x - i) + 2 * (x - i)),
      }
    }
    closeTo(minimise(bent, Float64Array.of(3, -1, 4)).x, [0, 1, 2], 4)
    expect(measured).toBeLessThan(150)
  })

  test('where it begins is where it ends', () => {
    const bowl = (x: Float64Array) => ({ value: inner(x, x), gradient: x.map((each) => 2 * each) })
    closeTo(minimise(bowl, new Float64Array(2)).x, [0, 0])
  })
})
