/** How a project's profiles learn: `PATCH /v1/project {learning}`. */
import { z } from 'zod'
import {
  DEFAULT_LEARNING,
  LEAST_EXPLORE_STEPS,
  MAX_SIGNAL_WEIGHT,
  MOST_EXPLORE_STEPS,
} from '../../shared/learning/settings.ts'
import { numberBetween, wholeBetween } from '../../shared/wire/bounds.ts'

const weight = (kind: keyof typeof DEFAULT_LEARNING.weights) =>
  numberBetween(0, MAX_SIGNAL_WEIGHT).default(DEFAULT_LEARNING.weights[kind])

export const learning = z
  .strictObject({
    enabled: z.boolean().default(DEFAULT_LEARNING.enabled).meta({
      description: 'false: signals are kept, and nobody is steered by what is believed of them.',
    }),
    half_life_days: numberBetween(1, 3650).nullable().default(DEFAULT_LEARNING.half_life_days).meta({
      description: 'After so many days a signal counts half; null: for ever as much.',
    }),
    retention_days: wholeBetween(1, 3650).default(DEFAULT_LEARNING.retention_days).meta({
      description: 'Signals are deleted after so many days.',
    }),
    weights: z
      .strictObject({
        thumb: weight('thumb'),
        grade: weight('grade'),
        pick: weight('pick'),
        adjust: weight('adjust'),
        edit: weight('edit'),
        regenerate: weight('regenerate'),
        copy: weight('copy'),
        texts: weight('texts'),
      })
      .prefault({})
      .meta({ description: 'How much a signal of a kind counts, 1 as the model of it says; 0: not at all.' }),
    explore: z.boolean().default(DEFAULT_LEARNING.explore).meta({
      description:
        'Whether requests may ask for strengths drawn from what is believed (steering.explore, and POST /v1/comparisons).',
    }),
    explore_steps: numberBetween(LEAST_EXPLORE_STEPS, MOST_EXPLORE_STEPS)
      .default(DEFAULT_LEARNING.explore_steps)
      .meta({
        description:
          'How far from what is believed such strengths may be on each axis: in noticeable steps, the strength by which a ' +
          'text of that axis changes so that a reader can tell.',
      }),
  })
  .meta({ id: 'Learning' })
