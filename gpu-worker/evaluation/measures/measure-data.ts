/** Any data set, measured under conditions. */
import type { LanguageModel, LongTask } from '../../language/language-model.ts'
import type { Condition } from '../condition.ts'
import type { DataSet } from '../data-sets/data-set.ts'
import { measureInstructions } from './instructions.ts'
import type { Measure } from './measure.ts'
import { measurePairs } from './pairs.ts'
import { measureQuestions } from './questions.ts'
import { measureRequests } from './requests.ts'

export type MeasureOptions = {
  model: LanguageModel
  conditions: readonly Condition[]
  /** Of an answer to an instruction; nothing else needs more than its first words. */
  instructionTokens: number
}

export function measureData(
  data: DataSet,
  { model, conditions, instructionTokens }: MeasureOptions,
  task: LongTask,
): Promise<Measure[]> {
  switch (data.kind) {
    case 'pairs':
      return measurePairs(model, data.items, conditions, task)
    case 'questions':
      return measureQuestions(model, data.items, conditions, task)
    case 'requests':
      return measureRequests(model, data.items, conditions, task)
    case 'instructions':
      return measureInstructions(model, data.items, conditions, instructionTokens, task)
  }
}
