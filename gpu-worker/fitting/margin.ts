/**
 * The margin of a pair: mean log p(chosen) - mean log p(rejected), nats a token, both answers read under the plain
 * prompt. How far an edit changes it says whether the direction steers at all; it is a gate and never a ranking,
 * because written answers are far from what the model itself would say.
 */
import type { Edit } from '../../shared/steering/edit.ts'
import type { Pair } from '../../shared/wire/fit.ts'
import type { LanguageModel, LongTask, ScoreRequest } from '../language/language-model.ts'
import { surprise } from '../language/perplexity.ts'
import { plainPrompt } from '../language/prompts.ts'

/** `pair` read with `edit` in force; without one, by the model as it is. */
export type MarginRequest = { pair: Pair; edit?: Edit }

/** The margins of all pairs, in their order: two scored texts a pair, in one call. */
export async function margins(
  model: LanguageModel,
  requests: readonly MarginRequest[],
  task: LongTask,
): Promise<number[]> {
  const scores = await model.score(
    requests.flatMap(({ pair, edit }): ScoreRequest[] => {
      const messages = plainPrompt(pair.prompt)
      return [pair.chosen, pair.rejected].map((answer) => ({ messages, answer, ...(edit && { edit }) }))
    }),
    task,
  )
  return requests.map((_, i) => surprise(scores[2 * i + 1]!) - surprise(scores[2 * i]!))
}
