/** Every prompt that fits and evaluations write. */
import type { ChatMessage } from '../../shared/wire/chat.ts'
import type { Pole } from '../../shared/wire/fit.ts'

/** A query as a user sends it: no system prompt, no style. */
export const plainPrompt = (query: string): ChatMessage[] => [{ role: 'user', content: query }]

const askPlainly = (text: string) =>
  `Rewrite this text in plain, neutral words. Keep what it says, without its tone and style. Answer with the new text alone.\n\nText: ${text}`

const PLAIN_EXAMPLE = {
  text: 'Guess what, folks!! The old library on Mill Road is FINALLY open again, and oh my, you will adore it!',
  plain: 'The old library on Mill Road is open again.',
}

/** Asks for what a text says, without how it says it. */
export const plainWordsPrompt = (text: string): ChatMessage[] => [
  { role: 'user', content: askPlainly(PLAIN_EXAMPLE.text) },
  { role: 'assistant', content: PLAIN_EXAMPLE.plain },
  { role: 'user', content: askPlainly(text) },
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
