/** `GET /v1/population`: where users begin of whom nothing is known. */
import { z } from 'zod'
import { axisName } from '../../shared/wire/steering.ts'
import { unixSeconds } from './list.ts'

export const population = z
  .object({
    object: z.literal('population'),
    axes: z
      .record(
        axisName,
        z.object({
          mean: z
            .number()
            .meta({ description: 'The strength that users like on average, and that new ones begin with.' }),
          deviation: z.number().meta({ description: 'Between users, as a standard deviation.' }),
        }),
      )
      .meta({
        description: 'Those of which enough users have said something.',
        example: { formal: { mean: 0.31, deviation: 0.4 } },
      }),
    users: z.number().int().meta({ description: 'Of how many it was made; 0: too few have said what they like.' }),
    computed: unixSeconds.nullable(),
  })
  .meta({ id: 'Population' })
export type PopulationShown = z.infer<typeof population>
