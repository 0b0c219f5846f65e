/** Lists come a page at a time: OpenAI's shape, a cursor in `after`. */
import { z } from 'zod'

export const PAGE_LIMIT = 100

export const pageQuery = z.object({
  limit: z.coerce
    .number(`limit is between 1 and ${PAGE_LIMIT}`)
    .int(`limit is between 1 and ${PAGE_LIMIT}`)
    .min(1, `limit is between 1 and ${PAGE_LIMIT}`)
    .max(PAGE_LIMIT, `limit is between 1 and ${PAGE_LIMIT}`)
    .default(PAGE_LIMIT),
  after: z.string().min(1).max(256).optional().meta({
    description: 'The last item of the page before: what follows it is listed.',
  }),
  order: z.enum(['asc', 'desc'], { error: 'order is asc or desc' }).optional().meta({
    description: 'Absent: as the list says of itself.',
  }),
})
export type Order = 'asc' | 'desc'
export type PageQuery = { limit: number; after?: string | undefined; order?: Order | undefined }

/** As addresses have it. */
export const flag = z
  .enum(['true', 'false'], { error: 'true or false is expected' })
  .transform((text) => text === 'true')

export const deletionQuery = z.object({
  for_good: flag.optional().default(false).meta({
    description: 'true: at once, so that nothing brings it back, and it counts for no quota.',
  }),
})

export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ object: z.literal('list'), data: z.array(item), has_more: z.boolean() })

export type Page<Item> = { object: 'list'; data: Item[]; has_more: boolean }

/** `rows` holds one more than the page's limit if there is more. */
export function toPage<Row, Item>(rows: Row[], limit: number, toItem: (row: Row) => Item): Page<Item> {
  return { object: 'list', data: rows.slice(0, limit).map(toItem), has_more: rows.length > limit }
}

/** The API's times are Unix seconds; the database keeps milliseconds. */
export const unixSeconds = z.number().int().meta({ description: 'Unix time in seconds.', example: 1782000000 })
export const toSeconds = (milliseconds: number) => Math.floor(milliseconds / 1000)
