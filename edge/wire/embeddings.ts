/** `POST /v1/embeddings`, as OpenAI has it. */
import { z } from 'zod'
import { listOf, textOf, wholeFrom } from '../../shared/wire/bounds.ts'
import { namedUser } from '../../shared/wire/chat.ts'
import { embedded, MAX_EMBEDDED } from '../../shared/wire/embed.ts'
import { strictObject } from '../../shared/wire/strict.ts'

const INPUT_EXPECTED = `input is a text, a list of token ids, or a list of at most ${MAX_EMBEDDED} of these; none is empty`
const tokens = embedded.options[1]
const input = z.union([embedded, listOf(z.string().min(1), 1, MAX_EMBEDDED), listOf(tokens, 1, MAX_EMBEDDED)], {
  error: INPUT_EXPECTED,
})
export type Inputs = z.infer<typeof input>

/** One or several, as a list. */
export function inputsIn(given: Inputs): (string | number[])[] {
  if (typeof given === 'string') return [given]
  return typeof given[0] === 'number' ? [given as number[]] : (given as string[] | number[][])
}

export const embeddingRequest = strictObject({
  model: textOf(1, 256).meta({ example: 'smollm2-135m-instruct' }),
  input,
  encoding_format: z
    .enum(['float', 'base64'], 'encoding_format is float or base64')
    .nullish()
    .meta({ description: 'base64: 32-bit floats, little-endian.' }),
  layer: wholeFrom(0).nullish().meta({ description: 'Behind which states are read; unsaid, the one in the middle.' }),
  dimensions: z
    .null('a model of language has no vectors that may be cut short; leave it out for all of its width')
    .optional(),
  user: namedUser.nullish().meta({ description: 'Whose limits it counts against; embeddings are not steered.' }),
}).meta({ id: 'EmbeddingRequest' })
export type EmbeddingRequest = z.infer<typeof embeddingRequest>

export const embeddingList = z
  .object({
    object: z.literal('list'),
    model: z.string(),
    data: z.array(
      z.object({
        object: z.literal('embedding'),
        index: z.number().int(),
        embedding: z.union([z.array(z.number()), z.string()]).meta({ description: 'Of length 1.' }),
      }),
    ),
    usage: z.object({ prompt_tokens: z.number().int(), total_tokens: z.number().int() }),
    attune: z.object({
      model_hash: z.string(),
      layer: z.number().int().meta({ description: 'Behind which states were read.' }),
      pooling: z.literal('mean'),
    }),
  })
  .meta({ id: 'EmbeddingList' })
export type EmbeddingList = z.infer<typeof embeddingList>
