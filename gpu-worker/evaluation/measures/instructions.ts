/** The share of a request's instructions that the answer follows, as far as it was written. */
import type { LanguageModel, LongTask } from '../../language/language-model.ts'
import { answerUnder, type Condition } from '../condition.ts'
import type { InstructedPrompt } from '../data-sets/data-set.ts'
import { followed } from './instruction-checks.ts'
import type { Measure } from './measure.ts'

export async function measureInstructions(
  model: LanguageModel,
  items: readonly InstructedPrompt[],
  conditions: readonly Condition[],
  maxTokens: number,
  task: LongTask,
): Promise<Measure[]> {
  const prompts = items.map(({ prompt }) => prompt)
  const answers = await answerUnder(model, conditions, prompts, maxTokens, task)
  const values = answers.map((row) => row.map((answer, i) => followed(answer, items[i]!.instructions)))
  return [{ name: 'instructions followed', unit: 'share', better: 'higher', values }]
}
