/** The reference fixtures hold together, and the divergence from them is measured right. */
import { expect, test } from 'vitest'
import { createRandom } from '../support/random.ts'
import { divergence, readReference } from '../support/reference.ts'

const reference = readReference()
const prose = reference.sequence('prose')

/** KL(p ‖ q) of two full vectors of logits. */
function fullDivergence(p: Float32Array, q: Float32Array): number {
  const logTotal = (logits: Float32Array) => Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0))
  const shift = logTotal(q) - logTotal(p)
  const total = Math.exp(logTotal(p))
  return p.reduce((sum, logit, i) => sum + (Math.exp(logit) / total) * (logit - q[i] + shift), 0)
}

test('kept logits are those of the whole positions', () => {
  for (const { position, logits, hidden } of reference.whole) {
    const kept = prose.at(position)
    expect([...kept.logits]).toEqual([...kept.ids].map((id) => logits[id]))
    expect(kept.logits[0]).toBe(Math.max(...logits))
    expect(hidden).toHaveLength(30)
    expect(hidden[0]).toHaveLength(576)
  }
})

test('answers are greedy, with the gaps that are noted', () => {
  for (const { ids, prompt, gaps, at } of reference.sequences) {
    gaps?.forEach((gap, i) => {
      const { ids: best, logits } = at(prompt! + i - 1)
      expect(best[0]).toBe(ids[prompt! + i])
      expect(logits[0] - logits[1]).toBeCloseTo(gap, 3)
    })
  }
})

test('nothing diverges from itself', () => {
  for (const { position, logits } of reference.whole) {
    expect(Math.abs(divergence(prose.at(position), logits))).toBeLessThan(1e-9)
  }
})

test('noise is measured as over the whole vocabulary', () => {
  const random = createRandom(5)
  const { position, logits } = reference.whole[1]
  const pairs = Array.from({ length: 24 }, () => {
    const noisy = logits.map((logit) => logit + 0.2 * random.normal())
    return { measured: divergence(prose.at(position), noisy), exact: fullDivergence(logits, noisy) }
  })
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const exact = mean(pairs.map((pair) => pair.exact))
  expect(exact).toBeGreaterThan(1e-3)
  expect(Math.abs(mean(pairs.map((pair) => pair.measured)) / exact - 1)).toBeLessThan(0.1)
})

test('a shift of all logits is no divergence, another favourite is one', () => {
  const { position, logits } = reference.whole[2]
  const kept = prose.at(position)
  expect(
    divergence(
      kept,
      logits.map((logit) => logit + 3),
    ),
  ).toBeLessThan(1e-6)
  const other = logits.slice()
  other[kept.ids[100]] = kept.logits[0] + 5
  expect(divergence(kept, other)).toBeGreaterThan(1)
})
