/** A signed body as JSON of a given shape. */
import type { z } from 'zod'
import { invalidRequest, malformedJson } from '../../shared/errors.ts'

/** @throws ApiError 400 naming the parameter. */
export function parseBody<Schema extends z.ZodType>(body: Uint8Array, schema: Schema): z.infer<Schema> {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    throw malformedJson()
  }
  const parsed = schema.safeParse(json)
  if (!parsed.success) throw invalidRequest(parsed.error.issues)
  return parsed.data
}
