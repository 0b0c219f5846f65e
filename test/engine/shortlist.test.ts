import { expect, test } from 'vitest'
import { SHORTLISTED, Shortlister } from '../../gpu-worker/engine/shortlist.ts'
import { dequantize } from '../../gpu-worker/model/dequantize.ts'
import { EmbeddingTable } from '../../gpu-worker/model/embedding.ts'
import { quantize } from '../support/quantize.ts'
import { createRandom } from '../support/random.ts'

const HIDDEN = 64
const VOCABULARY = 500

const random = createRandom(13)
const normals = (length: number) => Float32Array.from({ length }, () => random.normal())
const bytes = quantize('Q8_0', normals(HIDDEN * VOCABULARY))
const weights = dequantize('Q8_0', bytes, HIDDEN * VOCABULARY)
const head = new Shortlister(new EmbeddingTable(bytes, 'Q8_0', HIDDEN, VOCABULARY))

/** The state of the second of two rows, its exact logits, and what a rough head made of them. */
function rough(noise: number) {
  const final = normals(2 * HIDDEN)
  const exact = Array.from({ length: VOCABULARY }, (_, id) => {
    let sum = 0
    for (let i = 0; i < HIDDEN; i++) sum += weights[id * HIDDEN + i]! * final[HIDDEN + i]!
    return sum
  })
  return { final, exact, logits: Float32Array.from(exact, (logit) => logit + noise * random.normal()) }
}

test('the best candidates become exact, the others stay', () => {
  const { final, exact, logits } = rough(0.5)
  const before = logits.slice()
  const { ids, bound } = head.of(logits, final, HIDDEN)
  const best = [...before.keys()].sort((i, j) => before[j]! - before[i]!).slice(0, SHORTLISTED)
  expect([...ids].sort()).toEqual([...best].sort())
  expect(bound).toBe(before[best.at(-1)!])
  for (let id = 0; id < VOCABULARY; id++) {
    if (best.includes(id)) expect(logits[id]).toBeCloseTo(exact[id]!, 4)
    else expect(logits[id]).toBe(before[id])
  }
})

test('the largest logit is the exact one, where the rough head had another', () => {
  const argmax = (values: ArrayLike<number>) =>
    Array.from(values).reduce((best, v, i, all) => (v > all[best]! ? i : best), 0)
  let swapped = 0
  for (let round = 0; round < 200; round++) {
    const { final, exact, logits } = rough(2)
    if (argmax(logits) !== argmax(exact)) swapped++
    head.of(logits, final, HIDDEN)
    expect(argmax(logits)).toBe(argmax(exact))
  }
  expect(swapped).toBeGreaterThan(10)
})

test('a vocabulary smaller than the candidates is exact throughout', () => {
  const few = new Shortlister(
    new EmbeddingTable(bytes.subarray(0, (bytes.length / VOCABULARY) * 10), 'Q8_0', HIDDEN, 10),
  )
  const { final, exact } = rough(0)
  const logits = new Float32Array(10)
  expect(few.of(logits, final, HIDDEN)).toEqual({ ids: expect.anything(), bound: Number.NEGATIVE_INFINITY })
  logits.forEach((logit, id) => void expect(logit).toBeCloseTo(exact[id]!, 4))
})

test('without a head nothing is changed', () => {
  const { logits, final } = rough(0.5)
  const before = logits.slice()
  const { ids } = new Shortlister(null).of(logits, final, 0)
  expect(ids).toHaveLength(SHORTLISTED)
  expect(logits).toEqual(before)
})

test('what was ruled out is never scored, and the best of the others are', () => {
  const { final, exact, logits } = rough(0.5)
  const allowed = [3, 77, 78, 200, 499]
  for (let id = 0; id < VOCABULARY; id++) if (!allowed.includes(id)) logits[id] = Number.NEGATIVE_INFINITY
  const { ids, bound } = head.of(logits, final, HIDDEN)
  expect(bound).toBe(Number.NEGATIVE_INFINITY)
  expect([...ids]).toEqual(expect.arrayContaining(allowed))
  for (let id = 0; id < VOCABULARY; id++) {
    if (allowed.includes(id)) expect(logits[id]).toBeCloseTo(exact[id]!, 4)
    else expect(logits[id]).toBe(Number.NEGATIVE_INFINITY)
  }
})
