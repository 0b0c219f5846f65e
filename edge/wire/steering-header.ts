import { z } from 'zod'

/** For clients that cannot add fields (edge/steering/asked-steering.ts). */
export const steeringHeader = z.object({
  'x-attune-steering': z
    .string()
    .optional()
    .meta({
      description:
        'Steering for clients that cannot add the field `steering`: strengths, or its JSON. The model’s name can have them, ' +
        'too: smollm2-135m-instruct@formal=.5. The field goes before the header, the header before the name, axis by axis.',
      example: 'formal=.5,warm=-1',
    }),
})
