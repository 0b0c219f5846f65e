/** The OpenAI chat contract: what clients send to the edge, and the chunks that come back. */
import { z } from 'zod'
import { listOf, numberBetween, textOf, wholeBetween, wholeFrom } from './bounds.ts'
import { receipt } from './receipt.ts'
import { steering } from './steering.ts'
import { responseFormat, type ToolCall, toolCall, toolCalls, toolChoice, toolProblem, tools } from './structure.ts'

const textPart = z.object({ type: z.literal('text'), text: z.string() })

/** OpenAI allows text as a list of parts; pictures and sound are not for this model. */
const CONTENT_EXPECTED = 'content is a string or a list of {type: "text", text}'
const content = z.union([z.string(), z.array(textPart, 'only text parts are supported')], { error: CONTENT_EXPECTED })

export const chatMessage = z
  .object({
    role: z.enum(['system', 'user', 'assistant', 'developer', 'tool'], {
      error: 'role is one of system, developer, user, assistant and tool',
    }),
    content: content.nullish().meta({ description: 'May be missing beside tool_calls only.' }),
    tool_calls: toolCalls.nullish().meta({ description: "What the assistant called; the tools' messages answer." }),
    tool_call_id: z.string().min(1).max(256).nullish().meta({ description: "Which call a tool's message answers." }),
  })
  .superRefine(({ role, content, tool_calls, tool_call_id }, { addIssue }) => {
    const wrong = (field: string, message: string) => addIssue({ code: 'custom', path: [field], message })
    if (content === undefined || content === null) {
      if (!tool_calls) wrong('content', CONTENT_EXPECTED)
    }
    if (tool_calls && role !== 'assistant') wrong('tool_calls', 'only messages of the assistant have calls')
    if (role === 'tool' && !tool_call_id) wrong('tool_call_id', 'the id of the call that it answers is expected')
  })
export type ChatMessage = { role: 'system' | 'user' | 'assistant'; content: string }
/** A message of a chat in which tools may be called. */
export type ChatTurn = {
  role: ChatMessage['role'] | 'tool'
  content: string
  tool_calls?: ToolCall[]
  tool_call_id?: string
}

/** Parts joined, `developer` read as `system`: what templates understand. */
export const toPlainMessage = ({ role, content, tool_calls, tool_call_id }: z.infer<typeof chatMessage>): ChatTurn => ({
  role: role === 'developer' ? 'system' : role,
  content: typeof content === 'string' ? content : (content ?? []).map((part) => part.text).join(''),
  ...(tool_calls && { tool_calls }),
  ...(role === 'tool' && tool_call_id && { tool_call_id }),
})

export const userName = textOf(1, 256)

export const MAX_STOPS = 4
export const MAX_CHOICES = 8
export const MAX_TOP_LOGPROBS = 20
const MAX_BIASES = 1024

/** Sampling options shared by the public request and the worker's. Defaults are OpenAI's. */
export const sampling = z.object({
  temperature: numberBetween(0, 2).default(1),
  top_p: numberBetween(0, 1).gt(0, 'a number above 0 and at most 1 is expected').default(1),
  /** 0: off. */
  top_k: wholeFrom(0).default(0),
  min_p: numberBetween(0, 1).lt(1, 'a number from 0 and below 1 is expected').default(0),
  repetition_penalty: numberBetween(0.5, 2).default(1),
  presence_penalty: numberBetween(-2, 2).default(0),
  frequency_penalty: numberBetween(-2, 2).default(0),
  /** By token id: added to its logit; -100 keeps it from coming, 100 makes it come. */
  logit_bias: z
    .record(z.string().regex(/^\d{1,9}$/, 'a token id is expected'), numberBetween(-100, 100))
    .refine((bias) => Object.keys(bias).length <= MAX_BIASES, `the bias of at most ${MAX_BIASES} tokens is expected`)
    .default({}),
  seed: z.int('a whole number is expected').optional(),
})
export type Sampling = z.infer<typeof sampling>

/** An hour. */
const MAX_DEADLINE_MS = 3_600_000
export const deadline = wholeBetween(1, MAX_DEADLINE_MS).meta({
  description: 'Milliseconds after which the answer fails with `deadline_exceeded` if it is not complete.',
})

