/** Two versions of one axis's direction, each in force for a share of the users. */
import { z } from 'zod'
import { END_REASONS, METRICS, PROMOTIONS } from '../../schema/tables.ts'
import { VERDICTS } from '../../shared/learning/compare-arms.ts'
import { numberBetween, wholeFrom } from '../../shared/wire/bounds.ts'
import { axisName } from '../../shared/wire/steering.ts'
import { strictObject } from '../../shared/wire/strict.ts'
import { pageQuery, unixSeconds } from './list.ts'

export const newExperiment = strictObject({
  challenger: wholeFrom(1).meta({ description: 'The version that the active one is compared with.', example: 3 }),
  share: numberBetween(0.01, 1).default(0.5).meta({
    description: 'Of the users, for whom the challenger is in force; at 1 there is nothing left to compare it with.',
  }),
  metric: z
    .enum(METRICS, { error: `a metric is one of ${METRICS.join(', ')}` })
    .default('approval')
    .meta({
      description: 'What decides: approval is the mean of thumbs and grades, by user.',
    }),
  alpha: numberBetween(0.0001, 0.5).default(0.05).meta({
    description: 'How often, at most, a verdict falls though there is no difference; however often one looks.',
  }),
  promote: z
    .enum(PROMOTIONS, { error: `promote is one of ${PROMOTIONS.join(', ')}` })
    .default('manual')
    .meta({
      description:
        'auto: the verdict puts the challenger in force, or ends the experiment where the active version is better.',
    }),
}).meta({ id: 'NewExperiment' })
export type NewExperiment = z.infer<typeof newExperiment>

const estimate = z.object({ value: z.number(), low: z.number(), high: z.number() }).meta({
  id: 'ArmEstimate',
  description: 'low to high holds the true value at all moments together, with probability 1 - alpha: looking is free.',
})

const arm = z
  .object({
    version: z.number().int(),
    users: z.number().int().meta({ description: 'Who have given a thumb or a grade of a text that it steered.' }),
    counted: z.number().int().meta({
      description: 'Of them, who count by now: with three signals, or a day after their first.',
    }),
    signals: z.number().int(),
    approval: estimate.nullable().meta({ description: 'Mean over users, each of them once; null: none counts yet.' }),
  })
  .meta({ id: 'ExperimentArm' })

const verdict = z.enum(VERDICTS)

export const experiment = z
  .object({
    object: z.literal('experiment'),
    id: z.string(),
    axis: axisName,
    challenger: z.number().int(),
    active: z.number().int(),
    share: z.number(),
    metric: z.enum(METRICS),
    alpha: z.number(),
    promote: z.enum(PROMOTIONS),
    state: z.enum(['running', 'ended']),
    reason: z
      .enum(END_REASONS)
      .nullable()
      .meta({
        description:
          'Why it ended. decided: its verdict was the active version; version_activated, version_deleted, axis_deleted: what ' +
          'was compared is not there any more as it was.',
      }),
    verdict: verdict.meta({ description: 'Which of both is approved of more, once that is known.' }),
    decided: unixSeconds.nullable().meta({ description: 'Since when the verdict is known.' }),
    ended: unixSeconds.nullable(),
    created: unixSeconds,
  })
  .meta({ id: 'Experiment' })
export type ExperimentShown = z.infer<typeof experiment>

export const experimentWithStatistics = experiment
  .extend({
    statistics: z.object({
      challenger: arm,
      active: arm,
      difference: estimate.nullable().meta({
        description:
          "The challenger's approval less the active version's, between -1 and 1; null: nobody to compare yet.",
      }),
      verdict,
    }),
  })
  .meta({ id: 'ExperimentWithStatistics' })
export type ExperimentWithStatistics = z.infer<typeof experimentWithStatistics>

export const experimentsQuery = pageQuery
