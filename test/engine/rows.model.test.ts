/** On the real model: a row's text is the same alone and among fifteen others under other edits. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FixedEdit } from '../../gpu-worker/engine/fixed-edit.ts'
import { type GenerationRequest, PRIORITY } from '../../gpu-worker/engine/generation.ts'
import type { OpenModel } from '../../gpu-worker/engine/open.ts'
import { FORM_NAMES } from '../../gpu-worker/model/forms/plans.ts'
import { describeForms } from '../support/describe-forms.ts'
import { openRealModel } from '../support/open-real-model.ts'
import { createRandom } from '../support/random.ts'
import { randomEdit } from '../support/random-edit.ts'
import { GREEDY } from './fake-generation.ts'

const ROWS = 16

const QUESTIONS = [
  'What is the capital of France?',
  'Write a short poem about the sea.',
  'Give me three tips for sleeping better.',
  'Who wrote Hamlet, and what is it about?',
  `Summarise this in one line: ${'The boats came back in the morning, and the town was glad of it. '.repeat(12)}`,
]

/** From none to more than one layout of the rank slots holds. */
const SLOTS = [0, 1, 2, 5, 11]

/** Halves are for GPUs; on a CPU they take a minute here, and graph-rows.test.ts has them. */
const FORMS = FORM_NAMES.filter((form) => form !== 'fp16')

describeForms(FORMS, (form) => {
  let model: OpenModel
  beforeAll(async () => {
    model = await openRealModel({ form, rows: ROWS })
  })
  afterAll(() => model[Symbol.asyncDispose]())

  /** Prompts of several lengths; greedy and seeded; no edit, added vectors and rank slots. */
  function requests(): GenerationRequest[] {
    const random = createRandom(29)
    return Array.from({ length: ROWS }, (_, i) => {
      const edit = randomEdit(random, {
        hidden: model.config.hidden,
        layers: [14, 20],
        slots: SLOTS[i % SLOTS.length]!,
        size: 20,
      })
      return {
        id: `row${i}`,
        prompt: model.template.encode([{ role: 'user', content: QUESTIONS[i % QUESTIONS.length]! }]),
        maxTokens: 12 + ((i * 5) % 16),
        sampling: i % 2 ? GREEDY : { ...GREEDY, temperature: 0.8, top_p: 0.95, seed: i },
        stops: [],
        steering: i % 4 ? new FixedEdit(edit, i % 5 === 4 ? 'answer' : 'generated') : null,
        priority: PRIORITY.interactive,
        project: 'p',
      }
    })
  }

  async function tokensOf(request: GenerationRequest): Promise<number[]> {
    const generation = model.engine.generate(request)
    await generation.done
    return generation.output
  }

  test('greedy and seeded, edited and not', async () => {
    const asked = requests()
    // Alone first: the widest edit decides how all that come after it are laid out.
    const before: number[][] = []
    for (const request of asked.slice(0, 3)) before.push(await tokensOf(request))
    const together = await Promise.all(asked.map(tokensOf))
    expect(together.slice(0, 3)).toEqual(before)
    const alone: number[][] = []
    for (const request of asked) alone.push(await tokensOf(request))
    expect(together).toEqual(alone)
    // Edits do change texts: the same question answered greedily with another edit.
    expect(together[5]).not.toEqual(together[15])
  })
})
