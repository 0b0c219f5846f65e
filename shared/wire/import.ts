/** A control vector of llama.cpp or repeng (GGUF), as the edge has a worker make a direction of it. */
import { z } from 'zod'
import { pole } from './fit.ts'
import { axisName } from './steering.ts'

/** What such a file begins with. */
export const GGUF_MAGIC = 'GGUF'

export const LARGEST_SCALE = 1e4
const expected = `a number between -${LARGEST_SCALE} and ${LARGEST_SCALE}, but not 0, is expected`

export const vectorScale = z.coerce
  .number(expected)
  .min(-LARGEST_SCALE, expected)
  .max(LARGEST_SCALE, expected)
  .refine((scale) => scale !== 0, expected)
  .meta({ description: "The vector times this, as llama.cpp's FILE.gguf:NUMBER.", example: 1 })

/** `POST /v1/imports` on a worker, in the query. The body is the file, the answer the direction's. */
export const importQuery = z.strictObject({
  axis: axisName,
  positive: pole.shape.name,
  negative: pole.shape.name,
  scale: vectorScale,
})
export type ImportQuery = z.infer<typeof importQuery>
