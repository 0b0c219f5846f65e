/** How a project's profiles learn: `PATCH /v1/project {learning}`. */
import { z } from 'zod'
import {
  DEFAULT_LEARNING,
  LEAST_EXPLORE_STEPS,
  type LearningSettings,
  MAX_SIGNAL_WEIGHT,
  MOST_EXPLORE_STEPS,
} from '../../shared/learning/settings.ts'
import { numberBetween, wholeBetween } from '../../shared/wire/bounds.ts'

const { half_life_days, retention_days, explore_steps } = DEFAULT_LEARNING

const weight = numberBetween(0, MAX_SIGNAL_WEIGHT)
const weights = z.strictObject({
  thumb: weight,
  grade: weight,
  pick: weight,
  adjust: weight,
  edit: weight,
  regenerate: weight,
  copy: weight,
  texts: weight,
})

const fields = {
  enabled: z.boolean().meta({
    description: 'false: signals are kept, and nobody is steered by what is believed of them.',
  }),
  half_life_days: numberBetween(1, 3650)
    .nullable()
    .meta({
      description: `After so many days a signal counts half; null: for ever as much. ${half_life_days} from the start.`,
    }),
  retention_days: wholeBetween(1, 3650).meta({
    description: `Signals are deleted after so many days. ${retention_days} from the start.`,
  }),
  explore: z.boolean().meta({
    description:
      'Whether requests may ask for strengths drawn from what is believed (steering.explore, and POST /v1/comparisons).',
  }),
  explore_steps: numberBetween(LEAST_EXPLORE_STEPS, MOST_EXPLORE_STEPS).meta({
    description:
      'How far from what is believed such strengths may be on each axis: in noticeable steps, the strength by which a ' +
      `text of that axis changes so that a reader can tell. ${explore_steps} from the start.`,
  }),
}

const ofWeights = { description: 'How much a signal of a kind counts, 1 as the model of it says; 0: not at all.' }

export const learning = z.strictObject({ ...fields, weights: weights.meta(ofWeights) }).meta({ id: 'Learning' })

export const learningChange = z
  .strictObject({ ...fields, weights: weights.partial().meta(ofWeights) })
  .partial()
  .meta({ id: 'LearningChange', description: 'What is left out stays as it is.' })
type LearningChange = z.infer<typeof learningChange>

export function changedLearning(before: LearningSettings, change: LearningChange): LearningSettings {
  const said = <Part extends object>(part: Part) =>
    Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined))
  return { ...before, ...said(change), weights: { ...before.weights, ...said(change.weights ?? {}) } }
}
