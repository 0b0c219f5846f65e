/** Each weight form of the default model against an outside implementation in float32. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PRIORITY } from '../../gpu-worker/engine/generation.ts'
import type { EngineSettings, OpenModel } from '../../gpu-worker/engine/open.ts'
import { largest } from '../../gpu-worker/engine/sampler.ts'
import { GREEDY } from '../engine/fake-generation.ts'
import { describeForms } from '../support/describe-forms.ts'
import { openRealModel } from '../support/open-real-model.ts'
import { divergence, type ReferenceSequence, readReference } from '../support/reference.ts'
import { readThrough, writeAlong } from '../support/reference-walk.ts'

const reference = readReference()
const prose = reference.sequence('prose')
const chats = reference.sequences.filter(({ question }) => question !== undefined)

let model: OpenModel
const open = (settings: Partial<EngineSettings>) => {
  beforeAll(async () => {
    model = await openRealModel(settings)
  })
  afterAll(() => model[Symbol.asyncDispose]())
}

const furthest = (got: Float32Array, expected: Float32Array) =>
  expected.reduce((most, value, i) => Math.max(most, Math.abs(value - got[i]!)), 0)

/** Mean KL from the reference over the positions of a sequence. */
async function meanDivergence(sequence: ReferenceSequence): Promise<number> {
  let total = 0
  await readThrough(model, sequence, (position, logits) => {
    total += divergence(sequence.at(position), logits)
  })
  return total / sequence.ids.length
}

const promptOf = ({ question }: ReferenceSequence) => model.template.encode([{ role: 'user', content: question! }])

describe('fp32', () => {
  open({ form: 'fp32', rows: 8 })

  test('logits are those of the reference', async () => {
    let most = 0
    for (const sequence of [prose, ...chats]) {
      await readThrough(model, sequence, (position, logits) => {
        const kept = sequence.at(position)
        kept.ids.forEach((id, k) => {
          most = Math.max(most, Math.abs(logits[id]! - kept.logits[k]!))
        })
      })
    }
    // Seen: 7.1e-5 on logits up to 40.
    expect(most).toBeLessThan(5e-4)
  })

  test('all logits and the states of every layer are, where the reference kept them whole', async () => {
    const kept = new Map(reference.whole.map((whole) => [whole.position, whole]))
    let seen = 0
    await readThrough(model, prose, (position, logits, hidden) => {
      const whole = kept.get(position)
      if (!whole) return
      seen++
      expect(furthest(logits, whole.logits)).toBeLessThan(5e-4)
      for (const [l, state] of whole.hidden.entries()) {
        const size = Math.sqrt(state.reduce((sum, value) => sum + value * value, 0))
        expect(furthest(hidden[l]!, state) / size, `position ${position}, layer ${l}`).toBeLessThan(2e-5)
      }
    })
    expect(seen).toBe(kept.size)
  })

  test('answers are the reference’s, token for token', async () => {
    const answers = await Promise.all(
      chats.map(async (chat) => {
        expect(promptOf(chat)).toEqual(chat.ids.slice(0, chat.prompt))
        const generation = model.engine.generate({
          id: chat.name,
          prompt: promptOf(chat),
          maxTokens: chat.gaps!.length,
          sampling: GREEDY,
          stops: [],
          steering: null,
          priority: PRIORITY.interactive,
          project: 'p',
        })
        await generation.done
        return generation.output
      }),
    )
    expect(answers).toEqual(chats.map(({ ids, prompt }) => ids.slice(prompt)))
  })
})

// Seen, in every phase, prose and chats: i8 4.9e-3 and 8.9e-3, q8 2.9e-3 and 5.2e-3, q4x 2.8e-3 and 4.3e-3.
describeForms(['i8', 'i8p', 'q8', 'q4x'] as const, (form) => {
  describe('in every phase', () => {
    open({ form, prefill: form, rows: 8 })

    test('diverges little on prose', async () => {
      // A rounded zero point would give .2, bytes without smoothing .03.
      expect(await meanDivergence(prose)).toBeLessThan(1e-2)
    })

    test('diverges little on chats', async () => {
      let total = 0
      for (const chat of chats) total += (await meanDivergence(chat)) / chats.length
      expect(total).toBeLessThan(1.2e-2)
    })
  })

  describe('as it serves', () => {
    open({ form, rows: 8 })

    /** Gap between the reference's two best tokens from which they must not swap. */
    const CLEAR = 0.5

    test('the greedy token is the reference’s wherever its two best are apart', async () => {
      const swapped: string[] = []
      let judged = 0
      await writeAlong(model, chats, ({ name, ids, prompt, gaps }, position, logits) => {
        const gap = gaps![position + 1 - prompt!]
        if (gap === undefined || gap <= CLEAR) return
        judged++
        const [token, wanted] = [largest(logits), ids[position + 1]]
        if (token !== wanted) swapped.push(`${name}, position ${position}: ${token} for ${wanted}, gap ${gap}`)
      })
      expect(judged).toBeGreaterThan(200)
      expect(swapped).toEqual([])
    })
  })
})
