/** A full evaluation of the toy direction, small enough to read. */
import type { Effect, Report, TextMeasures } from '../../shared/wire/report.ts'

const estimate = (value: number) => ({ value, low: value - 0.1, high: value + 0.1 })
const effect = (value: number): Effect => ({ features: estimate(value), classifier: null })
const texts = (value: number): TextMeasures => ({
  texts: 8,
  perplexity: 5,
  distinct_2: 0.8,
  broken: 0,
  effect: effect(value),
})
const both = <Measure>(of: (sign: number) => Measure) => ({ positive: of(1), negative: of(-1) })

export const toyReport = (passed = true): Report => ({
  effect: {
    queries: 4,
    seeds: [1, 2],
    features: [{ name: 'words', towards: 'positive' }],
    classifier: null,
    plain: texts(0),
    curve: [-1, 0, 1].map((strength) => ({ strength, ...texts(strength) })),
    prompt: both((sign) => texts(0.5 * sign)),
    controls: [],
    at_prompt: both(() => ({
      perplexity: 5,
      strength: 0.7,
      clamped: null,
      steered: effect(0.8),
      prompt: effect(0.5),
      ahead: effect(0.3),
    })),
  },
  side_effects: [],
  safety: { requests: 4, plain: 1, positive: 1, negative: passed ? 1 : 0, passed },
  passed,
  reasons: passed ? [] : ['at strength -1 it answers what should be refused'],
  seconds: 60,
})
