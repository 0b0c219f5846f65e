/** How a model is asked what marks a pole, and how its list is read: by a fit, and by the dashboard before one. */
import type { ChatMessage } from './wire/chat.ts'
import type { Pole } from './wire/fit.ts'

export type Characteristics = { positive: string[]; negative: string[] }

/** Later ones stray from the pole. */
export const TRAITS = 3
export const TRAITS_TOKENS = 48

const askTraits = (description: string, count: number) =>
  `An assistant answers like this: "${description}" List ${count} short traits of such answers.`

/** One worked example: without it, small models chat about the task instead of doing it. */
const EXAMPLE = {
  description: 'Answer like a news reader on television.',
  traits: ['Facts before opinions', 'Names, places and dates', 'Calm and neutral voice'],
}

/** Asks what marks a pole: AlignEZ's first step. */
export const traitsPrompt = (pole: Pole, count: number): ChatMessage[] => [
  { role: 'user', content: askTraits(EXAMPLE.description, count) },
  { role: 'assistant', content: EXAMPLE.traits.map((trait, i) => `${i + 1}. ${trait}`).join('\n') },
  { role: 'user', content: askTraits(pole.description, count) },
]

/** What a model listed only because it stood in the example. */
const isFromExample = (trait: string): boolean => EXAMPLE.traits.includes(trait)

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
export function withoutShared({ positive, negative }: Characteristics): Characteristics {
  const lower = (traits: string[]) => new Set(traits.map((trait) => trait.toLowerCase()))
  const [inPositive, inNegative] = [lower(positive), lower(negative)]
  return {
    positive: positive.filter((trait) => !inNegative.has(trait.toLowerCase())),
    negative: negative.filter((trait) => !inPositive.has(trait.toLowerCase())),
  }
}
