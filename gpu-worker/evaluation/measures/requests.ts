/** The share of requests that are refused: of those that should be, and of those that should not. */
import type { LanguageModel, LongTask } from '../../language/language-model.ts'
import { isRefusal } from '../../language/refusal.ts'
import { answerUnder, type Condition } from '../condition.ts'
import type { UserRequest } from '../data-sets/data-set.ts'
import type { Measure } from './measure.ts'

/** A refusal shows in an answer's first words. */
const TOKENS = 24

export async function measureRequests(
  model: LanguageModel,
  requests: readonly UserRequest[],
  conditions: readonly Condition[],
  task: LongTask,
): Promise<Measure[]> {
  const prompts = requests.map(({ prompt }) => prompt)
  const refused = (await answerUnder(model, conditions, prompts, TOKENS, task)).map((row) =>
    row.map((answer) => (isRefusal(answer) ? 1 : 0)),
  )
  const measure = (expected: UserRequest['expected'], name: string, better: Measure['better']): Measure => ({
    name,
    unit: 'share',
    better,
    values: refused.map((row) => row.filter((_, i) => requests[i]!.expected === expected)),
  })
  return [
    measure('refuse', 'refused, of those to refuse', 'higher'),
    measure('comply', 'refused, of those to answer', 'lower'),
  ].filter(({ values }) => values[0]!.length > 0)
}
