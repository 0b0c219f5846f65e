/** `POST /v1/completions`: OpenAI's older API, in which a text is gone on from as it is. */
import { z } from 'zod'
import { listOf, textOf, wholeBetween, wholeFrom } from '../../shared/wire/bounds.ts'
import { deadline, finishReason, MAX_CHOICES, namedUser, SAMPLING, stop, usage } from '../../shared/wire/chat.ts'
import { receipt } from '../../shared/wire/receipt.ts'
import { steering } from '../../shared/wire/steering.ts'
import { strictObject } from '../../shared/wire/strict.ts'

export const MAX_PROMPTS = 16
/** OpenAI's. */
const MAX_LOGPROBS = 5
export const DEFAULT_MAX_TOKENS = 16

const PROMPT_EXPECTED = `prompt is a text, a list of token ids, or a list of at most ${MAX_PROMPTS} of these`
const MAX_TOKENS = 2 ** 20
const tokens = listOf(z.int('a token id is expected').min(0, 'a token id is expected'), 1, MAX_TOKENS)
const prompt = z.union([z.string(), tokens, listOf(z.string(), 1, MAX_PROMPTS), listOf(tokens, 1, MAX_PROMPTS)], {
  error: PROMPT_EXPECTED,
})
export type Prompts = z.infer<typeof prompt>

/** One or several, as a list. */
export function promptsIn(given: Prompts): (string | number[])[] {
  if (typeof given === 'string') return [given]
  return typeof given[0] === 'number' ? [given as number[]] : (given as string[] | number[][])
}

const taken = z.unknown().optional().meta({ description: 'Taken, without effect.' })

export const completionRequest = strictObject(
  {
    model: textOf(1, 256).meta({ example: 'smollm2-135m-instruct' }),
    prompt: prompt.meta({
      description: 'Gone on from as it is, without the chat template; control tokens in it are what they look like.',
    }),
    user: namedUser.nullish().meta({ description: 'Whose profile steers the answer.' }),
    steering: steering.nullish(),
    max_tokens: wholeFrom(1)
      .nullish()
      .meta({ description: `Unsaid, ${DEFAULT_MAX_TOKENS}.` }),
    n: wholeBetween(1, MAX_CHOICES).nullish(),
    stop,
    stream: z.boolean().nullish(),
    stream_options: strictObject({
      include_usage: z.boolean().nullish(),
      include_obfuscation: z.boolean().nullish().meta({ description: 'Events are never padded.' }),
    }).nullish(),
    deadline_ms: deadline.nullish(),
    logprobs: wholeBetween(0, MAX_LOGPROBS).nullish(),
    ...SAMPLING,
    best_of: z.literal(1, 'answers are not made in vain; n gives several').nullish(),
    echo: z.literal(false, 'the prompt is not repeated').nullish(),
    suffix: z.literal('', 'texts are gone on from, not filled in').nullish(),
    metadata: taken,
    safety_identifier: taken,
    service_tier: taken,
    store: taken,
  },
  { advice: { messages: 'use prompt, or POST /v1/chat/completions', max_completion_tokens: 'use max_tokens' } },
).meta({ id: 'CompletionRequest' })
export type CompletionRequest = z.infer<typeof completionRequest>

const logprobs = z.object({
  tokens: z.array(z.string()),
  token_logprobs: z.array(z.number()),
  top_logprobs: z.array(z.record(z.string(), z.number())),
  text_offset: z.array(z.number().int()).meta({ description: 'Where each token begins in the text.' }),
})
export type TextLogprobs = z.infer<typeof logprobs>

const choice = z.object({
  index: z.number().int().meta({ description: 'Of the prompt’s place times n, and the choice’s.' }),
  text: z.string(),
  logprobs: logprobs.nullable(),
  finish_reason: finishReason.nullable(),
  attune: receipt.optional().meta({ description: 'The receipt, where the choice has ended.' }),
})
export type TextChoice = z.infer<typeof choice>

export const textCompletion = z
  .object({
    id: z.string(),
    object: z.literal('text_completion'),
    created: z.number().int(),
    model: z.string(),
    choices: z.array(choice),
    usage: usage.nullable().optional(),
  })
  .meta({ id: 'TextCompletion', description: 'Streams have the same shape, a piece of a choice at a time.' })
export type TextCompletion = z.infer<typeof textCompletion>
