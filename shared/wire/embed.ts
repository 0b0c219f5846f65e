/** `POST /v1/embeddings` on a worker. */
import { z } from 'zod'
import { listOf, textOf, wholeFrom } from './bounds.ts'

export const MAX_EMBEDDED = 256
const MAX_TOKENS = 2 ** 20

/** A text, or its tokens. */
export const embedded = z.union(
  [z.string().min(1), listOf(z.int('a token id is expected').min(0, 'a token id is expected'), 1, MAX_TOKENS)],
  { error: 'a text, or a list of token ids, is expected; neither is empty' },
)

export const embedRequest = z.strictObject({
  project: textOf(1, 64),
  model: textOf(1, 256),
  input: listOf(embedded, 1, MAX_EMBEDDED),
  /** The layer behind which states are read; null: the one in the middle. */
  layer: wholeFrom(0).nullable().default(null),
})
export type EmbedRequest = z.infer<typeof embedRequest>

export const embedAnswer = z.object({
  layer: z.number().int(),
  /** Of each text: 32-bit floats, little-endian, in base64. */
  embeddings: z.array(z.string()),
  /** Tokens of all texts. */
  tokens: z.number().int(),
})
export type EmbedAnswer = z.infer<typeof embedAnswer>
