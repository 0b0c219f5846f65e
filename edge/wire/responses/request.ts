/** `POST /v1/responses`: OpenAI's fields, as far as they can be met here, and Attune's beside them. */
import { z } from 'zod'
import { listOf, textOf, wholeBetween, wholeFrom } from '../../../shared/wire/bounds.ts'
import { deadline, MAX_TOP_LOGPROBS, namedUser, SAMPLING, stop } from '../../../shared/wire/chat.ts'
import { steering } from '../../../shared/wire/steering.ts'
import { mapOf, strictObject } from '../../../shared/wire/strict.ts'
import { MAX_TOOLS, shownSchema, type ToolChoice, toolName, toolProblem } from '../../../shared/wire/structure.ts'
import { input } from './input.ts'

/** OpenAI's bounds. */
const MAX_METADATA = 16
export const metadata = mapOf(textOf(1, 64), textOf(0, 512), 'a name of 1 to 64 characters').refine(
  (all) => Object.keys(all).length <= MAX_METADATA,
  `at most ${MAX_METADATA} names are possible`,
)

export const textFormat = z.discriminatedUnion(
  'type',
  [
    strictObject({ type: z.literal('text') }),
    strictObject({ type: z.literal('json_object') }),
    strictObject({
      type: z.literal('json_schema'),
      name: toolName,
      description: z.string().nullish(),
      schema: shownSchema,
      strict: z.boolean().nullish(),
    }).meta({ id: 'ResponseSchemaFormat' }),
  ],
  'one of {type: "text"}, {type: "json_object"} and {type: "json_schema", name, schema} is expected',
)

const functionTool = strictObject({
  type: z.literal('function', 'function is the only type of tool'),
  name: toolName,
  description: z.string().nullish(),
  parameters: shownSchema
    .refine(({ type }) => type === undefined || type === 'object', 'a schema of type object is expected')
    .nullish(),
  strict: z.boolean().nullish(),
})

const namedTool = strictObject({ type: z.literal('function'), name: toolName })
export const responseToolChoice = z.union(
  [
    z.enum(['none', 'auto', 'required']),
    namedTool,
    strictObject({
      type: z.literal('allowed_tools'),
      mode: z.enum(['auto', 'required']),
      tools: listOf(namedTool, 1, MAX_TOOLS),
    }).meta({ id: 'ResponseAllowedTools' }),
  ],
  {
    error:
      'tool_choice is none, auto, required, {type: "function", name} or {type: "allowed_tools", mode, tools: [{type: ' +
      '"function", name}]}',
  },
)
export type ResponseToolChoice = z.infer<typeof responseToolChoice>

/** As the chat API and the workers have it. */
export function toToolChoice(choice: ResponseToolChoice): ToolChoice {
  if (typeof choice === 'string') return choice
  const named = (name: string) => ({ type: 'function' as const, function: { name } })
  if (choice.type === 'function') return named(choice.name)
  const { mode, tools } = choice
  return { type: 'allowed_tools', allowed_tools: { mode, tools: tools.map(({ name }) => named(name)) } }
}

export const LOGPROBS = 'message.output_text.logprobs'

/** What answers never have is asked for in vain, but is no other answer. */
const include = listOf(
  z.enum(
    [
      LOGPROBS,
      'code_interpreter_call.outputs',
      'computer_call_output.output.image_url',
      'file_search_call.results',
      'message.input_image.image_url',
      'reasoning.encrypted_content',
      'web_search_call.action.sources',
      'web_search_call.results',
    ],
    { error: `there is no such part; ${LOGPROBS} is the one that answers have here` },
  ),
  0,
  16,
)

const taken = z.unknown().optional().meta({ description: 'Taken, without effect.' })
/** Fields of OpenAI's that change no answer here. */
const WITHOUT_EFFECT = {
  max_tool_calls: taken,
  prompt_cache_key: taken,
  prompt_cache_options: taken,
  prompt_cache_retention: taken,
  service_tier: taken,
}

