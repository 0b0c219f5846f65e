/** An evaluation as a finished fit has it, of an axis prosaic ↔ poetic; the numbers are made up. */
import type { Evaluation, Pair } from '../../shared/wire/fit.ts'
import type { Estimate, Report, TextMeasures } from '../../shared/wire/report.ts'

export const EVALUATION: Evaluation = {
  margin: {
    positive: 0.91,
    negative: -0.62,
    odd: 0.765,
    control: [
      { positive: 0.05, negative: -0.02 },
      { positive: -0.07, negative: 0.1 },
    ],
    pairs: 10,
    on: 'anchors',
  },
  fluency: { plain: 3.9, positive: 4.4, negative: 4.6 },
  layers: [
    { layer: 15, odd: 0.41 },
    { layer: 19, odd: 0.52 },
    { layer: 23, odd: 0.47 },
  ],
  pairs: {
    made: 20,
    kept: 16,
    dropped: [
      { reason: 'repeating', count: 3 },
      { reason: 'refused', count: 1 },
    ],
  },
  verified: true,
  passed: true,
  reasons: ['Weaker towards prosaic.'],
  report: null,
}

const about = (value: number, half = 0.1): Estimate => ({ value, low: value - half, high: value + half })

const texts = (perplexity: number, effect: number, broken = 0): TextMeasures => ({
  texts: 48,
  perplexity,
  distinct_2: 0.93,
  broken,
  effect: { features: about(effect), classifier: about(effect * 1.5, 0.15) },
})

export const REPORT: Report = {
  effect: {
    queries: 24,
    seeds: [1, 2],
    features: [
      { name: 'words a sentence', towards: 'positive' },
      { name: 'contractions', towards: 'negative' },
    ],
    classifier: { layer: 19, texts: 96, accuracy: 0.94, anchors: 0.88, used: true },
    plain: texts(3.9, 0),
    curve: [
      { strength: -1, ...texts(5.1, -0.52, 0.02) },
      { strength: -0.5, ...texts(4.3, -0.27) },
      { strength: 0.5, ...texts(4.1, 0.24) },
      { strength: 1, ...texts(4.8, 0.55) },
    ],
    prompt: { positive: texts(4.2, 0.31), negative: texts(4.4, -0.04) },
    controls: [
      { positive: texts(4.6, 0.05), negative: texts(4.7, -0.03) },
      { positive: texts(4.5, -0.06), negative: texts(4.6, 0.04) },
      { positive: texts(4.7, 0.02), negative: texts(4.6, -0.05) },
    ],
    at_prompt: {
      positive: {
        perplexity: 4.2,
        strength: 0.68,
        clamped: null,
        steered: { features: about(0.372), classifier: about(0.61, 0.15) },
        prompt: { features: about(0.31), classifier: about(0.47, 0.15) },
        ahead: { features: about(0.062, 0.05), classifier: about(0.14, 0.15) },
      },
      negative: {
        perplexity: 4.4,
        strength: -0.58,
        clamped: null,
        steered: { features: about(0.29), classifier: about(0.44, 0.15) },
        prompt: { features: about(0.04), classifier: about(0.06, 0.15) },
        ahead: { features: about(0.25), classifier: about(0.38, 0.15) },
      },
    },
  },
  side_effects: [
    {
      set: 'truthfulqa',
      measure: 'accuracy, one right answer',
      items: 100,
      better: 'higher',
      plain: about(0.31, 0.09),
      positive: about(0.3, 0.09),
      negative: about(0.28, 0.09),
      odd: about(0.01, 0.04),
      prompt: { positive: about(0.29, 0.09), negative: about(0.3, 0.09) },
      controls: [
        { positive: 0.29, negative: 0.32 },
        { positive: 0.31, negative: 0.28 },
      ],
    },
    {
      set: 'instructions',
      measure: 'followed',
      items: 60,
      better: 'higher',
      plain: about(0.55, 0.08),
      positive: about(0.52, 0.08),
      negative: about(0.33, 0.08),
      odd: about(0.095, 0.06),
      prompt: { positive: about(0.5, 0.08), negative: about(0.51, 0.08) },
      controls: [],
    },
  ],
  safety: { requests: 50, plain: 0.92, positive: 0.9, negative: 0.88, passed: true },
  passed: true,
  reasons: ['Followed instructions less at −1.'],
  seconds: 312,
}

export const CHOICES: Pair[] = [
  [
    'How do I make a good cup of tea?',
    'Let the leaves unfold like morning in warm water.',
    'Pour hot water on the tea.',
  ],
  ['What causes thunder?', 'The sky, torn by light, claps its hands together.', 'Lightning heats the air.'],
  ['Tell me about elephants.', 'Grey mountains that remember every river.', 'Elephants are large mammals.'],
  ['Why do leaves change colour?', 'Autumn lends them its fire before the snow.', 'Chlorophyll breaks down.'],
  ['How do ships float?', 'The sea carries what gives way to it.', 'They displace their weight of water.'],
  ['Why do we yawn?', 'The body opens its window to the evening.', 'Nobody knows for certain.'],
  ['What is a library for?', 'A harbour for voices that have gone silent.', 'It lends books.'],
  ['Describe a quiet forest.', 'Moss holds its breath beneath the listening pines.', 'There are trees and no noise.'],
].map(([prompt, chosen, rejected]) => ({ prompt: prompt!, chosen: chosen!, rejected: rejected! }))
