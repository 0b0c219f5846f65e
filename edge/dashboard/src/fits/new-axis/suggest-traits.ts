/** Asks the model what marks each pole, in the words in which a fit asks it. */
import {
  type Characteristics,
  TRAITS,
  TRAITS_TOKENS,
  traitsIn,
  traitsPrompt,
  withoutShared,
} from '../../../../../shared/characteristics.ts'
import type { Pole } from '../../../../../shared/wire/fit.ts'
import type { Api } from '../../api/client.ts'
import { Problem } from '../../api/problem.ts'

/** A model may be long at it, on a machine that is busy. */
const PATIENCE_MS = 60_000

/** @throws Problem where the model listed nothing that could be read */
export async function suggestTraits(
  api: Api,
  model: string,
  poles: { positive: Pole; negative: Pole },
): Promise<Characteristics> {
  const [positive, negative] = await Promise.all([poles.positive, poles.negative].map((pole) => ask(api, model, pole)))
  const found = withoutShared({ positive: positive!, negative: negative! })
  if (found.positive.length + found.negative.length > 0) return found
  throw new Problem(
    'refused',
    'The model listed nothing of use. Write what marks the poles yourself, or leave it empty.',
  )
}

async function ask(api: Api, model: string, pole: Pole): Promise<string[]> {
  const answer = (await api.post('/v1/chat/completions', {
    body: {
      model,
      messages: traitsPrompt(pole, TRAITS),
      max_tokens: TRAITS_TOKENS,
      temperature: 0,
      // What the model says of itself, not what the project's default edits make of it.
      steering: { profile: false },
    },
    timeout: PATIENCE_MS,
  } as never)) as { choices: { message: { content: string | null } }[] }
  return traitsIn(answer.choices[0]?.message.content ?? '')
}
