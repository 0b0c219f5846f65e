import { z } from 'zod'
import { CORRELATED } from '../../shared/steering/correlation.ts'
import { wholeFrom } from '../../shared/wire/bounds.ts'
import { userName } from '../../shared/wire/chat.ts'
import { evaluation, pole } from '../../shared/wire/fit.ts'
import { axisName, condition } from '../../shared/wire/steering.ts'
import { flag, pageQuery, unixSeconds } from './list.ts'
import { refit } from './refit.ts'

export const newAxis = z
  .strictObject({ id: axisName, positive: pole, negative: pole, condition: condition.nullable().default(null) })
  .meta({ id: 'NewAxis', description: 'One dimension of preference; +1 is the positive pole.' })
export type NewAxis = z.infer<typeof newAxis>

const poleChange = pole.partial().meta({ id: 'PoleChange' })

export const axisChange = z
  .strictObject({
    positive: poleChange.optional(),
    negative: poleChange.optional(),
    condition: condition.nullable().optional().meta({ description: 'null: the axis acts in every answer.' }),
  })
  .refine(
    (change) => change.positive || change.negative || change.condition !== undefined,
    'give positive, negative or condition, or several of them',
  )
  .meta({ id: 'AxisChange', minProperties: 1 })
export type AxisChange = z.infer<typeof axisChange>

const poleShown = z.object({ name: z.string(), description: z.string() })

export const axis = z
  .object({
    object: z.literal('axis'),
    id: axisName,
    positive: poleShown,
    negative: poleShown,
    active: z
      .object({
        version: z.number().int(),
        hash: z.string(),
        verified: z.boolean(),
        evaluation: evaluation.nullable(),
        correlated: z.array(z.object({ axis: axisName, cosine: z.number() })).meta({
          description:
            `Other axes whose active directions are more alike than |cosine| ${CORRELATED} where both act, the most alike ` +
            "first: moving one moves the other, and opposed moves cancel. The project's basis 'orthogonal' keeps them apart.",
          example: [{ axis: 'simple', cosine: -0.61 }],
        }),
      })
      .nullable()
      .meta({ description: 'The direction in force; null: the axis cannot be steered yet.' }),
    condition: condition.nullable().meta({ description: 'When it acts; null: in every answer.' }),
    refit: refit.nullable().meta({ description: 'When it is fitted again; null: only when asked to.' }),
    versions: z.number().int().meta({ description: 'How many directions have been made.' }),
    created: unixSeconds,
  })
  .meta({ id: 'Axis' })
export type Axis = z.infer<typeof axis>

export const activation = z
  .strictObject({
    version: wholeFrom(1).nullable().meta({
      description: 'The version to steer by from now on; an older one rolls back, null steers by none.',
      example: 2,
    }),
  })
  .meta({ id: 'Activation' })

export const axesQuery = pageQuery.extend({
  user: userName.optional().meta({ description: "This user's private axis instead of the project's axes." }),
  active: flag.optional().meta({ description: 'Those with an active direction, or without one.' }),
  model: z.string().min(1).max(256).optional().meta({
    description: 'Those whose active direction is for this model: its name, or the SHA-256 of its file.',
  }),
})
export type AxesQuery = z.infer<typeof axesQuery>
