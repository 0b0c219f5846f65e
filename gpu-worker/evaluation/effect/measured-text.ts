/** A text in numbers: all that is compared between conditions. */
import { perplexity } from '../../fitting/perplexity.ts'
import { mean } from '../../fitting/vector.ts'

/** What tells an axis. */
export type Measure = 'features' | 'classifier'

export type MeasuredText = {
  /** Empty, or stuck in repetition. */
  broken: boolean
  /** Mean -log p a token under the unsteered model and the plain prompt, nats; null without text. */
  surprise: number | null
  /** null without two words. */
  distinct2: number | null
  /** Higher towards the positive pole, in standard deviations over the poles' texts; null without text or measure. */
  measures: Record<Measure, number | null>
}

/** The texts of one condition by query; within each, by seed. Those of all conditions stand in the same order. */
export type MeasuredTexts = readonly (readonly MeasuredText[])[]

/** Mean over the texts that can be read; Infinity where none can. */
export function meanSurprise(texts: MeasuredTexts): number {
  const known = texts.flat().flatMap(({ surprise }) => surprise ?? [])
  return known.length ? mean(known) : Number.POSITIVE_INFINITY
}

export const meanPerplexity = (texts: MeasuredTexts): number => perplexity(meanSurprise(texts))

/** By how much each text lies further towards the positive pole than the plain one of its query and seed. */
export const changes = (texts: MeasuredTexts, plain: MeasuredTexts, measure: Measure): number[][] =>
  texts.map((answers, query) =>
    answers.flatMap(({ measures }, seed) => {
      const [here, there] = [measures[measure], plain[query]![seed]!.measures[measure]]
      return here === null || there === null ? [] : [here - there]
    }),
  )

/** NaN where no text can be compared. */
export const meanChange = (texts: MeasuredTexts, plain: MeasuredTexts, measure: Measure): number =>
  mean(changes(texts, plain, measure).flat())

export const brokenShare = (texts: MeasuredTexts): number => mean(texts.flat().map(({ broken }) => Number(broken)))
