/** The plain question that a rounded head gets wrong: its two best first tokens are .08 apart. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PRIORITY } from '../../gpu-worker/engine/generation.ts'
import type { OpenModel } from '../../gpu-worker/engine/open.ts'
import { FORM_NAMES } from '../../gpu-worker/model/forms/plans.ts'
import { GREEDY } from '../engine/fake-generation.ts'
import { describeForms } from '../support/describe-forms.ts'
import { openRealModel } from '../support/open-real-model.ts'
import { readReference } from '../support/reference.ts'

const chat = readReference().sequence('chat0')

describeForms(FORM_NAMES, (form) => {
  let model: OpenModel
  beforeAll(async () => {
    model = await openRealModel({ form, rows: 4 })
  })
  afterAll(() => model[Symbol.asyncDispose]())

  test("'What is the capital of France?' is answered with Paris", async () => {
    expect(chat.question).toBe('What is the capital of France?')
    let text = ''
    const generation = model.engine.generate({
      id: 'paris',
      prompt: model.template.encode([{ role: 'user', content: chat.question! }]),
      maxTokens: 40,
      sampling: GREEDY,
      stops: [],
      steering: null,
      priority: PRIORITY.interactive,
      project: 'p',
      onText: (more) => {
        text += more
      },
    })
    await generation.done
    expect(text).toContain('Paris')
    expect(generation.output).toEqual(chat.ids.slice(chat.prompt))
  })
})
