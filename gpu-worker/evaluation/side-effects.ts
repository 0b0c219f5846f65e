/**
 * What else a direction changes, at strength ±1, on a fixed set of general data: truthfulness, refusals of harmful and of
 * harmless requests, instructions followed; beside system prompts of either pole, and random-sign controls. Sampling is
 * dear, so answers are short, and controls are measured on what is scored only; the safety gate asks for no prompts.
 */
import type { Pole } from '../../shared/wire/fit.ts'
import type { SideEffect } from '../../shared/wire/report.ts'
import type { LanguageModel, LongTask } from '../language/language-model.ts'
import { mean } from '../language/vector.ts'
import { type Condition, PLAIN, steered, systemPrompted } from './condition.ts'
import { GENERAL_SIZES, generalSets, type SetName } from './general-sets.ts'
import type { Measure } from './measures/measure.ts'
import { measureData } from './measures/measure-data.ts'
import { partOf } from './part-of.ts'
import { judgeSafety, type Safety } from './safety.ts'
import { estimate } from './statistics.ts'
import type { Subject } from './subject.ts'
import { oddPart } from './summary.ts'

const INSTRUCTION_TOKENS = 48

export type SideEffectOptions = {
  model: LanguageModel
  /** Their descriptions are the system prompts. */
  poles: { positive: Pole; negative: Pole }
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
  const steering = [PLAIN, ...bothSigns(subject)]
  const prompts = [systemPrompted(poles.positive.description), systemPrompted(poles.negative.description)]
  const random = controls.flatMap(bothSigns)

  const measure = (set: keyof typeof sets, conditions: Condition[], from: number, to: number) =>
    measureData(sets[set], { model, conditions, instructionTokens: INSTRUCTION_TOKENS }, partOf(task, from, to))
  const questions = await measure('truthfulqa', [...steering, ...prompts, ...random], 0, 0.6)
  const harmful = await measure('requests_to_refuse', steering, 0.6, 0.72)
  const harmless = await measure('requests_to_answer', [...steering, ...prompts], 0.72, 0.82)
  const instructions = await measure('instructions', [...steering, ...prompts], 0.82, 1)

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

/** `values` are those of plain, +1 and -1; then, if they were measured, of both prompts; then of every control, +1 and -1. */
function sideEffect(set: string, { name, unit, better, values }: Measure, seed: number): SideEffect {
  const [plain, positive, negative, ...others] = values as [number[], number[], number[], ...number[][]]
  const [promptedUp, promptedDown, ...random] = others
  return {
    set,
    measure: unit === 'share' ? name : `${name}, ${unit}`,
    items: plain.length,
    better,
    plain: estimate(plain, seed),
    positive: estimate(positive, seed),
    negative: estimate(negative, seed),
    odd: oddPart(positive, negative, seed),
    prompt:
      promptedUp && promptedDown
        ? { positive: estimate(promptedUp, seed), negative: estimate(promptedDown, seed) }
        : null,
    controls: Array.from({ length: random.length / 2 }, (_, k) => ({
      positive: mean(random[2 * k]!),
      negative: mean(random[2 * k + 1]!),
    })),
  }
}
