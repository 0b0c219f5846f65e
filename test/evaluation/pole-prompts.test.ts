/** What a direction's poles are asked for with, when there is nobody to say it. */
import { expect, test } from 'vitest'
import { polePrompts } from '../../gpu-worker/evaluation/pole-prompts.ts'
import { BUILTIN_AXES } from '../../gpu-worker/fitting/builtin-axes.ts'
import { decodeDirection, encodeDirection } from '../../shared/direction.ts'
import { BRIGHT_POLE, GLOOMY_POLE, toyModel } from '../fitting/toy-model.ts'
import { toyStyleDirection } from './toy-subject.ts'

const direction = toyStyleDirection(toyModel())
const { prompts: _, ...without } = direction.manifest

test('the prompts it was fitted with are kept in its file, and are used', () => {
  const { manifest } = decodeDirection(encodeDirection(direction))
  expect(polePrompts(manifest)).toEqual({ positive: BRIGHT_POLE.description, negative: GLOOMY_POLE.description })
})

test('a file from before has none: a built-in axis is known by its id and poles, others by their names', () => {
  expect(decodeDirection(encodeDirection({ ...direction, manifest: without })).manifest.prompts).toBeUndefined()
  expect(polePrompts(without)).toEqual({
    positive: 'Answer in this way: bright.',
    negative: 'Answer in this way: gloomy.',
  })
  const { id, positive, negative } = BUILTIN_AXES[0]!
  const poles = { positive: positive.name, negative: negative.name }
  expect(polePrompts({ ...without, axis: id, poles })).toEqual({
    positive: positive.description,
    negative: negative.description,
  })
  expect(polePrompts({ ...without, axis: id }).positive).toBe('Answer in this way: bright.')
})

test('a prompt longer than a description may be makes the file unusable', () => {
  const prompts = { positive: 'a'.repeat(601), negative: 'b' }
  const bytes = encodeDirection({ ...direction, manifest: { ...direction.manifest, prompts } })
  expect(() => decodeDirection(bytes)).toThrow('manifest.prompts.positive')
})
