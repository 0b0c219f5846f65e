/** The draw that looks at the likeliest tokens only, against the definition over all. */
import { describe, expect, test } from 'vitest'
import { drawNear, type NearOptions } from '../../gpu-worker/engine/draw-near.ts'
import { PLAIN_SAMPLING, Sampler, type SamplerOptions } from '../../gpu-worker/engine/sampler.ts'
import { Shortlister } from '../../gpu-worker/engine/shortlist.ts'
import { createRandom } from '../support/random.ts'

const PLAIN: NearOptions = { temperature: 1, top_k: 0, min_p: 0, top_p: 1 }
const PLACES = 20_000
const NONE = new Float32Array(0)

/** Each token's probability after the cuts, by sorting everything. */
function byDefinition(logits: Float32Array, { temperature, top_k, min_p, top_p }: NearOptions): Map<number, number> {
  const peak = Math.max(...logits)
  const weight = (id: number) => Math.exp((logits[id]! - peak) / temperature)
  const left = [...logits.keys()]
    .sort((a, b) => logits[b]! - logits[a]! || a - b)
    .slice(0, top_k || undefined)
    .filter((id) => weight(id) >= min_p)
  const massOf = (ids: number[]) => ids.reduce((sum, id) => sum + weight(id), 0)
  const wanted = top_p * massOf(left)
  let kept = 0
  for (let mass = 0; mass < wanted && kept < left.length; kept++) mass += weight(left[kept]!)
  const nucleus = left.slice(0, kept)
  return new Map(nucleus.map((id) => [id, weight(id) / massOf(nucleus)]))
}

/** How many of evenly spread places each token takes; null when the likeliest do not decide. */
function placesOf(logits: Float32Array, options: NearOptions): Map<number, number> | null {
  const places = new Map<number, number>()
  for (let i = 0; i < PLACES; i++) {
    const { ids, bound } = new Shortlister(null).of(logits, NONE, 0)
    const sure = ids.filter((id) => logits[id]! > bound)
    const id = drawNear(logits, sure, bound, options, (i + 0.5) / PLACES)
    if (id === null) {
      expect(i, 'whether they decide does not depend on the place').toBe(0)
      return null
    }
    places.set(id, (places.get(id) ?? 0) + 1)
  }
  return places
}

const random = createRandom(23)
const steep = Float32Array.from({ length: 600 }, () => 4 * random.normal())
const flat = Float32Array.from({ length: 600 }, () => 0.5 * random.normal())

describe('each token has its share, where the likeliest decide', () => {
  test.each<[string, Float32Array, Partial<NearOptions>, boolean]>([
    ['plain', steep, {}, true],
    ['cool', steep, { temperature: 0.3 }, true],
    ['a nucleus within', steep, { top_p: 0.9 }, true],
    ['a nucleus within, cool', steep, { temperature: 0.7, top_p: 0.95 }, true],
    ['min-p within', steep, { min_p: 0.05 }, true],
    ['min-p and a nucleus', steep, { min_p: 0.02, top_p: 0.8 }, true],
    ['top-k within', flat, { top_k: 20 }, true],
    ['top-k within, a nucleus of it', flat, { top_k: 30, top_p: 0.5, temperature: 0.8 }, true],
    ['top-k, of which min-p leaves less', steep, { top_k: 40, min_p: 0.1 }, true],
    ['a wide distribution without cuts', flat, {}, true],
    ['a nucleus wider than what is near', flat, { top_p: 0.9 }, false],
    ['top-k beyond what is near', flat, { top_k: 100 }, false],
    ['min-p beyond what is near, with a nucleus', flat, { min_p: 0.01, top_p: 0.9 }, false],
    ['min-p beyond what is near, alone', flat, { min_p: 0.2 }, true],
  ])('%s', (_what, logits, some, decides) => {
    const options = { ...PLAIN, ...some }
    const places = placesOf(logits, options)
    expect(places !== null).toBe(decides)
    if (!places) return
    const shares = byDefinition(logits, options)
    for (const id of places.keys()) expect(shares.has(id), `token ${id} was cut`).toBe(true)
    for (const [id, share] of shares) {
      expect(Math.abs((places.get(id) ?? 0) - PLACES * share), `places of token ${id}`).toBeLessThan(1.1)
    }
  })
})

test('infinite logits and none at all are left to the draw among all', () => {
  expect(drawNear(Float32Array.of(1, Number.POSITIVE_INFINITY), Int32Array.of(1, 0), -9, PLAIN, 0.5)).toBeNull()
})

describe('a sampler that knows the likeliest', () => {
  /** How often each token comes, with and without a shortlist. */
  function frequencies(options: Partial<SamplerOptions>, prompt: number[], logits: Float32Array, listed: boolean) {
    const sampler = new Sampler({ ...PLAIN_SAMPLING, seed: 4, ...options }, prompt)
    const shortlister = new Shortlister(null)
    const counts = new Map<number, number>()
    for (let i = 0; i < 20_000; i++) {
      const row = logits.slice()
      const token = sampler.next(row, listed ? shortlister.of(row, NONE, 0) : null)
      counts.set(token, (counts.get(token) ?? 0) + 1)
    }
    return counts
  }

  test.each<[string, Partial<SamplerOptions>, number[]]>([
    ['a nucleus', { temperature: 0.7, top_p: 0.9 }, []],
    ['repetition, which throws listed tokens far back', { repetition_penalty: 2, top_p: 0.9 }, [...Array(300).keys()]],
    ['a reward, which lifts what was not listed', { repetition_penalty: 0.5, top_k: 10 }, [3, 77, 205]],
    ['min-p', { min_p: 0.1 }, []],
  ])('draws as one that does not: %s', (_what, options, prompt) => {
    const [with_, without] = [true, false].map((listed) => frequencies(options, prompt, steep, listed))
    const ids = new Set([...with_!.keys(), ...without!.keys()])
    for (const id of ids) {
      const [a, b] = [with_!.get(id) ?? 0, without!.get(id) ?? 0]
      expect(Math.abs(a - b), `token ${id}`).toBeLessThan(5 * Math.sqrt(a + b) + 2)
    }
  })

  test('is greedy alike, also when penalties change who leads', () => {
    for (let round = 0; round < 200; round++) {
      const logits = Float32Array.from({ length: 300 }, () => Math.round(6 * random.normal()) / 2)
      const options = { ...PLAIN_SAMPLING, temperature: 0, seed: 1, repetition_penalty: 1 + random.uniform() }
      const prompt = Array.from({ length: 80 }, () => Math.floor(300 * random.uniform()))
      const [listed, plain] = [new Sampler(options, prompt), new Sampler(options, prompt)]
      for (let t = 0; t < 5; t++) {
        const row = logits.slice()
        const shortlist = new Shortlister(null).of(row, NONE, 0)
        expect(listed.next(row, shortlist)).toBe(plain.next(logits.slice()))
      }
    }
  })
})
