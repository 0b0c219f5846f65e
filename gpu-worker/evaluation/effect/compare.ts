/** Steered against prompted where their texts are equally fluent, with intervals over queries of the whole comparison. */
import type { Comparison, Effect, Estimate } from '../../../shared/wire/report.ts'
import { perplexity } from '../../fitting/perplexity.ts'
import { bootstrap } from '../statistics.ts'
import { type CurveReading, readCurve } from './curve.ts'
import { brokenShare, type Measure, type MeasuredTexts, meanChange, meanSurprise } from './measured-text.ts'

/** One sign of a direction, and the prompt of the pole it leads to. */
export type Side = {
  sign: 1 | -1
  plain: MeasuredTexts
  /** By growing |strength|, all of this sign. */
  curve: { strength: number; texts: MeasuredTexts }[]
  prompt: MeasuredTexts
}

/** Steered text that is stuck has a low perplexity: from where more of it is broken than this beyond plain, the curve ends. */
const BROKEN = 0.2

/** The steered curve towards the pole, read where its surprise is `surprise`; by default the prompt's own. */
export function steeredAt(side: Side, measure: Measure, surprise = meanSurprise(side.prompt)): CurveReading {
  const { sign, plain, curve } = side
  const stuck = curve.findIndex(({ texts }) => brokenShare(texts) > brokenShare(plain) + BROKEN)
  const sound = stuck < 0 ? curve : curve.slice(0, stuck)
  const points = sound.map(({ strength, texts }) => ({
    strength,
    surprise: meanSurprise(texts),
    effect: sign * meanChange(texts, plain, measure),
  }))
  return readCurve([{ strength: 0, surprise: meanSurprise(plain), effect: 0 }, ...points], surprise)
}

/** Towards the pole. */
export const promptedEffect = ({ sign, plain, prompt }: Side, measure: Measure): number =>
  sign * meanChange(prompt, plain, measure)

export function compareAtPrompt(side: Side, seed: number): Comparison {
  const { strength, clamped } = steeredAt(side, 'features')
  const effect = (statistic: (side: Side, measure: Measure) => number): Effect => ({
    features: estimateSide(side, (sample) => statistic(sample, 'features'), seed),
    classifier: estimateSide(side, (sample) => statistic(sample, 'classifier'), seed),
  })
  return {
    perplexity: perplexity(meanSurprise(side.prompt)),
    strength,
    clamped,
    steered: effect((sample, measure) => steeredAt(sample, measure).effect),
    prompt: effect(promptedEffect),
    ahead: effect((sample, measure) => steeredAt(sample, measure).effect - promptedEffect(sample, measure)),
  }
}

/** With an interval over queries; null where there is nothing to measure. */
function estimateSide(side: Side, statistic: (side: Side) => number, seed: number): Estimate | null {
  const queries = side.plain.map((_, query) => query)
  return Number.isFinite(statistic(side))
    ? bootstrap(queries, (sample) => statistic(selectQueries(side, sample)), seed)
    : null
}

/** The same side, of these queries only (a query may come more than once). */
export function selectQueries({ sign, plain, curve, prompt }: Side, queries: readonly number[]): Side {
  const select = (texts: MeasuredTexts) => queries.map((query) => texts[query]!)
  return {
    sign,
    plain: select(plain),
    curve: curve.map(({ strength, texts }) => ({ strength, texts: select(texts) })),
    prompt: select(prompt),
  }
}
