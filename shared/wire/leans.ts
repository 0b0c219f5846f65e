/** `POST /v1/leans` on a worker: where given texts stand on axes, as if the model had written them unsteered. */
import { z } from 'zod'
import { listOf, textOf } from './bounds.ts'
import { observedAxis } from './steering.ts'

export const MAX_LEANING_TEXTS = 64
export const MAX_LEANING_DIRECTIONS = 64
/** Characters. */
const MAX_TEXT = 20_000
const MAX_PROMPT = 2000

export const leansRequest = z.strictObject({
  project: textOf(1, 64),
  model: textOf(1, 256),
  texts: listOf(
    z.strictObject({
      text: textOf(1, MAX_TEXT),
      /** What it is read as an answer to; null: to a prompt that asks for no style. */
      prompt: textOf(1, MAX_PROMPT).nullable().default(null),
    }),
    1,
    MAX_LEANING_TEXTS,
  ),
  directions: listOf(observedAxis, 1, MAX_LEANING_DIRECTIONS),
  /** Whether the model writes each text anew in plain words, to be read beside it. */
  rewrite: z.boolean().default(false),
})
export type LeansRequest = z.infer<typeof leansRequest>

const read = z.object({
  /** On each direction, in the order of the request, as receipts tell it (shared/steering/lean.ts). */
  leans: z.array(z.number().nullable()),
  /** Tokens read. */
  tokens: z.number().int(),
  /** Whether the text went on behind them. */
  cut: z.boolean(),
  /** Mean -log p of these tokens, natural logarithm; its exponential is the perplexity. Text that is foreign to the model is high. */
  surprise: z.number(),
})
export type TextLeans = z.infer<typeof read>

export const leansAnswer = z.object({
  texts: z.array(
    read.extend({
      /** The text in plain words, as the model wrote it; null where none was asked for, or nothing came. */
      rewrite: read.extend({ text: z.string() }).nullable(),
    }),
  ),
})
export type LeansAnswer = z.infer<typeof leansAnswer>
