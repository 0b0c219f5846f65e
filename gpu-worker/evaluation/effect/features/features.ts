/** What can be counted in a text without any model: plain features of English, each a pure function. */
import { FIRST_PERSON, HEDGES, POLITE, SECOND_PERSON, SLANG, WARM } from './lexicon.ts'
import { sentiment } from './sentiment.ts'
import { rateOf, shareOf, wordsOf } from './words.ts'

/** After a noun, 's is mostly a genitive. */
const CONTRACTION = /^(\p{L}+(n't|'(re|ve|ll|d|m))|(it|that|what|who|where|how|there|here|he|she|let)'s)$/u

/** Rates are for each 100 words. */
export const TEXT_FEATURES = {
  words: (text) => wordsOf(text).length,
  'word length': (text) => {
    const words = wordsOf(text)
    return words.reduce((sum, word) => sum + word.length, 0) / Math.max(words.length, 1)
  },
  'sentence length': (text) => {
    const sentences = text.split(/[.!?]+(?=\s|$)|\n/u).filter((sentence) => wordsOf(sentence).length)
    return wordsOf(text).length / Math.max(sentences.length, 1)
  },
  contractions: shareOf(CONTRACTION),
  slang: shareOf(SLANG),
  'exclamation marks': rateOf(/!/g),
  'question marks': rateOf(/\?/g),
  'first person': shareOf(FIRST_PERSON),
  'second person': shareOf(SECOND_PERSON),
  sentiment,
  'warm words': shareOf(WARM),
  'polite words': shareOf(POLITE),
  hedges: shareOf(HEDGES),
  'list items': rateOf(/^\s*([-*•–]|\d+[.)])\s/gmu),
  emoji: rateOf(/\p{Extended_Pictographic}/gu),
} as const satisfies Record<string, (text: string) => number>

export type FeatureName = keyof typeof TEXT_FEATURES
export const FEATURE_NAMES = Object.keys(TEXT_FEATURES) as FeatureName[]
