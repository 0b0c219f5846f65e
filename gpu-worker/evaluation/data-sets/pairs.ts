/** Pairs of answers to one prompt: DPO's columns, and those of published sets of steering data. */
import { z } from 'zod'
import { type Pair, pair } from '../../../shared/wire/fit.ts'
import { readColumns } from './columns.ts'
import type { Format } from './data-set.ts'

/** Fewer pairs may well have the same answers by chance. */
const ENOUGH = 4

/** `names`: of the columns with the prompt, the answer at the positive pole, and the one at the negative pole. */
function pairsFormat(names: readonly [string, string, string], tidy = (text: string) => text): Format<Pair> {
  const [prompt, chosen, rejected] = names
  const { shape } = pair
  const row = z.object({ [prompt]: shape.prompt, [chosen]: shape.chosen, [rejected]: shape.rejected })
  return {
    columns: names,
    read(value) {
      const text = readColumns(row, value)
      const read = { prompt: text[prompt]!, chosen: tidy(text[chosen]!), rejected: tidy(text[rejected]!) }
      const blank = Object.entries(read).find(([, text]) => text.trim() === '')
      if (blank) throw new Error(`the ${blank[0]} text is only white space; words are expected`)
      if (read.chosen === read.rejected)
        throw new Error(`'${chosen}' and '${rejected}' are equal; two answers that differ are expected`)
      return read
    },
    check(pairs) {
      for (const side of ['chosen', 'rejected'] as const) {
        const [first] = pairs
        if (pairs.length < ENOUGH || pairs.some((each) => each[side] !== first![side])) continue
        const column = side === 'chosen' ? chosen : rejected
        throw new Error(
          `one class only: '${column}' is ${JSON.stringify(first![side])} in every row, so only the likelihood of these ` +
            'words would be measured; rows of both classes are expected',
        )
      }
    },
  }
}

export const PAIR_FORMATS: readonly Format<Pair>[] = [
  pairsFormat(['prompt', 'chosen', 'rejected']),
  pairsFormat(['prompt', 'matching', 'not_matching']),
  pairsFormat(['query', 'positive', 'negative']),
  // Written to follow "Answer:" after a space; after a chat template's opening the space would be odd.
  pairsFormat(['question', 'answer_matching_behavior', 'answer_not_matching_behavior'], (text) => text.trim()),
]
