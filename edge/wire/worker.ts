import { z } from 'zod'
import { workerLoad, workerTag } from '../../shared/wire/fleet.ts'

export const worker = z
  .object({
    object: z.literal('worker'),
    tag: workerTag.meta({ description: 'What the ids of its answers carry.' }),
    state: z.enum(['ready', 'draining', 'silent']).meta({
      description: 'draining: it ends the answers that it has and takes no others. silent: it does not answer.',
    }),
    model: z.string().nullable().meta({ description: 'null: it has not said yet.' }),
    load: workerLoad
      .nullable()
      .meta({ description: 'As announced, seconds ago; null for one that announces nothing.' }),
    version: z.string().nullable(),
  })
  .meta({ id: 'Worker' })
export type Worker = z.infer<typeof worker>
