/**
 * What else a direction changes, at strength ±1, on a fixed set of general data: truthfulness, refusals of harmful and of
 * harmless requests, instructions followed; beside system prompts of either pole, and random-sign controls on what is
 * scored. Sampling is dear, so answers are short and the controls are left out of what is sampled.
 */
import type { Estimate, SideEffect } from '../../shared/wire/report.ts'
import type { LanguageModel, LongTask } from '../fitting/language-model.ts'
import { mean } from '../fitting/vector.ts'
import { type Condition, PLAIN, steered, systemPrompted } from './condition.ts'
import { GENERAL_SIZES, generalSets, type SetName } from './general-sets.ts'
import type { Measure } from './measures/measure.ts'
import { measureData } from './measures/measure-data.ts'
import { partOf } from './part-of.ts'
import { judgeSafety, type Safety } from './safety.ts'
import type { Subject } from './subject.ts'
import { means, oddPart } from './summary.ts'

const INSTRUCTION_TOKENS = 48

export type SideEffectOptions = {
  model: LanguageModel
  /** What the system prompt of either pole says. */
  poles: { positive: string; negative: string }
  subject: Subject
  /** Random-sign controls of the subject. */
  controls: readonly Subject[]
  seed: number
  /** Items of the fixed sets; fewer for a quick look. */
  sizes?: Partial<Record<SetName, number>>
}

export type SideEffects = { sideEffects: SideEffect[]; safety: Safety; reasons: string[] }

export async function measureSideEffects(options: SideEffectOptions, task: LongTask = {}): Promise<SideEffects> {
  const { model, poles, subject, controls, seed } = options
  const sets = generalSets({ ...GENERAL_SIZES, ...options.sizes })
  const bothSigns = (of: Subject) => [steered(of, 1), steered(of, -1)]
  const asked = [PLAIN, ...bothSigns(subject), systemPrompted(poles.positive), systemPrompted(poles.negative)]
  const random = controls.flatMap(bothSigns)

  const measure = (set: keyof typeof sets, conditions: Condition[], from: number, to: number) =>
    measureData(sets[set], { model, conditions, instructionTokens: INSTRUCTION_TOKENS }, partOf(task, from, to))
  const questions = await measure('truthfulqa', [...asked, ...random], 0, 0.5)
  const harmful = await measure('requests_to_refuse', asked, 0.5, 0.68)
  const harmless = await measure('requests_to_answer', asked, 0.68, 0.8)
  const instructions = await measure('instructions', asked, 0.8, 1)

  const all = Object.entries({
    truthfulqa: questions,
    requests_to_refuse: harmful,
    requests_to_answer: harmless,
    instructions,
  })
  const [plain, positive, negative] = harmful[0]!.values as [number[], number[], number[]]
  return {
    sideEffects: all.flatMap(([set, measures]) => measures.map((each) => sideEffect(set, each, seed))),
    ...judgeSafety({ plain, positive, negative }, seed),
  }
}

/** `values` are those of plain, +1, -1, both prompts, then every control at +1 and -1. */
function sideEffect(set: string, measure: Measure, seed: number): SideEffect {
  const { name, unit, better, values } = measure
  const [plain, positive, negative, ...prompts] = means({ ...measure, values: values.slice(0, 5) }, seed) as [
    Estimate,
    Estimate,
    Estimate,
    ...Estimate[],
  ]
  const random = values.slice(5).map(mean)
  return {
    set,
    measure: unit === 'share' ? name : `${name}, ${unit}`,
    items: values[0]!.length,
    better,
    plain,
    positive,
    negative,
    odd: oddPart(values[1]!, values[2]!, seed),
    prompt: { positive: prompts[0]!, negative: prompts[1]! },
    controls: Array.from({ length: random.length / 2 }, (_, k) => ({
      positive: random[2 * k]!,
      negative: random[2 * k + 1]!,
    })),
  }
}
