/** The OpenAI chat contract: what clients send to the edge, and the chunks that come back. */
import { z } from 'zod'
import { listOf, numberBetween, textOf, wholeBetween, wholeFrom } from './bounds.ts'
import { chatMessage } from './message.ts'
import { receipt } from './receipt.ts'
import { steering } from './steering.ts'
import { mapOf, strictObject } from './strict.ts'
import { guidedJson, responseFormat, type ToolCall, toolCall, toolChoice, toolProblem, tools } from './structure.ts'

/** `name`: who speaks, for templates that show it. */
export type ChatMessage = { role: 'system' | 'user' | 'assistant'; content: string; name?: string }
/** A message of a chat in which tools may be called. */
export type ChatTurn = {
  role: ChatMessage['role'] | 'tool'
  content: string
  tool_calls?: ToolCall[]
  tool_call_id?: string
  name?: string
}

const USER_EXPECTED = 'a name that an address can have is expected: neither . nor .., and no half of a surrogate pair'
const canBeNamed = (name: string) => name !== '.' && name !== '..' && name.isWellFormed()
/** As much of it as JSON Schema can say. */
const USER_PATTERN = '^(?!\\.{1,2}$)'
/** Part of the address of a profile: a name that no address can have would be one without a profile. */
export const userName = textOf(1, 256).refine(canBeNamed, USER_EXPECTED).meta({ pattern: USER_PATTERN })
/** As requests name a user; the empty name names none. */
export const namedUser = textOf(0, 256).refine(canBeNamed, USER_EXPECTED).meta({ pattern: USER_PATTERN })

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
  logit_bias: mapOf(z.string().regex(/^\d{1,9}$/, 'a token id is expected'), numberBetween(-100, 100), 'a token id')
    .refine((bias) => Object.keys(bias).length <= MAX_BIASES, `the bias of at most ${MAX_BIASES} tokens is expected`)
    .default({}),
  seed: z.int('a whole number is expected').optional(),
})
export type Sampling = z.infer<typeof sampling>

/** An hour. */
const MAX_DEADLINE_MS = 3_600_000
/**
 * Answers with a deadline up to this are not begun before they are complete or have failed. Only by what is sent is it
 * noticed that a client has left, which is to be noticed within two seconds: so no answer is held for longer.
 */
export const HELD_DEADLINE_MS = 2_000
export const deadline = wholeBetween(1, MAX_DEADLINE_MS).meta({
  description:
    'Milliseconds after which the answer fails with `deadline_exceeded` if it is not complete. One that is not streamed ' +
    `fails with status 504 if the deadline is at most ${HELD_DEADLINE_MS}, because nothing is sent before it is complete; ` +
    'with a longer one, as answers without a deadline do.',
})

/** Of 64 bits, signed or not. JSON.parse rounds large ones; the edge reads them from the text. */
const MAX_SEED = 2 ** 64
const SEED_EXPECTED = 'a whole number of at most 64 bits is expected'
const seed = z
  .number(SEED_EXPECTED)
  .min(-MAX_SEED, SEED_EXPECTED)
  .max(MAX_SEED, SEED_EXPECTED)
  .refine(Number.isInteger, SEED_EXPECTED)

/** How tokens are drawn, as requests ask for it. */
export const SAMPLING = {
  temperature: sampling.shape.temperature.unwrap().nullish(),
  top_p: numberBetween(0, 1).nullish().meta({ description: '0: the likeliest token alone.' }),
  top_k: wholeFrom(-1).nullish().meta({ description: '0 or -1: off.' }),
  min_p: sampling.shape.min_p.unwrap().nullish(),
  repetition_penalty: sampling.shape.repetition_penalty.unwrap().nullish(),
  presence_penalty: sampling.shape.presence_penalty.unwrap().nullish(),
  frequency_penalty: sampling.shape.frequency_penalty.unwrap().nullish(),
  logit_bias: sampling.shape.logit_bias.unwrap().nullish(),
  seed: seed.nullish().meta({ description: 'A whole number of at most 64 bits.' }),
}
export type SamplingRequest = z.infer<z.ZodObject<typeof SAMPLING>>

/** Fields of OpenAI's that change no answer here: caching, billing and records are nothing that this API has. */
const taken = z.unknown().optional().meta({ description: 'Taken, without effect.' })
const WITHOUT_EFFECT = {
  metadata: taken,
  prediction: taken,
  prompt_cache_key: taken,
  prompt_cache_options: taken,
  prompt_cache_retention: taken,
  safety_identifier: taken,
  service_tier: taken,
  store: taken,
}

