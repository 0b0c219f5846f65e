import { expect, test } from 'vitest'
import type { OpenModel } from '../../gpu-worker/engine/open.ts'
import { Steering } from '../../gpu-worker/engine/steering.ts'
import { Answer } from '../../gpu-worker/server/answer.ts'
import { generationOf } from '../engine/fake-generation.ts'

const model = { source: { id: 'tiny', sha256: 'h' }, settings: { form: 'fp32' } } as OpenModel

test('holds the receipt that stands for all once, and says in each whether it explores', () => {
  const choices = [0, 1].map((index) => ({
    index,
    generation: generationOf(),
    steering: new Steering([]),
    reader: null,
  }))
  const { attune, choices: shown } = new Answer(model, 'g', { project: 'p', user: null }, choices).state
  expect(attune).toBe(shown[0]!.attune)
  expect(attune.explored).toBe(false)
  const { state } = new Answer(model, 'g', { project: 'p', user: null }, choices, null, true)
  expect(state.choices.map(({ attune }) => attune.explored)).toEqual([true, true])
})
