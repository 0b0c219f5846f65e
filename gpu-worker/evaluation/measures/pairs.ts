/**
 * Pairs: the margin, mean log p(chosen) - mean log p(rejected), nats a token, as fitting measures it; and beside it how
 * likely the chosen answers are, which a broken model loses whatever its margin does.
 */
import type { Pair } from '../../../shared/wire/fit.ts'
import type { LanguageModel, LongTask } from '../../language/language-model.ts'
import { surprise } from '../../language/perplexity.ts'
import { type Condition, scoreUnder } from '../condition.ts'
import type { Measure } from './measure.ts'

export async function measurePairs(
  model: LanguageModel,
  pairs: readonly Pair[],
  conditions: readonly Condition[],
  task: LongTask,
): Promise<Measure[]> {
  const answers = pairs.flatMap(({ prompt, chosen, rejected }) =>
    [chosen, rejected].map((answer) => ({ prompt, answer })),
  )
  const likelihoods = (await scoreUnder(model, conditions, answers, task)).map((scores) =>
    scores.map((score) => -surprise(score)),
  )
  const chosen = likelihoods.map((row) => row.filter((_, i) => i % 2 === 0))
  const rejected = likelihoods.map((row) => row.filter((_, i) => i % 2 === 1))
  return [
    {
      name: 'margin',
      unit: 'nats a token',
      better: 'neither',
      values: chosen.map((row, c) => row.map((value, i) => value - rejected[c]![i]!)),
    },
    { name: 'log-likelihood of the chosen answers', unit: 'nats a token', better: 'higher', values: chosen },
  ]
}