/** Fields of OpenAI's with which an answer would be another one: what says that they are not used is taken. */
const NOT_SUPPORTED = {
  audio: z.null('answers are text alone').optional(),
  function_call: z.enum(['none', 'auto'], 'function_call is not supported; use tool_choice').nullish(),
  functions: z.array(z.unknown()).max(0, 'functions are not supported; use tools').nullish(),
  modalities: z.tuple([z.literal('text')], 'text is the only modality').nullish(),
  moderation: z.null('answers are not moderated here').optional(),
  reasoning_effort: z.literal('none', 'the model answers without reasoning first; "none" is the only effort').nullish(),
  verbosity: z
    .literal('medium', 'how long answers are is not set by a word here; use max_tokens, or steering')
    .nullish(),
  web_search_options: z.null('there is no web search').optional(),
}

const ONLY_SCHEMAS = 'only JSON schemas are enforced, which have enum and pattern: use response_format'
const IN_STEERING = 'it stands inside steering'
/** Of names that others have, or that stand elsewhere. */
const ADVICE = {
  format: ONLY_SCHEMAS,
  grammar: ONLY_SCHEMAS,
  guided_choice: ONLY_SCHEMAS,
  guided_grammar: ONLY_SCHEMAS,
  guided_regex: ONLY_SCHEMAS,
  json_schema: 'use response_format: {type: "json_schema", json_schema: {name, schema}}',
  regex: ONLY_SCHEMAS,
  strengths: IN_STEERING,
  scope: IN_STEERING,
  json: IN_STEERING,
  overdrive: IN_STEERING,
  profile: IN_STEERING,
  basis: IN_STEERING,
  live: IN_STEERING,
  explore: IN_STEERING,
}

const STOPS_EXPECTED = `stop is a string or a list of at most ${MAX_STOPS} strings`
export const stop = z
  .union([z.string(), z.array(z.string()).max(MAX_STOPS)], { error: STOPS_EXPECTED })
  .nullish()
  .meta({ description: 'Strings that end the text before them. Calls are not cut; empty ones are left out.' })
/** Empty ones end nothing. */
export const askedStops = (asked: z.infer<typeof stop>): string[] => [asked ?? []].flat().filter((text) => text !== '')

/** What chat requests say. */
export const chatFields = {
  model: textOf(1, 256).meta({ example: 'smollm2-135m-instruct' }),
  messages: listOf(chatMessage, 1, 1024),
  user: namedUser.nullish().meta({ description: 'Whose profile steers the answer.' }),
  steering: steering.nullish(),
  stream: z.boolean().nullish(),
  background: z
    .boolean()
    .nullish()
    .meta({
      description:
        'true: the answer is made whether or not anybody waits, and fetched with GET /v1/chat/completions/{id} as long as ' +
        'the project keeps answers.',
    }),
  stream_options: strictObject({
    include_usage: z
      .boolean()
      .nullish()
      .meta({ description: 'true: the stream ends with an event of no choices that has `usage`.' }),
    include_obfuscation: z.boolean().nullish().meta({ description: 'Events are never padded.' }),
  }).nullish(),
  deadline_ms: deadline.nullish(),
  max_tokens: wholeFrom(1).nullish(),
  max_completion_tokens: wholeFrom(1).nullish(),
  stop,
  n: wholeBetween(1, MAX_CHOICES).nullish(),
  response_format: responseFormat.nullish(),
  guided_json: guidedJson.nullish().meta({ description: "Other servers' way to ask for a schema." }),
  structured_outputs: strictObject({ json: guidedJson }, { advice: { choice: ONLY_SCHEMAS, ...ADVICE } })
    .nullish()
    .meta({ description: "Other servers' way to ask for a schema." }),
  tools: tools.nullish(),
  tool_choice: toolChoice.nullish(),
  parallel_tool_calls: z.boolean().nullish().meta({ description: 'false: at most one call. Not all models can more.' }),
  logprobs: z.boolean().nullish(),
  top_logprobs: wholeBetween(0, MAX_TOP_LOGPROBS).nullish(),
  ...SAMPLING,
  ...WITHOUT_EFFECT,
  ...NOT_SUPPORTED,
}

