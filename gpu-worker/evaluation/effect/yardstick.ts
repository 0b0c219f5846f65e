/**
 * What a text is measured with: features and a classifier, both in standard deviations over the texts that the model
 * wrote when prompted for either pole, pooled.
 */
import type { EffectReport } from '../../../shared/wire/report.ts'
import { mean } from '../../language/vector.ts'
import { deviation } from '../statistics.ts'
import { type AxisFeature, featuresOf } from './axis-features.ts'
import { LEAST_ACCURACY, type StatePair, trainClassifier } from './classifier.ts'
import { hasText, type Poles, type Sampled, type Texts } from './conditions.ts'
import { TEXT_FEATURES } from './features/features.ts'
import type { Measure } from './measured-text.ts'

export type Yardstick = {
  features: AxisFeature[]
  classifier: EffectReport['classifier']
  measure(text: Sampled): Record<Measure, number | null>
}

export type YardstickOptions = {
  axis: string
  poles: Poles
  /** The same queries and seeds at either pole. */
  texts: { positive: Texts; negative: Texts }
  anchors: { positive: Sampled; negative: Sampled }[]
  layer: number
  /** A text's mean state at the layer, [H]; undefined of a text that is empty. */
  stateOf(text: Sampled): Float32Array | undefined
}

export function makeYardstick(options: YardstickOptions): Yardstick {
  const features = featureMeasure(options)
  const classifier = classifierMeasure(options)
  return {
    features: features.used,
    classifier: classifier.facts,
    measure: (text) => ({
      features: hasText(text) ? features.measure(text) : null,
      classifier: hasText(text) ? classifier.measure(text) : null,
    }),
  }
}

/** The mean of the features that show the axis. */
function featureMeasure({ axis, poles, texts }: YardstickOptions) {
  const written = (pole: keyof Poles) => texts[pole].filter(hasText).map(({ text }) => text)
  const used = featuresOf(axis, poles, { positive: written('positive'), negative: written('negative') })
  const pooled = [...written('positive'), ...written('negative')]
  const scales = used.map(({ name, towards }) => {
    const values = pooled.map(TEXT_FEATURES[name])
    return {
      of: TEXT_FEATURES[name],
      middle: mean(values),
      unit: (towards === 'positive' ? 1 : -1) * deviation(values),
    }
  })
  const measure = ({ text }: Sampled): number | null =>
    scales.length ? mean(scales.map(({ of, middle, unit }) => (of(text) - middle) / unit)) : null
  return { used, measure }
}

function classifierMeasure({ texts, anchors, layer, stateOf }: YardstickOptions) {
  const pairs = texts.positive.flatMap((text, i): StatePair[] => {
    const [positive, negative] = [stateOf(text), stateOf(texts.negative[i]!)]
    return positive && negative ? [{ query: text.query, positive, negative }] : []
  })
  if (new Set(pairs.map(({ query }) => query)).size < 2) return { facts: null, measure: () => null }

  const { score, accuracy, heldOut } = trainClassifier(pairs)
  const ordered = anchors.flatMap((anchor) => {
    const [positive, negative] = [stateOf(anchor.positive), stateOf(anchor.negative)]
    return positive && negative ? [Number(score(positive) > score(negative))] : []
  })
  const unit = deviation([...heldOut.positive, ...heldOut.negative])
  const used = accuracy >= LEAST_ACCURACY && unit > 0
  const facts = { layer, texts: 2 * pairs.length, accuracy, anchors: ordered.length ? mean(ordered) : null, used }
  const measure = (text: Sampled): number | null => (used ? score(stateOf(text)!) / unit : null)
  return { facts, measure }
}
