/** Steered against prompted where their texts are equally fluent, with intervals over queries of the whole comparison. */
import type { Comparison, Effect, Estimate } from '../../../shared/wire/report.ts'
import { perplexity } from '../../language/perplexity.ts'
import { bootstrap } from '../statistics.ts'
import { type CurveReading, readCurve } from './curve.ts'
import { type Measure, type MeasuredTexts, meanOf, type Tally, tally } from './measured-text.ts'

/** One sign of a direction, and the prompt of the pole it leads to. */
export type Side = {
  sign: 1 | -1
  plain: MeasuredTexts
  /** By growing |strength|, all of this sign. */
  curve: { strength: number; texts: MeasuredTexts }[]
  prompt: MeasuredTexts
}

/** The same by one measure. */
export type TalliedSide = {
  sign: 1 | -1
  plain: Tally[]
  curve: { strength: number; tallies: Tally[] }[]
  prompt: Tally[]
}

export const tallySide = ({ sign, plain, curve, prompt }: Side, measure: Measure): TalliedSide => ({
  sign,
  plain: tally(plain, plain, measure),
  curve: curve.map(({ strength, texts }) => ({ strength, tallies: tally(texts, plain, measure) })),
  prompt: tally(prompt, plain, measure),
})

/**
 * Text that is stuck reads as fluent: so the curve ends before the first strength at which more of the texts are broken
 * than of the plain ones, by this share.
 */
const BROKEN = 0.2

/**
 * The steered curve towards the pole over these queries, read at that surprise.
 * @param surprise of the prompted texts, if not given
 */
export function steeredAt(
  { sign, plain, curve, prompt }: TalliedSide,
  queries: readonly number[],
  surprise: number = surpriseOf(prompt, queries),
): CurveReading {
  const broken = (tallies: Tally[]) => meanOf(tallies, 'broken', queries)
  const stuck = curve.findIndex(({ tallies }) => broken(tallies) > broken(plain) + BROKEN)
  const points = (stuck < 0 ? curve : curve.slice(0, stuck)).map(({ strength, tallies }) => ({
    strength,
    surprise: surpriseOf(tallies, queries),
    effect: sign * meanOf(tallies, 'change', queries),
  }))
  const origin = { strength: 0, surprise: surpriseOf(plain, queries), effect: meanOf(plain, 'change', queries) }
  return readCurve([origin, ...points], surprise)
}

/** Towards the pole. */
export const promptedEffect = ({ sign, prompt }: TalliedSide, queries: readonly number[]): number =>
  sign * meanOf(prompt, 'change', queries)

/** Infinity where no text can be read. */
export function surpriseOf(tallies: readonly Tally[], queries: readonly number[]): number {
  const surprise = meanOf(tallies, 'surprise', queries)
  return Number.isNaN(surprise) ? Number.POSITIVE_INFINITY : surprise
}

export function compareAtPrompt(side: Side, seed: number): Comparison {
  const queries = side.plain.map((_, query) => query)
  const tallied = { features: tallySide(side, 'features'), classifier: tallySide(side, 'classifier') }
  const { strength, clamped } = steeredAt(tallied.features, queries)
  const effect = (statistic: (side: TalliedSide, queries: readonly number[]) => number): Effect => {
    const estimateBy = (measure: Measure): Estimate | null => {
      const of = (sample: readonly number[]) => statistic(tallied[measure], sample)
      return Number.isFinite(of(queries)) ? bootstrap(queries, of, seed) : null
    }
    return { features: estimateBy('features'), classifier: estimateBy('classifier') }
  }
  return {
    perplexity: perplexity(surpriseOf(tallied.features.prompt, queries)),
    strength,
    clamped,
    steered: effect((side, sample) => steeredAt(side, sample).effect),
    prompt: effect(promptedEffect),
    ahead: effect((side, sample) => steeredAt(side, sample).effect - promptedEffect(side, sample)),
  }
}
