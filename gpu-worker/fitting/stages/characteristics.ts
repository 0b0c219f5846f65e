/** What marks each pole: as the admin wrote it, or (self-generated pairs only) as the model lists it. */
import {
  type Characteristics,
  TRAITS,
  TRAITS_TOKENS,
  traitsIn,
  traitsPrompt,
  withoutShared,
} from '../../../shared/characteristics.ts'
import type { FitSource, Pole } from '../../../shared/wire/fit.ts'
import { greedy } from '../../language/sampling.ts'
import type { Stage } from '../stage.ts'

export type CharacteristicsInput = {
  source: FitSource
  positive: Pole
  negative: Pole
  written: Characteristics | null
}

export const listCharacteristics: Stage<CharacteristicsInput, Characteristics> = async (input, { model, task }) => {
  if (input.written) return { output: input.written, note: 'as written' }
  if (input.source !== 'self-generated') return { output: { positive: [], negative: [] }, note: 'not needed' }

  const requests = [input.positive, input.negative].map((pole) => greedy(traitsPrompt(pole, TRAITS), TRAITS_TOKENS))
  const [positive, negative] = await model.generate(requests, task('Asking the model what marks each pole'))
  const output = withoutShared({ positive: traitsIn(positive!.text), negative: traitsIn(negative!.text) })
  const count = output.positive.length + output.negative.length
  return {
    output,
    note: count ? `${count} listed by the model` : 'the model listed none: the descriptions stand alone',
  }
}
