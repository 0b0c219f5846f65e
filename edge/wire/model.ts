import { z } from 'zod'
import { modelCard } from '../../shared/wire/generate.ts'

export const model = z
  .object({
    id: z.string(),
    object: z.literal('model'),
    created: z.number().int(),
    owned_by: z.string(),
    attune: modelCard.meta({ id: 'ModelCard' }),
  })
  .meta({ id: 'Model' })
export type Model = z.infer<typeof model>
