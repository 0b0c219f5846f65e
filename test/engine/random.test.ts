import { expect, test } from 'vitest'
import { randomSeed, seededRandom, seedOfChoice } from '../../gpu-worker/engine/random.ts'

const first = (seed: number, count = 8) => {
  const random = seededRandom(seed)
  return Array.from({ length: count }, random)
}

test('equal seeds give equal numbers, each generator on its own', () => {
  const [a, b] = [seededRandom(7), seededRandom(7)]
  const interleaved = Array.from({ length: 8 }, () => [a(), b()])
  for (const [x, y] of interleaved) expect(x).toBe(y)
  expect(interleaved.map(([x]) => x)).toEqual(first(7))
})

test('every seed is another sequence: neighbours, negative ones, those that differ beyond 32 bits', () => {
  const seeds = [0, 1, 2, 3, -1, -2, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 40, 2 ** 53 - 1, ...Array(2000).keys()]
  const distinct = new Set(seeds)
  const sequences = new Set([...distinct].map((seed) => first(seed).join()))
  expect(sequences.size).toBe(distinct.size)
})

test('numbers are uniform in [0, 1), also the first ones of neighbouring seeds', () => {
  const draws = {
    'one seed': first(1, 20_000),
    'first of each seed': Array.from({ length: 20_000 }, (_, seed) => first(seed, 1)[0]!),
  }
  for (const [what, numbers] of Object.entries(draws)) {
    expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true)
    const counts = new Array<number>(20).fill(0)
    for (const number of numbers) counts[Math.floor(number * 20)]!++
    const expected = numbers.length / 20
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
    // 19 degrees of freedom: above 43.8 once in a thousand.
    expect(chiSquare, what).toBeLessThan(43.8)
  }
})

test('neighbouring numbers do not go together', () => {
  const numbers = first(3, 20_000)
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const products = numbers.slice(1).map((number, i) => (number - 0.5) * (numbers[i]! - 0.5))
  // The standard deviation of this mean is 1/12/√20000.
  expect(Math.abs(mean(products))).toBeLessThan(4 / 12 / Math.sqrt(20_000))
})

test('seeds of those who name none differ', () => {
  expect(new Set(Array.from({ length: 100 }, randomSeed)).size).toBe(100)
})

test('the choices of an answer have seeds of their own, at either end of what a number holds', () => {
  for (const seed of [0, -5, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER - 2, Number.MIN_SAFE_INTEGER]) {
    const seeds = Array.from({ length: 8 }, (_, index) => seedOfChoice(seed, index))
    expect(seeds[0]).toBe(seed)
    expect(new Set(seeds).size).toBe(8)
    expect(seeds.every(Number.isSafeInteger)).toBe(true)
  }
})
