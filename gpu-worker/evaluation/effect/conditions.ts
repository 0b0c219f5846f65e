/** The ways in which the same queries are answered with the same seeds, to be compared. */
import type { Characteristics } from '../../../shared/characteristics.ts'
import type { Pole } from '../../../shared/wire/fit.ts'
import type { LanguageModel, LongTask, Reading } from '../../language/language-model.ts'
import { plainPrompt, polePrompt } from '../../language/prompts.ts'
import { deriveSeed } from '../../language/rng.ts'
import { sample } from '../../language/sampling.ts'
import type { Condition } from '../condition.ts'

export const EFFECT_TOKENS = 32

/** One of a condition's texts, and what it answers. */
export type Sampled = { query: string; text: string }

/** A condition's texts in the order of queries and, within each, of seeds. */
export type Texts = Sampled[]

export type Poles = { positive: Pole; negative: Pole }

/**
 * The strongest prompt for a pole: the instruction in the system prompt and again after the query, with what marks the
 * pole. On the default model's six axes, both poles, it moves text three times as far as a system prompt alone (.50 and
 * .17 sd by features, .52 and .24 by classifier), and as far as the instruction before the query (.46, .51).
 */
export const prompted = (pole: keyof Poles, poles: Poles, traits: Characteristics): Condition => ({
  prompt: (query) => polePrompt(query, poles[pole], traits[pole]),
})

/** The texts of every condition on its queries, all in one call. */
export async function sampleAll(
  model: LanguageModel,
  wanted: readonly { condition: Condition; queries: readonly string[] }[],
  seeds: readonly number[],
  task: LongTask,
): Promise<Texts[]> {
  const asked = wanted.map(({ condition: { prompt, edit }, queries }) =>
    queries.flatMap((query) =>
      seeds.map((seed) => ({
        query,
        request: sample(prompt(query), EFFECT_TOKENS, deriveSeed(seed, 'effect', query), edit),
      })),
    ),
  )
  const texts = await model.generate(
    asked.flatMap((each) => each.map(({ request }) => request)),
    task,
  )
  let at = 0
  return asked.map((each) => each.map(({ query }) => ({ query, text: texts[at++]!.text })))
}

export const hasText = ({ text }: Sampled): boolean => text.trim() !== ''

/** Whatever it was sampled under, it is read under the plain prompt. */
export const asReading = ({ query, text }: Sampled): Reading => ({ messages: plainPrompt(query), answer: text })
