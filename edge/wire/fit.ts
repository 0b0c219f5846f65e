import { z } from 'zod'
import { evaluation, fitSpec, fitStatus } from '../../shared/wire/fit.ts'
import { axisName } from '../../shared/wire/steering.ts'
import { newAxis } from './axis.ts'
import { unixSeconds } from './list.ts'

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
    activate: z.enum(['auto', 'never']).default('auto').meta({
      description: 'auto: the direction becomes active if it is verified and passes its evaluation.',
    }),
  })
  .refine((fit) => fit.source !== 'given' || fit.pairs.length > 0, {
    path: ['pairs'],
    message: "source 'given' needs pairs of {prompt, chosen, rejected}",
  })
  .meta({ id: 'NewFit' })
export type NewFit = z.infer<typeof newFit>

export const fit = fitStatus
  .omit({ result: true })
  .extend({
    object: z.literal('fit'),
    axis: z.string(),
    direction: z.object({ version: z.number().int(), hash: z.string() }).nullable(),
    evaluation: evaluation.nullable(),
    activated: z.boolean(),
    created: unixSeconds,
    updated: unixSeconds,
  })
  .meta({ id: 'Fit' })
export type Fit = z.infer<typeof fit>
