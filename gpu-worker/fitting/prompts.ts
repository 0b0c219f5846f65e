/** Every prompt that fitting writes. */
import type { ChatMessage } from '../../shared/wire/chat.ts'
import type { Pole } from '../../shared/wire/fit.ts'
import { TRAITS } from './budget.ts'

export type Characteristics = { positive: string[]; negative: string[] }

/** A query as a user sends it: no system prompt, no style. */
export const plainPrompt = (query: string): ChatMessage[] => [{ role: 'user', content: query }]

/** Asks what marks a pole: AlignEZ's first step. */
export const traitsPrompt = (pole: Pole): ChatMessage[] => [
  {
    role: 'user',
    content:
      `An assistant got this instruction: "${pole.description}"\n` +
      `List ${TRAITS} short traits by which a reader recognises such answers: choice of words, sentences, tone. ` +
      'Write one trait a line and nothing else.',
  },
]

/**
 * A query asked for an answer at one pole. The instruction stands in the system prompt and again after the query:
 * small models often ignore a system prompt alone. The characteristics stand in the system prompt only, which all
 * queries of a pole share.
 */
export function polePrompt(query: string, pole: Pole, traits: readonly string[]): ChatMessage[] {
  const marks = traits.length ? `\nSuch answers are marked by:\n${traits.map((trait) => `- ${trait}`).join('\n')}` : ''
  return [
    { role: 'system', content: pole.description + marks },
    { role: 'user', content: `${query}\n\n${pole.description}` },
  ]
}