export const chatRequest = strictObject(chatFields, { advice: ADVICE })
  .refine(({ background, stream }) => !background || !stream, {
    path: ['stream'],
    error: 'nobody waits for what is made in the background; POST /v1/responses has streams that can be resumed',
  })
  .refine(({ background, store }) => !background || store !== false, {
    path: ['background'],
    error: 'what nobody waits for has to be kept: leave out store: false',
  })
  .refine(({ logprobs, top_logprobs }) => !top_logprobs || logprobs, {
    path: ['top_logprobs'],
    error: 'top_logprobs needs logprobs: true',
  })
  .superRefine(({ tools, tool_choice }, { addIssue }) => {
    const found = toolProblem(tools ?? [], tool_choice)
    if (found) addIssue({ code: 'custom', path: [found.param], message: found.problem })
  })
  .superRefine(({ response_format, guided_json, structured_outputs }, { addIssue }) => {
    const asked = Object.entries({ response_format, guided_json, structured_outputs }).filter(([, value]) => value)
    if (asked.length < 2) return
    const path = [asked[1]![0]]
    addIssue({ code: 'custom', path, message: `the answer has one form: leave out this, or ${asked[0]![0]}` })
  })
  .meta({ id: 'ChatCompletionRequest' })
export type ChatRequest = z.infer<typeof chatRequest>

export const usage = z
  .object({
    prompt_tokens: z.number().int(),
    completion_tokens: z.number().int(),
    total_tokens: z.number().int(),
    prompt_tokens_details: z.object({
      cached_tokens: z.number().int().meta({ description: 'Tokens that were not run: an earlier prompt began alike.' }),
    }),
  })
  .meta({ id: 'Usage' })
export type Usage = z.infer<typeof usage>

const scoredToken = z.object({
  token: z.string(),
  logprob: z.number(),
  bytes: z.array(z.number().int()),
})

export const tokenLogprob = scoredToken.extend({ top_logprobs: z.array(scoredToken) }).meta({ id: 'TokenLogprob' })

/** What the model itself thinks of the tokens, before temperature, penalties and whatever else shapes the draw. */
export const logprobs = z
  .object({
    content: z.array(tokenLogprob),
    refusal: z.null(),
  })
  .meta({ id: 'Logprobs' })
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

/** One SSE event of a streamed answer. Each choice's first one has the role, its last one finish_reason and its receipt. */
export const chatChunk = z
  .object({
    ...envelope,
    object: z.literal('chat.completion.chunk'),
    choices: z
      .array(
        z.object({
          index: z.number().int(),
          delta: z.object({
            role: z.literal('assistant').optional(),
            content: z.string().nullable().optional(),
            refusal: z.null().optional(),
            tool_calls: z.array(toolCallDelta).optional(),
          }),
          logprobs: logprobs.nullable(),
          finish_reason: finishReason.nullable(),
        }),
      )
      .meta({ description: 'One; none in the event that has usage.' }),
    usage: usage
      .nullable()
      .optional()
      .meta({ description: 'With `stream_options: {include_usage: true}` only: null in all events but the last.' }),
    attune: receipt.optional(),
  })
  .meta({
    id: 'ChatCompletionChunk',
    description:
      "One `data:` line. Each choice's last one carries finish_reason and its receipt. If usage was asked for, one with it " +
      'and without choices follows. Then `data: [DONE]`.',
  })
export type ChatChunk = z.infer<typeof chatChunk>

const answerMessage = z
  .object({
    role: z.literal('assistant'),
    content: z.string().nullable().meta({ description: 'null where there are calls and no text.' }),
    refusal: z.null(),
    tool_calls: z.array(toolCall).optional(),
  })
  .meta({ id: 'ChatAnswerMessage' })

const chatChoice = z
  .object({
    index: z.number().int(),
    message: answerMessage,
    logprobs: logprobs.nullable(),
    finish_reason: finishReason,
    attune: receipt.meta({ description: 'The receipt of this choice.' }),
  })
  .meta({ id: 'ChatChoice' })

export const chatCompletion = z
  .object({
    ...envelope,
    object: z.literal('chat.completion'),
    choices: z.array(chatChoice),
    usage,
    attune: receipt.meta({ description: 'The receipt of the first choice.' }),
  })
  .meta({ id: 'ChatCompletion' })
export type ChatCompletion = z.infer<typeof chatCompletion>
