/** Samples every condition's texts and measures them: all of the model's part in the effect. */
import type { Characteristics } from '../../../shared/characteristics.ts'
import type { Pair } from '../../../shared/wire/fit.ts'
import type { EffectReport } from '../../../shared/wire/report.ts'
import type { LanguageModel, LongTask } from '../../language/language-model.ts'
import { surprise } from '../../language/perplexity.ts'
import { distinctPairs, isRepeating } from '../../language/repetition.ts'
import { type Condition, PLAIN, steered } from '../condition.ts'
import { partOf } from '../part-of.ts'
import type { Subject } from '../subject.ts'
import type { AxisFeature } from './axis-features.ts'
import { asReading, hasText, type Poles, prompted, type Sampled, sampleAll, type Texts } from './conditions.ts'
import type { MeasuredText, MeasuredTexts } from './measured-text.ts'
import { evaluationQueries } from './queries.ts'
import { readStates } from './read-states.ts'
import { makeYardstick } from './yardstick.ts'

export type EffectOptions = {
  model: LanguageModel
  poles: Poles
  characteristics: Characteristics
  subject: Subject
  /** The same pairs with random signs, at ±1. */
  controls: Subject[]
  /** Others to be compared with, at every strength. */
  rivals?: Subject[]
  /** Labelled pairs, to see how far the classifier is to be trusted on texts of another hand. */
  anchors: Pair[]
  /** Its name; the built-in ones have text features of their own. */
  axis: string
  /** What the fit was made with, and so nothing is measured on. */
  exclude: string[]
  seeds: number[]
  /** Asked instead of the built-in ones. */
  queries?: string[]
  /** Beyond ±1 is overdrive. */
  strengths?: number[]
}

export type MeasuredCurve = { strength: number; texts: MeasuredTexts }[]

export type MeasuredConditions = {
  queries: string[]
  features: AxisFeature[]
  classifier: EffectReport['classifier']
  plain: MeasuredTexts
  /** By strength, ascending. */
  curve: MeasuredCurve
  rivals: MeasuredCurve[]
  prompt: { positive: MeasuredTexts; negative: MeasuredTexts }
  controls: { positive: MeasuredTexts; negative: MeasuredTexts }[]
}

const STRENGTHS = [-1.5, -1, -0.5, 0.5, 1, 1.5]
/** More say nothing new. */
const ANCHORS = 16
/** Shares of the time. */
const SAMPLED = 0.55
const SCORED = 0.8

/** @throws Error on strengths or seeds that measure nothing, on too few queries, and what the model throws */
export async function measureTexts(options: EffectOptions, task: LongTask): Promise<MeasuredConditions> {
  const { model, poles, characteristics, subject, controls, rivals = [], seeds } = options
  const strengths = [...(options.strengths ?? STRENGTHS)].sort((a, b) => a - b)
  check(strengths, seeds)
  const queries = evaluationQueries(options.exclude, options.queries)

  const prompts = [prompted('positive', poles, characteristics), prompted('negative', poles, characteristics)]
  const conditions: Condition[] = [
    PLAIN,
    ...prompts,
    ...[subject, ...rivals].flatMap((each) => strengths.map((strength) => steered(each, strength))),
    ...controls.flatMap((control) => [steered(control, 1), steered(control, -1)]),
  ]
  const texts = await sampleAll(
    model,
    [
      ...prompts.map((condition) => ({ condition, queries: queries.poles })),
      ...conditions.map((condition) => ({ condition, queries: queries.effect })),
    ],
    seeds,
    partOf(task, 0, SAMPLED),
  )
  const [positive, negative, ...answers] = texts as [Texts, Texts, ...Texts[]]
  const anchors = options.anchors.slice(0, ANCHORS).map(({ prompt, chosen, rejected }) => ({
    positive: { query: prompt, text: chosen },
    negative: { query: prompt, text: rejected },
  }))
  const surprises = await readSurprises(model, answers.flat(), partOf(task, SAMPLED, SCORED))
  const labelled = anchors.flatMap((anchor) => [anchor.positive, anchor.negative])
  const { layer, stateOf } = await readStates(model, [...texts.flat(), ...labelled], partOf(task, SCORED, 1))
  const yardstick = makeYardstick({ axis: options.axis, poles, texts: { positive, negative }, anchors, layer, stateOf })

  const measured = answers.map((condition): MeasuredTexts => {
    const each = condition.map(
      (text): MeasuredText => ({
        broken: !hasText(text) || isRepeating(text.text),
        surprise: surprises.get(text) ?? null,
        distinct2: distinctPairs(text.text),
        measures: yardstick.measure(text),
      }),
    )
    return queries.effect.map((_, query) => each.slice(query * seeds.length, (query + 1) * seeds.length))
  })
  const [plain, atPositive, atNegative, ...edited] = measured as [
    MeasuredTexts,
    MeasuredTexts,
    MeasuredTexts,
    ...MeasuredTexts[],
  ]
  const curveOf = (k: number): MeasuredCurve =>
    strengths.map((strength, i) => ({ strength, texts: edited[k * strengths.length + i]! }))
  return {
    queries: queries.effect,
    features: yardstick.features,
    classifier: yardstick.classifier,
    plain,
    prompt: { positive: atPositive, negative: atNegative },
    curve: curveOf(0),
    rivals: rivals.map((_, k) => curveOf(1 + k)),
    controls: controls.map((_, k) => {
      const at = (1 + rivals.length) * strengths.length + 2 * k
      return { positive: edited[at]!, negative: edited[at + 1]! }
    }),
  }
}

async function readSurprises(model: LanguageModel, texts: Sampled[], task: LongTask): Promise<Map<Sampled, number>> {
  const readable = texts.filter(hasText)
  const scores = await model.score(readable.map(asReading), task)
  return new Map(readable.map((text, i) => [text, surprise(scores[i]!)]))
}

function check(strengths: readonly number[], seeds: readonly number[]): void {
  if (seeds.length === 0) throw new Error('the effect in text needs one seed at least')
  if (new Set(seeds).size < seeds.length) throw new Error(`a seed is given twice: ${seeds.join(', ')}`)
  const odd = strengths.find((strength) => !Number.isFinite(strength) || strength === 0)
  if (odd !== undefined) throw new Error(`strengths are numbers other than 0, not ${odd}`)
  if (new Set(strengths).size < strengths.length) throw new Error(`a strength is given twice: ${strengths.join(', ')}`)
}
