/** What the addresses of responses take beside their ids. */
import { z } from 'zod'
import { inputItem } from './input.ts'

/** In an address everything is text. */
const flag = z.enum(['true', 'false'], 'true or false is expected').transform((text) => text === 'true')
/** Of OpenAI's clients; once, or several times. */
const taken = z.unknown().optional().meta({ type: 'string', minLength: 0, description: 'Taken, without effect.' })
const expected = 'a whole number from 0 is expected'

export const readQuery = z
  .object({
    stream: flag.default(false),
    starting_after: z.coerce.number(expected).int(expected).min(0, expected).optional().meta({
      description: 'With stream=true: only events whose sequence_number is above this.',
    }),
    include: taken,
    include_obfuscation: taken,
  })
  .refine(({ stream, starting_after }) => stream || starting_after === undefined, {
    path: ['starting_after'],
    error: 'starting_after needs stream=true',
  })

const MOST = 100
const limited = `limit is between 1 and ${MOST}`
export const itemsQuery = z.object({
  limit: z.coerce.number(limited).int(limited).min(1, limited).max(MOST, limited).default(20),
  order: z.enum(['asc', 'desc'], 'order is asc or desc').default('desc'),
  after: z.string().min(1).max(256).optional().meta({ description: 'The last item of the page before.' }),
  include: taken,
})
export type ItemsQuery = z.infer<typeof itemsQuery>

export const itemList = z.object({
  object: z.literal('list'),
  data: z.array(inputItem),
  first_id: z.string().nullable(),
  last_id: z.string().nullable(),
  has_more: z.boolean(),
})

export const deleted = z.object({ id: z.string(), object: z.literal('response'), deleted: z.literal(true) })
