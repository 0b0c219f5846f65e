/** `/v1/profiles/{user}/private-axis`: an axis of one user's own, fitted from what they have written. */
import { z } from 'zod'
import { numberBetween, textOf } from '../../shared/wire/bounds.ts'
import { evaluation, fitStatus } from '../../shared/wire/fit.ts'
import { axisName, STRENGTH_LIMIT } from '../../shared/wire/steering.ts'
import { strictObject } from '../../shared/wire/strict.ts'
import { unixSeconds } from './list.ts'
import { textsOf } from './texts.ts'

/** Half of them fit the axis, and half say whether it does what it should. */
export const LEAST_TEXTS = 8

export const newPrivateAxis = strictObject({
  texts: textsOf(LEAST_TEXTS),
  strength: numberBetween(-STRENGTH_LIMIT, STRENGTH_LIMIT)
    .default(0.5)
    .meta({ description: 'What their profile then says of it. 1: as far towards how they write as is safe.' }),
  model: textOf(1, 256).optional().meta({
    description: 'The model that it is for; unsaid, one that the active axes were fitted for.',
  }),
}).meta({ id: 'NewPrivateAxis' })
export type NewPrivateAxis = z.infer<typeof newPrivateAxis>

export const privateAxis = z
  .object({
    object: z.literal('private_axis'),
    user: z.string(),
    axis: axisName.meta({ description: "What their profile and their answers' receipts call it." }),
    active: z.boolean().meta({ description: 'Whether their answers are steered by it.' }),
    strength: z.number().nullable().meta({
      description: 'As their profile has it, where PATCH changes it; null: it says nothing of it any more.',
    }),
    fit: fitStatus
      .pick({ state: true, progress: true, message: true, error: true })
      .nullable()
      .meta({ description: 'How far the last fit of it is, or how it ended.' }),
    evaluation: evaluation
      .pick({ passed: true, reasons: true })
      .nullable()
      .meta({ description: 'What the last fit came to. One that did not pass steers nobody: more texts may.' }),
    created: unixSeconds,
  })
  .meta({ id: 'PrivateAxis' })
export type PrivateAxis = z.infer<typeof privateAxis>
