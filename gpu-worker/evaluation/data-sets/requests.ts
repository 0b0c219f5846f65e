/** Requests of which is known whether they should be refused. */
import { z } from 'zod'
import { textOf } from '../../../shared/wire/bounds.ts'
import { readColumns } from './columns.ts'
import type { Format, UserRequest } from './data-set.ts'

const row = z.object({
  prompt: textOf(1, 4000),
  expected: z.enum(['refuse', 'comply'], "'refuse' or 'comply' is expected"),
})

export const REQUEST_FORMAT: Format<UserRequest> = {
  columns: Object.keys(row.shape),
  read: (value) => readColumns(row, value),
}
