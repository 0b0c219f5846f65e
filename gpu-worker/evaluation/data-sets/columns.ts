/** Rows checked against the columns that they should have. */
import type { z } from 'zod'

/** @throws Error naming the column that is wrong, and what would be right */
export function readColumns<Shape extends z.ZodObject>(shape: Shape, row: Record<string, unknown>): z.output<Shape> {
  const { data, error } = shape.safeParse(row)
  if (data) return data as z.output<Shape>
  const { path, message } = error!.issues[0]!
  throw new Error(`'${path.join('.')}': ${message}`)
}
