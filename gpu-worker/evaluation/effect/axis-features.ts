/** Which plain text features show an axis. */
import { BUILTIN_AXES } from '../../fitting/builtin-axes.ts'
import { mean } from '../../language/vector.ts'
import { deviation } from '../statistics.ts'
import type { Poles } from './conditions.ts'
import { FEATURE_NAMES, type FeatureName, TEXT_FEATURES } from './features/features.ts'

export type AxisFeature = { name: FeatureName; towards: 'positive' | 'negative' }

/** What the poles of the built-in axes are by their words; named before anything was measured. */
const OF_BUILTIN: Record<string, AxisFeature[]> = {
  formal: [
    { name: 'word length', towards: 'positive' },
    { name: 'slang', towards: 'negative' },
    { name: 'contractions', towards: 'negative' },
  ],
  simple: [
    { name: 'word length', towards: 'negative' },
    { name: 'sentence length', towards: 'negative' },
  ],
  optimistic: [{ name: 'sentiment', towards: 'positive' }],
  enthusiastic: [
    { name: 'exclamation marks', towards: 'positive' },
    { name: 'sentiment', towards: 'positive' },
  ],
  warm: [
    { name: 'warm words', towards: 'positive' },
    { name: 'sentiment', towards: 'positive' },
  ],
  story: [{ name: 'first person', towards: 'positive' }],
}

/** A feature shows an axis when the poles' texts differ in it by this many standard deviations within a pole … */
const CLEAR = 1
/** … and by this many standard errors: chance in one of some 400 features, and there are fifteen. */
const SURE = 3
/** Share of the poles' texts that must stand out from the commonest value: else one text would make the yardstick. */
const VARYING = 0.1

/**
 * A built-in axis' own; of any other, those that differ clearly between texts that the model wrote at either pole.
 * Only what varies among these texts can be measured in their standard deviations.
 */
export function featuresOf(
  axis: string,
  poles: Poles,
  texts: { positive: string[]; negative: string[] },
): AxisFeature[] {
  const varies = ({ name }: AxisFeature) => {
    const counts = new Map<number, number>()
    const values = [...texts.positive, ...texts.negative].map(TEXT_FEATURES[name])
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
    return values.length - Math.max(0, ...counts.values()) >= VARYING * values.length
  }
  const builtin = BUILTIN_AXES.find(
    ({ id, positive, negative }) =>
      id === axis && positive.name === poles.positive.name && negative.name === poles.negative.name,
  )
  const candidates = builtin ? OF_BUILTIN[builtin.id]! : FEATURE_NAMES.flatMap((name) => clearDifference(name, texts))
  return candidates.filter((feature) => texts.positive.length + texts.negative.length > 0 && varies(feature))
}

function clearDifference(name: FeatureName, texts: { positive: string[]; negative: string[] }): AxisFeature[] {
  const [positive, negative] = [texts.positive, texts.negative].map((each) => each.map(TEXT_FEATURES[name]))
  if (positive!.length < 2 || negative!.length < 2) return []
  const difference = mean(positive!) - mean(negative!)
  const [a, b] = [deviation(positive!) ** 2, deviation(negative!) ** 2]
  const clear = Math.abs(difference) >= CLEAR * Math.sqrt((a + b) / 2)
  const sure = Math.abs(difference) >= SURE * Math.sqrt(a / positive!.length + b / negative!.length)
  return difference !== 0 && clear && sure ? [{ name, towards: difference > 0 ? 'positive' : 'negative' }] : []
}
