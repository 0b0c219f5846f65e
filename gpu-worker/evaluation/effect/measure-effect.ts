/**
 * The effect of a direction in generated text: how far sampled answers move towards either pole at each strength, beside
 * a prompt for the same pole and random-sign controls, and steered against prompted where both are equally fluent.
 */
import type { EffectReport, TextMeasures } from '../../../shared/wire/report.ts'
import type { LongTask } from '../../language/language-model.ts'
import { perplexity } from '../../language/perplexity.ts'
import { deriveSeed } from '../../language/rng.ts'
import { mean } from '../../language/vector.ts'
import { clusteredEstimate } from '../statistics.ts'
import { compareAtPrompt, type Side } from './compare.ts'
import { type EffectOptions, type MeasuredConditions, measureTexts } from './measure-texts.ts'
import { changes, type Measure, type MeasuredTexts } from './measured-text.ts'

/** @throws what measureTexts throws */
export async function measureEffect(options: EffectOptions, task: LongTask = {}): Promise<EffectReport> {
  return effectReportOf(await measureTexts(options, task), options.seeds)
}

export function effectReportOf(conditions: MeasuredConditions, seeds: number[]): EffectReport {
  const { queries, features, classifier, plain, curve, prompt, controls } = conditions
  const seed = deriveSeed(seeds[0]!, 'bootstrap')
  const measures = (texts: MeasuredTexts) => textMeasuresOf(texts, plain, seed)
  const bothPoles = (texts: { positive: MeasuredTexts; negative: MeasuredTexts }) => ({
    positive: measures(texts.positive),
    negative: measures(texts.negative),
  })
  const sides = sidesOf(conditions)
  return {
    queries: queries.length,
    seeds,
    features,
    classifier,
    plain: measures(plain),
    curve: curve.map(({ strength, texts }) => ({ strength, ...measures(texts) })),
    prompt: bothPoles(prompt),
    controls: controls.map(bothPoles),
    at_prompt: {
      positive: compareAtPrompt(sides.positive, seed),
      negative: compareAtPrompt(sides.negative, seed),
    },
  }
}

export function sidesOf({ plain, curve, prompt }: MeasuredConditions): { positive: Side; negative: Side } {
  const above = curve.filter(({ strength }) => strength > 0)
  const below = curve.filter(({ strength }) => strength < 0).toReversed()
  return {
    positive: { sign: 1, plain, curve: above, prompt: prompt.positive },
    negative: { sign: -1, plain, curve: below, prompt: prompt.negative },
  }
}

function textMeasuresOf(texts: MeasuredTexts, plain: MeasuredTexts, seed: number): TextMeasures {
  const effect = (measure: Measure) => {
    const moved = changes(texts, plain, measure)
    return moved.flat().length ? clusteredEstimate(moved, seed) : null
  }
  const each = texts.flat()
  const surprises = each.flatMap(({ surprise }) => surprise ?? [])
  const distinct = each.flatMap(({ distinct2 }) => distinct2 ?? [])
  return {
    texts: each.length,
    perplexity: perplexity(surprises.length ? mean(surprises) : Number.POSITIVE_INFINITY),
    distinct_2: distinct.length ? mean(distinct) : 0,
    broken: mean(each.map(({ broken }) => Number(broken))),
    effect: { features: effect('features'), classifier: effect('classifier') },
  }
}