const NO_REASONING = 'the model answers without reasoning first; {effort: "none"} is the only reasoning'
/** Fields of OpenAI's with which an answer would be another one: what says that they are not used is taken. */
const NOT_SUPPORTED = {
  access_programs: z.null('there are no access programs').optional(),
  context_management: z.null('input is never shortened here').optional(),
  conversation: z.null('there are no conversations; use previous_response_id').optional(),
  image: z.null('answers are text alone').optional(),
  moderation: z.null('answers are not moderated here').optional(),
  prompt: z.null('there are no stored prompts; use instructions and input').optional(),
  reasoning: z
    .strictObject({
      effort: z.literal('none', NO_REASONING).nullish(),
      summary: z.null(NO_REASONING).optional(),
      generate_summary: z.null(NO_REASONING).optional(),
    })
    .nullish(),
  truncation: z
    .literal('disabled', 'input is never shortened here; leave out what is too long, or use "disabled"')
    .nullish(),
}

const IN_STEERING = 'it stands inside steering'
const ADVICE = {
  messages: 'use input',
  max_tokens: 'use max_output_tokens',
  max_completion_tokens: 'use max_output_tokens',
  response_format: 'use text: {format}',
  reasoning_effort: 'use reasoning: {effort}',
  verbosity: 'use text: {verbosity}',
  n: 'there is one answer; POST /v1/chat/completions gives several',
  strengths: IN_STEERING,
  scope: IN_STEERING,
  overdrive: IN_STEERING,
  profile: IN_STEERING,
  basis: IN_STEERING,
  live: IN_STEERING,
  explore: IN_STEERING,
}

export const responseRequest = strictObject(
  {
    model: textOf(1, 256).meta({ example: 'smollm2-135m-instruct' }),
    input,
    instructions: z.string().nullish().meta({ description: 'The system message. Not taken over from answers before.' }),
    previous_response_id: textOf(1, 64).nullish().meta({
      description: 'A kept answer that this one goes on from: all that it was asked, and it, come before `input`.',
    }),
    user: namedUser.nullish().meta({ description: 'Whose profile steers the answer.' }),
    safety_identifier: textOf(0, 256).nullish().meta({ description: 'Taken, without effect.' }),
    steering: steering.nullish(),
    stream: z.boolean().nullish(),
    stream_options: strictObject({
      include_obfuscation: z.boolean().nullish().meta({ description: 'Events are never padded.' }),
    }).nullish(),
    background: z
      .boolean()
      .nullish()
      .meta({ description: 'true: the answer is made whether or not anybody waits, and is fetched by its id.' }),
    store: z.boolean().nullish().meta({
      description:
        'false: the answer is kept nowhere, and ends when its client goes. Otherwise it is kept as long as the project says.',
    }),
    metadata: metadata.nullish(),
    max_output_tokens: wholeFrom(1).nullish(),
    deadline_ms: deadline.nullish(),
    stop,
    text: strictObject({
      format: textFormat.nullish(),
      verbosity: z
        .literal('medium', 'how long answers are is not set by a word here; use max_output_tokens, or steering')
        .nullish(),
    }).nullish(),
    tools: listOf(functionTool, 0, MAX_TOOLS)
      .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, 'each tool has a name of its own')
      .nullish(),
    tool_choice: responseToolChoice.nullish(),
    parallel_tool_calls: z.boolean().nullish(),
    include: include.nullish(),
    top_logprobs: wholeBetween(0, MAX_TOP_LOGPROBS).nullish(),
    ...SAMPLING,
    ...WITHOUT_EFFECT,
    ...NOT_SUPPORTED,
  },
  { advice: ADVICE },
)
  .superRefine(({ tools, tool_choice }, { addIssue }) => {
    const functions = (tools ?? []).map(({ name }) => ({ function: { name } }))
    const found = toolProblem(functions, tool_choice && toToolChoice(tool_choice))
    if (found) addIssue({ code: 'custom', path: [found.param], message: found.problem })
  })
  .refine(({ background, store }) => !background || store !== false, {
    path: ['background'],
    error: 'what nobody waits for has to be kept: leave out store: false',
  })
  .meta({ id: 'ResponseRequest' })
export type ResponseRequest = z.infer<typeof responseRequest>
