/** A text in numbers, and what many of them say together: all that is compared between conditions. */

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

/** By how much each text lies further towards the positive pole than the plain one of its query and seed. */
export const changes = (texts: MeasuredTexts, plain: MeasuredTexts, measure: Measure): number[][] =>
  texts.map((answers, query) =>
    answers.flatMap(({ measures }, seed) => {
      const [here, there] = [measures[measure], plain[query]![seed]!.measures[measure]]
      return here === null || there === null ? [] : [here - there]
    }),
  )

/** Sums over the texts of one query, from which the means over any resample of queries are quickly made. */
export type Tally = { surprise: Sum; change: Sum; broken: Sum }
type Sum = { sum: number; count: number }

const sumOf = (values: readonly number[]): Sum => ({
  sum: values.reduce((sum, value) => sum + value, 0),
  count: values.length,
})

/** Query by query. `change`: from `plain`, by `measure`. */
export function tally(texts: MeasuredTexts, plain: MeasuredTexts, measure: Measure): Tally[] {
  const changed = changes(texts, plain, measure)
  return texts.map((answers, query) => ({
    surprise: sumOf(answers.flatMap(({ surprise }) => surprise ?? [])),
    change: sumOf(changed[query]!),
    broken: sumOf(answers.map(({ broken }) => Number(broken))),
  }))
}

/** Of the texts of these queries, each as often as it is named; NaN where there is nothing to take a mean of. */
export function meanOf(tallies: readonly Tally[], what: keyof Tally, queries: readonly number[]): number {
  let sum = 0
  let count = 0
  for (const query of queries) {
    const part = tallies[query]![what]
    sum += part.sum
    count += part.count
  }
  return sum / count
}
