/** A subject on a data set: plain, prompted at either pole, and steered at +strength and -strength. */
import type { Estimate } from '../../shared/wire/report.ts'
import type { LanguageModel, LongTask } from '../language/language-model.ts'
import { PLAIN, steered, systemPrompted } from './condition.ts'
import type { DataSet } from './data-sets/data-set.ts'
import type { Measure } from './measures/measure.ts'
import { measureData } from './measures/measure-data.ts'
import type { PolePrompts } from './pole-prompts.ts'
import { estimate } from './statistics.ts'
import type { Subject } from './subject.ts'
import { change, oddPart } from './summary.ts'

/** Most of an answer of ordinary length. */
const INSTRUCTION_TOKENS = 160

/** The mean over the items, and how far it lies from plain, paired by item. */
export type Outcome = { mean: Estimate; change: Estimate }

export type MeasureSummary = Pick<Measure, 'name' | 'unit' | 'better'> & {
  items: number
  plain: Estimate
  prompted: { positive: Outcome; negative: Outcome }
  steered: { positive: Outcome; negative: Outcome }
  /** (f(+s) - f(-s)) / 2, in which damage cancels. */
  odd: Estimate
}

export type EvaluateOptions = {
  model: LanguageModel
  data: DataSet
  subject: Subject
  prompts: PolePrompts
  strength: number
  seed: number
}

export async function evaluateData(options: EvaluateOptions, task: LongTask): Promise<MeasureSummary[]> {
  const { model, data, subject, prompts, strength, seed } = options
  const conditions = [
    PLAIN,
    systemPrompted(prompts.positive),
    systemPrompted(prompts.negative),
    steered(subject, strength),
    steered(subject, -strength),
  ]
  const measures = await measureData(data, { model, conditions, instructionTokens: INSTRUCTION_TOKENS }, task)
  return measures.map((measure) => summarise(measure, seed))
}

function summarise({ name, unit, better, values }: Measure, seed: number): MeasureSummary {
  const [plain, ...others] = values as [number[], ...number[][]]
  const [promptedUp, promptedDown, up, down] = others.map(
    (row): Outcome => ({ mean: estimate(row, seed), change: change(plain, row, seed) }),
  ) as [Outcome, Outcome, Outcome, Outcome]
  return {
    name,
    unit,
    better,
    items: plain.length,
    plain: estimate(plain, seed),
    prompted: { positive: promptedUp, negative: promptedDown },
    steered: { positive: up, negative: down },
    odd: oddPart(others[2]!, others[3]!, seed),
  }
}
