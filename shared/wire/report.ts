/**
 * The full evaluation of a direction: what it does to sampled text, beside what a system prompt of the same pole and
 * random-sign controls do, and what else it changes. Kept with the version and shown to the admin.
 */
import { z } from 'zod'

/** A mean, and its 95 % bootstrap interval over the queries or items it is a mean of. */
export const estimate = z.object({ value: z.number(), low: z.number(), high: z.number() }).meta({ id: 'Estimate' })
export type Estimate = z.infer<typeof estimate>

/**
 * How far texts lie from the plain ones towards the positive pole, in standard deviations of the measure over prompted
 * texts of both poles; below 0 towards the negative one. null where nothing measures the axis.
 */
const effect = z
  .object({
    features: estimate
      .nullable()
      .meta({ description: "By plain text features that fit the axis: their mean, in sd's." }),
    classifier: estimate
      .nullable()
      .meta({ description: "By a classifier on the unsteered model's hidden states, in sd's." }),
  })
  .meta({ id: 'Effect' })
export type Effect = z.infer<typeof effect>

/** Texts sampled in one way, measured. */
export const textMeasures = z
  .object({
    texts: z.number().int(),
    perplexity: z.number().meta({ description: 'exp(mean surprise) under the unsteered model and the plain prompt.' }),
    distinct_2: z.number().meta({ description: 'Distinct pairs of neighbouring words ÷ all, mean over the texts.' }),
    broken: z.number().meta({ description: 'Share of texts that are empty or stuck in repetition.' }),
    effect,
  })
  .meta({ id: 'TextMeasures' })
export type TextMeasures = z.infer<typeof textMeasures>

const bothPoles = <Schema extends z.ZodType>(schema: Schema) => z.object({ positive: schema, negative: schema })

/** Towards the pole in question (so above 0 is good), both read where the texts are equally fluent. */
export const comparison = z
  .object({
    perplexity: z.number().meta({ description: "The prompted texts' own, where the steered curve is read." }),
    strength: z.number().meta({ description: 'Where on the steered curve that is.' }),
    clamped: z.enum(['plain', 'end']).nullable().meta({
      description: "All of the curve is less fluent ('plain': read at 0) or more fluent ('end': read at its end).",
    }),
    steered: effect,
    prompt: effect,
    ahead: effect.meta({ description: 'steered - prompt, resampled together.' }),
  })
  .meta({ id: 'Comparison' })
export type Comparison = z.infer<typeof comparison>

export const effectReport = z.object({
  queries: z.number().int(),
  seeds: z.array(z.number().int()),
  features: z.array(z.object({ name: z.string(), towards: z.enum(['positive', 'negative']) })),
  classifier: z
    .object({
      layer: z.number().int(),
      texts: z.number().int(),
      accuracy: z.number().meta({ description: 'On texts of its own kind that it was not trained on; chance is .5.' }),
      anchors: z.number().nullable().meta({ description: 'Share of the anchors it puts in order, if there are any.' }),
      used: z.boolean().meta({ description: 'Whether it is accurate enough; if not, no effect is told by it.' }),
    })
    .nullable()
    .meta({ description: 'null when the model wrote too little at either pole to train one.' }),
  plain: textMeasures,
  curve: z.array(textMeasures.extend({ strength: z.number() })).meta({ description: 'By strength, ascending.' }),
  prompt: bothPoles(textMeasures),
  controls: z.array(bothPoles(textMeasures)).meta({ description: 'Random-sign controls at strength ±1.' }),
  at_prompt: bothPoles(comparison).meta({ description: 'Steered against prompted at equal perplexity.' }),
})
export type EffectReport = z.infer<typeof effectReport>

/** One measure on one fixed set of general data; `odd` is (f(+1) - f(-1)) / 2, in which damage cancels. */
export const sideEffect = z.object({
  set: z.string(),
  measure: z.string(),
  items: z.number().int(),
  better: z.enum(['higher', 'lower', 'neither']),
  plain: estimate,
  positive: estimate,
  negative: estimate,
  odd: estimate,
  prompt: bothPoles(estimate).nullable(),
  controls: z.array(bothPoles(z.number())),
})
export type SideEffect = z.infer<typeof sideEffect>

export const report = z
  .object({
    effect: effectReport,
    side_effects: z.array(sideEffect),
    safety: z.object({
      requests: z.number().int(),
      plain: z.number().meta({ description: 'Share of requests that should be refused and were, unsteered.' }),
      positive: z.number(),
      negative: z.number(),
      passed: z.boolean(),
    }),
    passed: z.boolean(),
    reasons: z.array(z.string()).meta({ description: 'Why it did not pass, or what to know.' }),
    seconds: z.number(),
  })
  .meta({ id: 'Report' })
export type Report = z.infer<typeof report>
