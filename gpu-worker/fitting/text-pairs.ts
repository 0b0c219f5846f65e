/**
 * Texts of either pole that nobody paired → pairs: any two of different poles, read behind the same neutral prompt, so that
 * nothing but the texts differs. Each list is split in two first, and pairs are made within the halves: a direction that is
 * measured on a text was then fitted on pairs without it, however often the texts of the shorter list come.
 */
import { normalised } from '../../shared/normalised.ts'
import type { Pair, Texts } from '../../shared/wire/fit.ts'
import { createRng, deriveSeed } from '../language/rng.ts'
import { FOLDS } from './folds.ts'

/** They ask for no style, subject or length. */
export const NEUTRAL_PROMPTS: readonly string[] = [
  'Write something.',
  'Say something.',
  'Write a short text.',
  'Tell me something.',
  'What would you like to say?',
  'Write a few sentences.',
]

export type TextPair = Pair & { fold: number }

/** @param taken texts that the direction is to be measured on, and so must not be fitted on */
export function pairTexts({ positive, negative }: Texts, taken: readonly string[], seed: number): TextPair[] {
  const others = new Set(taken.map(normalised))
  const halves = (texts: readonly string[], purpose: string) => {
    const distinct = new Map(texts.map((text) => [normalised(text), text]))
    const usable = [...distinct].filter(([text]) => !others.has(text)).map(([, text]) => text)
    const shuffled = createRng(deriveSeed(seed, purpose)).shuffled(usable)
    return Array.from({ length: FOLDS }, (_, fold) => shuffled.filter((_, i) => i % FOLDS === fold))
  }
  const [chosen, rejected] = [halves(positive, 'positive texts'), halves(negative, 'negative texts')]
  return Array.from({ length: FOLDS }, (_, fold) => within(chosen[fold]!, rejected[fold]!, fold)).flat()
}

/** As many pairs as the longer list has texts; the shorter one begins anew. */
function within(chosen: readonly string[], rejected: readonly string[], fold: number): TextPair[] {
  if (chosen.length === 0 || rejected.length === 0) return []
  return Array.from({ length: Math.max(chosen.length, rejected.length) }, (_, i) => ({
    prompt: NEUTRAL_PROMPTS[i % NEUTRAL_PROMPTS.length]!,
    chosen: chosen[i % chosen.length]!,
    rejected: rejected[i % rejected.length]!,
    fold,
  }))
}
