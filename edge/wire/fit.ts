import { z } from 'zod'
import { MIN_ANCHORS } from '../../shared/fit-facts.ts'
import { wholeBetween } from '../../shared/wire/bounds.ts'
import { evaluation, fitSpec, fitStatus, pair } from '../../shared/wire/fit.ts'
import { axisName } from '../../shared/wire/steering.ts'
import { DEFAULT_TIME_LIMIT, LEAST_TIME, MOST_TIME } from '../fitting/patience.ts'
import { newAxis } from './axis.ts'
import { pageQuery, unixSeconds } from './list.ts'

export const newFit = fitSpec
  .omit({ axis: true, positive: true, negative: true })
  .extend({
    axis: z
      .union([axisName, newAxis], {
        error: 'axis is the id of an axis, or {id, positive: {name, description}, negative: {name, description}}',
      })
      .meta({
        description:
          'An existing axis by id; or one in words, which is created if it does not exist. Words given for an ' +
          'existing axis are used by this fit and leave the axis as it is.',
      }),
    activate: z
      .enum(['auto', 'never'])
      .default('auto')
      .meta({
        description:
          'auto: the direction becomes active if it is verified and passes its evaluation, the report too where one is made, ' +
          'and nobody chose another version since it could be used.',
      }),
    preview: z
      .boolean()
      .default(false)
      .meta({
        description:
          "Whether a fit from the axis's words alone runs first: in half a minute it makes a direction to try meanwhile, " +
          'marked as a preview and never activated by itself.',
      }),
  })
  .extend({
    time_limit: wholeBetween(LEAST_TIME, MOST_TIME).default(DEFAULT_TIME_LIMIT).meta({
      description:
        'Seconds of its own that it may take, its report too; then it is stopped. The wait for its turn does not count.',
    }),
  })
  .refine((fit) => fit.source !== 'given' || fit.pairs.length > 0, {
    path: ['pairs'],
    message: "source 'given' needs pairs of {prompt, chosen, rejected}",
  })
  .refine((fit) => fit.source !== 'texts' || fit.texts !== null, {
    path: ['texts'],
    message: "source 'texts' needs texts: {positive: [...], negative: [...]}",
  })
  .refine((fit) => fit.anchors.length === 0 || fit.anchors.length >= MIN_ANCHORS, {
    path: ['anchors'],
    message: `none, or at least ${MIN_ANCHORS}: fewer neither orient nor gate a direction`,
  })
  .refine((fit) => !fit.preview || fit.source !== 'context-shift', {
    path: ['preview'],
    message: 'a fit by context shift is as quick as a preview: leave preview out, or take another source',
  })
  .meta({ id: 'NewFit' })
export type NewFit = z.infer<typeof newFit>

export const fit = fitStatus
  .omit({ result: true })
  .extend({
    object: z.literal('fit'),
    axis: z.string(),
    direction: z
      .object({ version: z.number().int(), hash: z.string() })
      .nullable()
      .meta({ description: 'Set as soon as it can be used, while the report is still made.' }),
    evaluation: evaluation.nullable(),
    choices: z.array(pair).meta({
      description:
        "The model's own pairs, for people to pick anchors among: which of both answers is nearer to the positive pole? " +
        'Empty where the model wrote none.',
    }),
    characteristics: fitSpec.shape.characteristics.unwrap().meta({
      description: 'What marks each pole, as the model listed it or as it was written; null where there is none yet.',
    }),
    spec: fitSpec.nullable().meta({ description: 'What was asked for; null in lists.' }),
    activate: z
      .enum(['auto', 'never'])
      .meta({ description: 'What was asked for: whether it may become active by itself.' }),
    preview: z.string().nullable().meta({ description: 'The fit that is its preview.' }),
    preview_of: z.string().nullable().meta({ description: 'The fit whose preview this is.' }),
    activated: z.boolean(),
    time_limit: z.number().int().meta({ description: 'Seconds of its own that it may take.' }),
    model_hash: z.string().nullable().meta({ description: 'The model that it is made for; null: its worker’s.' }),
    created: unixSeconds,
    updated: unixSeconds,
  })
  .meta({ id: 'Fit' })
export type Fit = z.infer<typeof fit>

export const fitsQuery = pageQuery.extend({
  axis: axisName.optional().meta({ description: 'Those of this axis.' }),
  state: fitStatus.shape.state.optional().meta({ description: 'Those that are in this state.' }),
})
export type FitsQuery = z.infer<typeof fitsQuery>
