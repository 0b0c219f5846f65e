/** The draw against its definition: places spread evenly over [0, 1) must give each token its share of them. */
import { describe, expect, test } from 'vitest'
import { type DrawOptions, draw } from '../../gpu-worker/engine/draw.ts'
import { largest } from '../../gpu-worker/engine/sampler.ts'
import { createRandom } from '../support/random.ts'

const PLAIN: DrawOptions = { temperature: 1, min_p: 0, top_p: 1 }
const PLACES = 20_000

/** The definition: each token's probability after the cuts, by sorting everything. */
function byDefinition(logits: Float32Array, { temperature, min_p, top_p }: DrawOptions): Map<number, number> {
  const exponents = Array.from(logits, (logit) => (logit - Math.max(...logits)) / temperature)
  const left = [...logits.keys()]
    .filter((id) => exponents[id]! >= Math.log(min_p))
    .sort((a, b) => logits[b]! - logits[a]! || a - b)
  const sumOf = (ids: number[]) => ids.reduce((sum, id) => sum + Math.exp(exponents[id]!), 0)
  const wanted = top_p * sumOf(left)
  const kept: number[] = []
  for (let mass = 0; mass < wanted && kept.length < left.length; kept.push(left[kept.length]!)) {
    mass += Math.exp(exponents[left[kept.length]!]!)
  }
  const total = sumOf(kept)
  return new Map(kept.map((id) => [id, Math.exp(exponents[id]!) / total]))
}

/** How many of evenly spread places each token takes. */
function placesOf(logits: Float32Array, options: DrawOptions, among: Int32Array | null = null): Map<number, number> {
  const places = new Map<number, number>()
  for (let i = 0; i < PLACES; i++) {
    const id = draw(logits, among, largest(logits), options, (i + 0.5) / PLACES)
    places.set(id, (places.get(id) ?? 0) + 1)
  }
  return places
}

/** A token's places are neighbours, so its count is its share to within one; a cut token has none. */
function expectShares(places: Map<number, number>, shares: Map<number, number>) {
  for (const id of places.keys()) expect(shares.has(id), `token ${id} was cut`).toBe(true)
  for (const [id, share] of shares) {
    expect(Math.abs((places.get(id) ?? 0) - PLACES * share), `places of token ${id}`).toBeLessThan(1.05)
  }
}

describe('each token has its share', () => {
  const random = createRandom(21)
  const spread = Float32Array.from({ length: 400 }, () => 4 * random.normal())
  const narrow = Float32Array.from({ length: 400 }, () => 0.002 * random.normal())
  const equals = Float32Array.from({ length: 400 }, () => Math.round(random.normal()))

  const settings: Partial<DrawOptions>[] = [
    {},
    { temperature: 0.3 },
    { temperature: 2 },
    { top_p: 0.3 },
    { top_p: 0.9 },
    { top_p: 0.999 },
    { temperature: 0.7, top_p: 0.9 },
    { min_p: 0.05 },
    { min_p: 0.2, top_p: 0.7, temperature: 1.5 },
  ]
  test.each(settings)('%o', (options) => {
    for (const logits of [spread, narrow, equals]) {
      const all = { ...PLAIN, ...options }
      expectShares(placesOf(logits, all), byDefinition(logits, all))
    }
  })

  test('of the candidates given, when some are', () => {
    const among = Int32Array.of(7, 3, 399, 200, 5)
    const best = among.reduce((a, b) => (spread[b]! > spread[a]! ? b : a))
    const logits = spread.map((logit, id) => (id === best ? 12 : logit))
    const others = logits.map((logit, id) => (among.includes(id) ? logit : Number.NEGATIVE_INFINITY))
    for (const top_p of [1, 0.99]) {
      const options = { ...PLAIN, temperature: 2, top_p }
      expectShares(placesOf(logits, options, among), byDefinition(others, options))
    }
    expect([...among]).toEqual([7, 3, 399, 200, 5])
  })
})

