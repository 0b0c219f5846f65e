/** Axes made orthogonal to one another: exact where they can be, near the originals, and tame where they cannot. */
import { describe, expect, test } from 'vitest'
import type { Direction, DirectionManifest } from '../../shared/direction.ts'
import { correlation } from '../../shared/steering/correlation.ts'
import { composeEdit, dot } from '../../shared/steering/edit.ts'
import type { Site } from '../../shared/steering/hook.ts'
import { EIGENVALUE_FLOOR, orthogonalised } from '../../shared/steering/lowdin.ts'
import { orthogonalBasis } from '../../shared/steering/orthogonal-basis.ts'
import { createRandom } from '../support/random.ts'

const HIDDEN = 24
const unit = (x: Iterable<number>) => {
  const v = Float32Array.from(x)
  const length = Math.hypot(...v)
  return v.map((value) => value / length)
}
/** Correlated: all share a part. */
function someVectors(count: number, seed = 1): Float32Array[] {
  const random = createRandom(seed)
  const shared = Array.from({ length: HIDDEN }, () => random.normal())
  return Array.from({ length: count }, () => unit(shared.map((x) => 0.8 * x + random.normal())))
}
const pairAt = (cosine: number) => [unit([1, 0, 0]), unit([cosine, Math.sqrt(1 - cosine ** 2), 0])]

type Layer = { layer: number; v: Float32Array }
const directionOf = (layers: Layer[], site: Site = 'residual'): Direction => ({
  manifest: { site } as DirectionManifest,
  layers: layers.map((layer) => ({ ...layer, residual_norm: 10, neutral: 1, positive: 0.1, negative: 0.1 })),
})

const expectOrthonormal = (vectors: readonly Float32Array[]) => {
  for (const [i, v] of vectors.entries()) {
    for (const [j, w] of vectors.entries()) expect(dot(v, w)).toBeCloseTo(i === j ? 1 : 0, 5)
  }
}
const expectSame = (vectors: readonly Float32Array[], others: readonly Float32Array[]) => {
  for (const [i, v] of vectors.entries()) v.forEach((x, k) => void expect(x).toBeCloseTo(others[i]![k]!, 5))
}
const distance = (vectors: readonly Float32Array[], others: readonly Float32Array[]) =>
  vectors.reduce((sum, v, i) => sum + v.reduce((part, x, k) => part + (x - others[i]![k]!) ** 2, 0), 0)

describe('orthogonalised vectors', () => {
  test('are orthonormal', () => {
    for (const count of [2, 3, 6, 12]) expectOrthonormal(orthogonalised(someVectors(count)))
  })

  test('of a pair lie evenly on either side, as far as they must', () => {
    const [a, b] = pairAt(0.6)
    const [x, y] = orthogonalised([a!, b!])
    const kept = (Math.sqrt(1.6) + Math.sqrt(0.4)) / 2
    expect([dot(x!, a!), dot(y!, b!)]).toEqual([expect.closeTo(kept, 6), expect.closeTo(kept, 6)])
  })

  test('are the nearest orthonormal ones: those of Gram and Schmidt, and any turned a little, are further', () => {
    const vectors = someVectors(4)
    const nearest = orthogonalised(vectors)
    const inTurn: Float32Array[] = []
    for (const v of vectors) {
      const left = Float64Array.from(v)
      for (const u of inTurn) {
        const share = dot(u, v)
        for (let i = 0; i < HIDDEN; i++) left[i]! -= share * u[i]!
      }
      inTurn.push(unit(left))
    }
    expectOrthonormal(inTurn)
    expect(distance(nearest, vectors)).toBeLessThan(distance(inTurn, vectors))
    for (const angle of [0.05, -0.05]) {
      for (const [i, j] of [
        [0, 1],
        [1, 3],
        [0, 2],
      ] as const) {
        const turned = [...nearest]
        turned[i] = nearest[i]!.map((x, k) => Math.cos(angle) * x + Math.sin(angle) * nearest[j]![k]!)
        turned[j] = nearest[j]!.map((x, k) => Math.cos(angle) * x - Math.sin(angle) * nearest[i]![k]!)
        expect(distance(turned, vectors)).toBeGreaterThan(distance(nearest, vectors))
      }
    }
  })

  test('do not depend on the order', () => {
    const vectors = someVectors(6)
    const order = [3, 0, 5, 1, 4, 2]
    const permuted = orthogonalised(order.map((i) => vectors[i]!))
    const straight = orthogonalised(vectors)
    expectSame(
      permuted,
      order.map((i) => straight[i]!),
    )
  })

  test('are the same bit for bit when made again, and the given ones stay as they are', () => {
    const vectors = someVectors(5)
    const before = vectors.map((v) => v.slice())
    expect(orthogonalised(vectors)).toEqual(orthogonalised(vectors))
    expect(vectors).toEqual(before)
  })

  test('of orthogonal ones are those', () => {
    expectSame(orthogonalised(pairAt(0)), pairAt(0))
  })

  test('of one are that one', () => {
    expectSame(orthogonalised([unit([3, 4])]), [unit([3, 4])])
  })
})

