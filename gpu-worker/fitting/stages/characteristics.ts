/** What marks each pole: as the admin wrote it, or (self-generated pairs only) as the model lists it. */
import type { FitSource, Pole } from '../../../shared/wire/fit.ts'
import { type Characteristics, isFromExample, traitsPrompt } from '../../language/prompts.ts'
import { greedy } from '../../language/sampling.ts'
import { TRAITS, TRAITS_TOKENS } from '../budget.ts'
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

/** The first lines of a list, without bullets, numbers and closing punctuation. */
export function traitsIn(text: string): string[] {
  const lines = text.split('\n').map((line) =>
    line
      .replace(/^\s*([-*•–]|\(?\d+[.):])\s*/u, '')
      .replaceAll(/\*\*|__/g, '')
      .replace(/[\s.;,:]+$/u, '')
      .trim(),
  )
  return [...new Set(lines.filter((line) => line.length >= 3 && line.length <= 160 && !isFromExample(line)))].slice(
    0,
    TRAITS,
  )
}

/** A trait that the model names for both poles marks neither. */
function withoutShared({ positive, negative }: Characteristics): Characteristics {
  const lower = (traits: string[]) => new Set(traits.map((trait) => trait.toLowerCase()))
  const [inPositive, inNegative] = [lower(positive), lower(negative)]
  return {
    positive: positive.filter((trait) => !inNegative.has(trait.toLowerCase())),
    negative: negative.filter((trait) => !inPositive.has(trait.toLowerCase())),
  }
}