describe('cuts are exact', () => {
  test('top-p: the last token kept is the first with which the share is reached', () => {
    const logits = Float32Array.from([0.5, 0.25, 0.125, 0.125], Math.log)
    const kept = (top_p: number) => [...placesOf(logits, { ...PLAIN, top_p }).keys()].sort()
    expect(kept(0.49)).toEqual([0])
    expect(kept(0.51)).toEqual([0, 1])
    expect(kept(0.76)).toEqual([0, 1, 2])
    expect(kept(0.88)).toEqual([0, 1, 2, 3])
  })

  test('top-p among equals keeps the lowest ids', () => {
    const places = placesOf(new Float32Array(100), { ...PLAIN, top_p: 0.25 })
    expect([...places.keys()].sort((a, b) => a - b)).toEqual([...Array(25).keys()])
  })

  test('top-p among logits a rounding apart keeps the larger', () => {
    const step = 2 ** -20
    const logits = Float32Array.from({ length: 64 }, (_, id) => 1 + (id % 8) * step)
    const kept = [...placesOf(logits, { ...PLAIN, top_p: 8 / 64 - 1e-4 }).keys()].sort((a, b) => a - b)
    expect(kept).toEqual([7, 15, 23, 31, 39, 47, 55, 63])
  })

  test('min-p: a token just within stays, one just beyond is cut', () => {
    const depth = -Math.log(0.1)
    const logits = Float32Array.of(0, -depth - 1e-4, -depth + 1e-4)
    expectShares(
      placesOf(logits, { ...PLAIN, min_p: 0.1 }),
      new Map([
        [0, 1 / 1.1],
        [2, 0.1 / 1.1],
      ]),
    )
  })
})

describe('at the ends', () => {
  const random = createRandom(8)
  const LAST = 1 - 2 ** -32

  test('every place has a token that the cuts left', () => {
    for (let round = 0; round < 300; round++) {
      const logits = Float32Array.from({ length: 200 }, () => 3 * random.normal())
      const options = { temperature: 0.5 + random.uniform(), min_p: 0, top_p: 0.05 + 0.95 * random.uniform() }
      const kept = byDefinition(logits, options)
      for (const place of [0, LAST]) expect(kept.has(draw(logits, null, largest(logits), options, place))).toBe(true)
    }
  })

  test('logits of minus infinity and what is not a number are never drawn', () => {
    const logits = Float32Array.of(Number.NEGATIVE_INFINITY, 1, Number.NaN, 1, Number.NEGATIVE_INFINITY)
    for (const options of [PLAIN, { ...PLAIN, top_p: 0.9 }, { ...PLAIN, min_p: 0.5 }]) {
      expect([...placesOf(logits, options).keys()].sort()).toEqual([1, 3])
    }
  })

  test('an infinite logit is drawn', () => {
    const logits = Float32Array.of(3, Number.POSITIVE_INFINITY, 5)
    for (const options of [PLAIN, { ...PLAIN, top_p: 0.9 }]) {
      expect([...placesOf(logits, options).keys()]).toEqual([1])
    }
  })

  test('candidates far below the peak are not drawn, however far', () => {
    const far = [-21, -1000, -(2 ** 25), -1e30, Number.NEGATIVE_INFINITY]
    const logits = Float32Array.from([...far, 0, -1])
    const shares = byDefinition(Float32Array.of(0, -1), PLAIN)
    for (const among of [null, Int32Array.from(logits, (_, id) => id)]) {
      expectShares(
        placesOf(logits, PLAIN, among),
        new Map([
          [5, shares.get(0)!],
          [6, shares.get(1)!],
        ]),
      )
    }
  })

  test('temperatures down to the smallest number leave the largest', () => {
    for (const temperature of [1e-3, 1e-9, 1e-40, Number.MIN_VALUE]) {
      expect([...placesOf(Float32Array.of(1, 3, 2), { ...PLAIN, temperature }).keys()]).toEqual([1])
    }
  })
})