describe('vectors that depend on one another', () => {
  test('if they are the same stay the same, orthogonal to all others', () => {
    const [a, b] = pairAt(0.6)
    const [x, y, z] = orthogonalised([a!, b!, a!])
    expectSame([x!], [z!])
    expect(dot(x!, y!)).toBeCloseTo(0, 5)
    expectSame(orthogonalised([a!, a!]), [a!, a!])
  })

  test('if they are opposed stay opposed', () => {
    const [a] = pairAt(0.6)
    const opposite = a!.map((x) => -x)
    expectSame(orthogonalised([a!, opposite]), [a!, opposite])
  })

  test('are of unit length and near the given ones, whatever the rank', () => {
    const [a, b] = pairAt(0.3)
    const sum = unit(a!.map((x, i) => x + b![i]!))
    for (const set of [[a!, b!, sum], new Array<Float32Array>(20).fill(a!), [...someVectors(HIDDEN + 9)]]) {
      for (const [i, v] of orthogonalised(set).entries()) {
        expect(Math.hypot(...v)).toBeCloseTo(1, 5)
        expect(dot(v, set[i]!)).toBeGreaterThan(1 / Math.sqrt(set.length) - 1e-5)
      }
    }
  })

  test('are drawn apart less and less beyond the floor, without a jump', () => {
    const angleAt = (cosine: number) => {
      const [x, y] = orthogonalised(pairAt(cosine))
      return dot(x!, y!)
    }
    const edge = 1 - EIGENVALUE_FLOOR
    expect(angleAt(edge - 1e-4)).toBeCloseTo(0, 5)
    expect(angleAt(edge + 1e-4)).toBeCloseTo(0, 2)
    const beyond = [0.96, 0.98, 0.99, 0.999, 1 - 1e-6].map(angleAt)
    expect(beyond).toEqual(beyond.toSorted((one, other) => one - other))
    expect(beyond.at(-1)).toBeGreaterThan(0.99)
  })
})

describe('the basis of a set of directions', () => {
  const [a, b] = pairAt(-0.61)

  test('is orthogonal at each hook that several share', () => {
    const basis = orthogonalBasis([
      directionOf([
        { layer: 3, v: a! },
        { layer: 5, v: a! },
      ]),
      directionOf([
        { layer: 5, v: b! },
        { layer: 7, v: b! },
      ]),
    ])
    expectOrthonormal([basis[0]![1]!, basis[1]![0]!])
  })

  test('leaves what is alone at its hook bit for bit: another layer, another site', () => {
    const basis = orthogonalBasis([
      directionOf([{ layer: 3, v: a! }]),
      directionOf([{ layer: 4, v: b! }]),
      directionOf([{ layer: 3, v: b! }], 'mlp'),
    ])
    expect(basis).toEqual([[a], [b], [b]])
    expect(orthogonalBasis([])).toEqual([])
  })

  test('lets axes keep what their plain sum cancels, each at its calibrated size', () => {
    const directions = [directionOf([{ layer: 0, v: a! }]), directionOf([{ layer: 0, v: b! }])]
    const basis = orthogonalBasis(directions)
    const sum = (orthogonal: boolean) =>
      composeEdit(
        directions.map((direction, i) => {
          return { axis: `${i}`, direction, strength: 1, mode: 'add', along: orthogonal ? basis[i]! : null }
        }),
      ).edit.get('residual.0')!.e
    // Of the size 0.1 · 10 that either has alone, along the direction as fitted.
    expect(dot(sum(false), a!)).toBeCloseTo(1 - 0.61, 5)
    expect(dot(sum(true), a!)).toBeGreaterThan(0.6)
    for (const i of [0, 1]) expect(dot(sum(true), basis[i]![0]!)).toBeCloseTo(1, 5)
  })

  test('is not what boost and neutralise read and write', () => {
    const direction = directionOf([{ layer: 0, v: a! }])
    for (const mode of ['boost', 'neutralise'] as const) {
      const axis = { axis: 'x', direction, strength: 1, mode }
      expect(composeEdit([{ ...axis, along: [b!] }])).toEqual(composeEdit([axis]))
    }
  })
})

describe('the correlation of two directions', () => {
  const [a, b] = pairAt(-0.61)
  const one = directionOf([
    { layer: 3, v: a! },
    { layer: 5, v: a! },
  ])

  test('is the cosine that is furthest from 0 where both act', () => {
    const [, slight] = pairAt(0.2)
    const other = directionOf([
      { layer: 5, v: b! },
      { layer: 3, v: slight! },
    ])
    expect(correlation(one, other)).toBeCloseTo(-0.61, 5)
    expect(correlation(other, one)).toBeCloseTo(-0.61, 5)
  })

  test('is none where they do not meet', () => {
    expect(correlation(one, directionOf([{ layer: 4, v: a! }]))).toBeNull()
    expect(correlation(one, directionOf([{ layer: 3, v: a! }], 'mlp'))).toBeNull()
  })

  test('is none of an operator', () => {
    const operator = directionOf([{ layer: 3, v: a! }])
    operator.manifest.operator = { when_opposed: false }
    expect([correlation(one, operator), correlation(operator, one)]).toEqual([null, null])
  })
})