export const chatRequest = z
  .object({
    model: textOf(1, 256).meta({ example: 'smollm2-135m-instruct' }),
    messages: listOf(chatMessage, 1, 1024),
    user: userName.nullish().meta({ description: 'Whose profile steers the answer.' }),
    steering: steering.nullish(),
    stream: z.boolean().nullish(),
    stream_options: z.object({ include_usage: z.boolean().optional() }).nullish(),
    deadline_ms: deadline.nullish(),
    max_tokens: wholeFrom(1).nullish(),
    max_completion_tokens: wholeFrom(1).nullish(),
    stop: z
      .union([z.string().min(1), z.array(z.string().min(1)).max(MAX_STOPS, `at most ${MAX_STOPS} stop strings`)], {
        error: `stop is a string or a list of at most ${MAX_STOPS} strings, none empty`,
      })
      .nullish(),
    n: wholeBetween(1, MAX_CHOICES).nullish(),
    response_format: responseFormat.nullish(),
    tools: tools.nullish(),
    tool_choice: toolChoice.nullish(),
    parallel_tool_calls: z
      .boolean()
      .nullish()
      .meta({ description: 'false: at most one call. Not all models can more.' }),
    logprobs: z.boolean().nullish(),
    top_logprobs: wholeBetween(0, MAX_TOP_LOGPROBS).nullish(),
    // What would change the answer is refused rather than ignored.
    functions: z.tuple([], 'functions are not supported; use tools').nullish(),
    modalities: z.tuple([z.literal('text')], 'text is the only modality').nullish(),
    temperature: sampling.shape.temperature.unwrap().nullish(),
    top_p: sampling.shape.top_p.unwrap().nullish(),
    top_k: sampling.shape.top_k.unwrap().nullish(),
    min_p: sampling.shape.min_p.unwrap().nullish(),
    repetition_penalty: sampling.shape.repetition_penalty.unwrap().nullish(),
    presence_penalty: sampling.shape.presence_penalty.unwrap().nullish(),
    frequency_penalty: sampling.shape.frequency_penalty.unwrap().nullish(),
    logit_bias: sampling.shape.logit_bias.unwrap().nullish(),
    seed: sampling.shape.seed.nullish(),
  })
  .refine(({ logprobs, top_logprobs }) => !top_logprobs || logprobs, {
    path: ['top_logprobs'],
    error: 'top_logprobs needs logprobs: true',
  })
  .superRefine(({ tools, tool_choice }, { addIssue }) => {
    const found = toolProblem(tools ?? [], tool_choice)
    if (found) addIssue({ code: 'custom', path: [found.param], message: found.problem })
  })
  .meta({ id: 'ChatCompletionRequest' })
export type ChatRequest = z.infer<typeof chatRequest>

export const usage = z.object({
  prompt_tokens: z.number().int(),
  completion_tokens: z.number().int(),
  total_tokens: z.number().int(),
  prompt_tokens_details: z.object({
    cached_tokens: z.number().int().meta({ description: 'Tokens that were not run: an earlier prompt began alike.' }),
  }),
})
export type Usage = z.infer<typeof usage>

const scoredToken = z.object({
  token: z.string(),
  logprob: z.number(),
  bytes: z.array(z.number().int()),
})

/** What the model itself thinks of the tokens, before temperature, penalties and whatever else shapes the draw. */
export const logprobs = z.object({
  content: z.array(scoredToken.extend({ top_logprobs: z.array(scoredToken) })),
  refusal: z.null(),
})
export type Logprobs = z.infer<typeof logprobs>

export const finishReason = z.enum(['stop', 'length', 'tool_calls'])
export type FinishReason = z.infer<typeof finishReason>

/** The first piece of a call has its id and name, each may have a piece of its arguments. */
const toolCallDelta = z.object({
  index: z.number().int(),
  id: z.string().optional(),
  type: z.literal('function').optional(),
  function: z.object({ name: z.string().optional(), arguments: z.string().optional() }),
})
export type ToolCallDelta = z.infer<typeof toolCallDelta>

const envelope = { id: z.string(), created: z.number().int(), model: z.string() }

/** One SSE event of a streamed answer. Each choice's last one has finish_reason and its receipt; the very last, usage. */
export const chatChunk = z
  .object({
    ...envelope,
    object: z.literal('chat.completion.chunk'),
    choices: z.tuple([
      z.object({
        index: z.number().int(),
        delta: z.object({
          role: z.literal('assistant').optional(),
          content: z.string().optional(),
          tool_calls: z.array(toolCallDelta).optional(),
        }),
        logprobs: logprobs.nullable().optional(),
        finish_reason: finishReason.nullable(),
      }),
    ]),
    usage: usage.optional(),
    attune: receipt.optional(),
  })
  .meta({
    id: 'ChatCompletionChunk',
    description:
      "One `data:` line. Each choice's last one carries finish_reason and its receipt, the very last one usage. Then " +
      '`data: [DONE]`.',
  })
export type ChatChunk = z.infer<typeof chatChunk>

export const chatCompletion = z
  .object({
    ...envelope,
    object: z.literal('chat.completion'),
    choices: z.array(
      z.object({
        index: z.number().int(),
        message: z.object({
          role: z.literal('assistant'),
          content: z.string().nullable().meta({ description: 'null where there are calls and no text.' }),
          tool_calls: z.array(toolCall).optional(),
        }),
        logprobs: logprobs.nullable(),
        finish_reason: finishReason,
        attune: receipt.meta({ description: 'The receipt of this choice.' }),
      }),
    ),
    usage,
    attune: receipt.meta({ description: 'The receipt of the first choice.' }),
  })
  .meta({ id: 'ChatCompletion' })
export type ChatCompletion = z.infer<typeof chatCompletion>
