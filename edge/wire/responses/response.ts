/** An answer as OpenAI's responses API shows it, and its receipt. */
import { z } from 'zod'
import { tokenLogprob } from '../../../shared/wire/chat.ts'
import { receipt } from '../../../shared/wire/receipt.ts'
import { unixSeconds } from '../list.ts'
import { metadata, responseToolChoice, textFormat } from './request.ts'

const itemStatus = z.enum(['in_progress', 'completed', 'incomplete'])

export const outputText = z
  .object({
    type: z.literal('output_text'),
    text: z.string(),
    annotations: z.array(z.unknown()).max(0),
    logprobs: z.array(tokenLogprob).optional(),
  })
  .meta({ id: 'ResponseOutputText' })
export type OutputText = z.infer<typeof outputText>

const outputMessage = z
  .object({
    type: z.literal('message'),
    id: z.string(),
    status: itemStatus,
    role: z.literal('assistant'),
    content: z.array(outputText),
  })
  .meta({ id: 'ResponseOutputMessage' })
const outputCall = z
  .object({
    type: z.literal('function_call'),
    id: z.string(),
    status: itemStatus,
    call_id: z.string().meta({ description: 'What its function_call_output names.' }),
    name: z.string(),
    arguments: z.string().meta({ description: 'JSON, as text.' }),
  })
  .meta({ id: 'ResponseOutputCall' })
export const outputItem = z.discriminatedUnion('type', [outputMessage, outputCall])
export type OutputItem = z.infer<typeof outputItem>
export type OutputMessage = z.infer<typeof outputMessage>
export type OutputCall = z.infer<typeof outputCall>

const usage = z.object({
  input_tokens: z.number().int(),
  input_tokens_details: z.object({
    cached_tokens: z.number().int().meta({ description: 'Tokens that were not run: an earlier prompt began alike.' }),
    cache_write_tokens: z.number().int(),
  }),
  output_tokens: z.number().int(),
  output_tokens_details: z.object({ reasoning_tokens: z.number().int() }),
  total_tokens: z.number().int(),
})

const tool = z.object({
  type: z.literal('function'),
  name: z.string(),
  description: z.string().nullable(),
  parameters: z.record(z.string(), z.unknown()).nullable(),
  strict: z.boolean(),
})

export const responseStatus = z.enum(['queued', 'in_progress', 'completed', 'incomplete', 'failed', 'cancelled'])

export const response = z
  .object({
    id: z.string().meta({ example: 'resp_a_0123…' }),
    object: z.literal('response'),
    created_at: unixSeconds,
    completed_at: unixSeconds.nullable(),
    status: responseStatus,
    background: z.boolean(),
    error: z
      .object({ code: z.literal('server_error'), message: z.string(), type: z.string() })
      .nullable()
      .meta({ description: '`type` is the code of the same error elsewhere in this API.' }),
    incomplete_details: z.object({ reason: z.literal('max_output_tokens') }).nullable(),
    instructions: z.string().nullable(),
    max_output_tokens: z.number().int().nullable(),
    max_tool_calls: z.null(),
    metadata: metadata,
    model: z.string(),
    output: z.array(outputItem),
    parallel_tool_calls: z.boolean(),
    previous_response_id: z.string().nullable(),
    reasoning: z.object({ effort: z.null(), summary: z.null() }),
    safety_identifier: z.string().nullable(),
    service_tier: z.literal('default'),
    store: z.boolean().meta({ description: 'Whether it is kept, and can be fetched by its id.' }),
    temperature: z.number(),
    text: z.object({ format: textFormat, verbosity: z.literal('medium') }),
    tool_choice: responseToolChoice,
    tools: z.array(tool),
    top_logprobs: z.number().int(),
    top_p: z.number(),
    truncation: z.literal('disabled'),
    usage: usage.nullable(),
    user: z.string().nullable(),
    attune: z.union([receipt, z.object({ generation: z.string() })]).meta({
      description: 'The receipt; until it is made, the generation that PATCH /v1/generations/{id} steers.',
    }),
  })
  .meta({ id: 'Response' })
export type ResponseObject = z.infer<typeof response>

/** What a response says again of its request, and what is known of it from the beginning. */
export type ResponseFacts = Omit<
  ResponseObject,
  'completed_at' | 'status' | 'error' | 'incomplete_details' | 'output' | 'usage' | 'attune'
>

const numbered = { sequence_number: z.number().int().meta({ description: 'From 0; a stream is resumed after one.' }) }
const ofItem = { ...numbered, output_index: z.number().int(), item_id: z.string() }
const ofPart = { ...ofItem, content_index: z.literal(0) }

const whole = <Type extends string>(type: Type) => z.object({ type: z.literal(type), ...numbered, response })
export const responseEvent = z
  .discriminatedUnion('type', [
    whole('response.created'),
    whole('response.queued'),
    whole('response.in_progress'),
    z.object({
      type: z.literal('response.output_item.added'),
      ...numbered,
      output_index: z.number().int(),
      item: outputItem,
    }),
    z.object({ type: z.literal('response.content_part.added'), ...ofPart, part: outputText }),
    z.object({
      type: z.literal('response.output_text.delta'),
      ...ofPart,
      delta: z.string(),
      logprobs: z.array(tokenLogprob),
    }),
    z.object({
      type: z.literal('response.output_text.done'),
      ...ofPart,
      text: z.string(),
      logprobs: z.array(tokenLogprob),
    }),
    z.object({ type: z.literal('response.content_part.done'), ...ofPart, part: outputText }),
    z.object({ type: z.literal('response.function_call_arguments.delta'), ...ofItem, delta: z.string() }),
    z.object({
      type: z.literal('response.function_call_arguments.done'),
      ...ofItem,
      name: z.string(),
      arguments: z.string(),
    }),
    z.object({
      type: z.literal('response.output_item.done'),
      ...numbered,
      output_index: z.number().int(),
      item: outputItem,
    }),
    whole('response.completed'),
    whole('response.incomplete'),
    whole('response.failed'),
  ])
  .meta({ id: 'ResponseEvent', description: 'One `data:` line; its `event:` line has the type.' })
export type ResponseEvent = z.infer<typeof responseEvent>
