/** What gives an answer a structure, as OpenAI's API has it: its format, and the tools it may call. */
import { z } from 'zod'
import { isRecord, parseExact } from '../exact-json.ts'
import { listOf } from './bounds.ts'
import { strictObject } from './strict.ts'

/** Of JSON that is passed on as it is: much of what handles it recurses. */
const MAX_DEPTH = 100
/** OpenAI's. */
export const MAX_TOOLS = 128
const MAX_CALLS = 128

const SCHEMA_EXPECTED = 'a JSON schema, that is an object, is expected'
const jsonSchema = z
  .record(z.string(), z.unknown(), SCHEMA_EXPECTED)
  .refine((schema) => !isDeeper(schema, MAX_DEPTH), `a schema is nested at most ${MAX_DEPTH} deep`)

/**
 * A schema between edge and worker: the very text of the request, since what JSON.parse makes of it may have other numbers
 * and another order.
 */
const schemaText = z.string(SCHEMA_EXPECTED).refine((text) => parseArguments(text || 'null') !== null, SCHEMA_EXPECTED)

const NAME = /^[a-zA-Z0-9_-]{1,64}$/
const NAME_EXPECTED = 'a name of 1 to 64 letters, digits, _ and - is expected'
const name = z.string(NAME_EXPECTED).regex(NAME, NAME_EXPECTED)

export { name as toolName }

export const shownSchema = jsonSchema.meta({
  description: 'JSON Schema, draft 2020-12. What cannot be enforced is refused.',
})

const schemaFormat = strictObject({
  type: z.literal('json_schema'),
  json_schema: strictObject(
    {
      name,
      description: z.string().nullish(),
      schema: shownSchema,
      strict: z
        .boolean()
        .nullish()
        .meta({
          description:
            'Schemas are always enforced. With strict: true, one that is looser than strict ones may be is refused: ' +
            'every object must require all of its properties and have additionalProperties: false.',
        }),
    },
    { expected: 'json_schema is {name, schema}' },
  ),
})

const FORMAT_EXPECTED =
  'one of {type: "text"}, {type: "json_object"} and {type: "json_schema", json_schema: {name, schema}} is expected'
export const responseFormat = z
  .discriminatedUnion(
    'type',
    [
      strictObject({ type: z.literal('text') }),
      strictObject({
        type: z.literal('json_object'),
        schema: shownSchema.optional().meta({ description: "Other servers' way to ask for a schema." }),
      }),
      schemaFormat,
    ],
    { error: FORMAT_EXPECTED },
  )
  .meta({
    description: 'The form of the answer. It cannot but have it, unless max_tokens or a stop string ends it before.',
  })
export type ResponseFormat = z.infer<typeof responseFormat>

/** vLLM's ways to ask for a schema: as a value, or as its text. */
export const guidedJson = z.union([jsonSchema, schemaText], { error: SCHEMA_EXPECTED })

/** The form of an answer between edge and worker. `place`: where its schema stands in the request. */
export const answerFormat = z.discriminatedUnion(
  'type',
  [
    z.strictObject({ type: z.literal('text') }),
    z.strictObject({ type: z.literal('json_object') }),
    z.strictObject({ type: z.literal('json_schema'), schema: schemaText, strict: z.boolean(), place: z.string() }),
  ],
  FORMAT_EXPECTED,
)
export type AnswerFormat = z.infer<typeof answerFormat>

const strict = z
  .boolean()
  .nullish()
  .meta({
    description:
      'true: arguments always fit `parameters`. Otherwise they do where a call is asked for (tool_choice), and are ' +
      'any JSON object where the model chooses to call.',
  })
const OBJECT_EXPECTED = 'a schema of type object is expected'
const isOfObject = ({ type }: Record<string, unknown>) => type === undefined || type === 'object'
const functionType = z.literal('function', 'function is the only type of tool')
/** Of others, for their caches: it changes no answer. */
const cacheControl = z.unknown().optional()

const functionTool = strictObject({
  type: functionType,
  function: strictObject({
    name,
    description: z.string().nullish(),
    parameters: jsonSchema
      .refine(isOfObject, OBJECT_EXPECTED)
      .nullish()
      .meta({ description: 'The schema of its arguments; without one it takes none.' }),
    strict,
  }),
  cache_control: cacheControl,
})

/** As it travels between edge and worker. */
const forwardedTool = z.strictObject({
  type: functionType,
  function: z.strictObject({
    name,
    description: z.string().nullish(),
    parameters: schemaText.refine((text) => isOfObject(parseArguments(text) ?? {}), OBJECT_EXPECTED).nullish(),
    strict,
  }),
})
export type Tool = z.infer<typeof forwardedTool>

const listOfTools = <Item extends z.ZodType<{ function: { name: string } }>>(item: Item) =>
  listOf(item, 0, MAX_TOOLS).refine(
    (list) => new Set(list.map((tool) => tool.function.name)).size === list.length,
    'each tool has a name of its own',
  )
export const tools = listOfTools(functionTool)
export const forwardedTools = listOfTools(forwardedTool)

const namedTool = strictObject({ type: z.literal('function'), function: strictObject({ name }) }).meta({
  id: 'NamedTool',
})
const allowedTools = strictObject({
  type: z.literal('allowed_tools'),
  allowed_tools: strictObject({ mode: z.enum(['auto', 'required']), tools: listOf(namedTool, 1, MAX_TOOLS) }),
})
export const toolChoice = z
  .union([z.enum(['none', 'auto', 'required']), namedTool, allowedTools], {
    error:
      'tool_choice is none, auto, required, {type: "function", function: {name}} or {type: "allowed_tools", ' +
      'allowed_tools: {mode, tools}}',
  })
  .meta({
    description:
      'auto: the model may call tools. required: it calls at least one. A function: it calls that one, once. none: no ' +
      'calls. allowed_tools: as its mode says, with those tools alone.',
  })
export type ToolChoice = z.infer<typeof toolChoice>

/** Whether a call is asked for, rather than left to the model. */
export function isForced(choice: ToolChoice): boolean {
  if (typeof choice !== 'object') return choice === 'required'
  return choice.type === 'function' || choice.allowed_tools.mode === 'required'
}

/** The functions that a choice names; null: any. */
export function namesIn(choice: ToolChoice): string[] | null {
  if (typeof choice !== 'object') return null
  const named = choice.type === 'function' ? [choice] : choice.allowed_tools.tools
  return named.map((tool) => tool.function.name)
}

/** A call of the history. It may be another model's, and it may have been cut: it is taken as it is. */
export const toolCall = z
  .object({
    id: z.string().min(1).max(256),
    type: z.literal('function'),
    function: z.object({ name, arguments: z.string().meta({ description: 'JSON, as text.' }) }),
  })
  .meta({ id: 'ToolCall' })
export type ToolCall = z.infer<typeof toolCall>
export const toolCalls = listOf(toolCall, 0, MAX_CALLS)

/**
 * A call's arguments as a value, exactly as they are written; null where the text is not an object's, as where the call was
 * cut. No text stands for no arguments.
 */
export function parseArguments(text: string): Record<string, unknown> | null {
  if (text === '') return {}
  const value = parsed(text)
  return isRecord(value) && !isDeeper(value, MAX_DEPTH) ? value : null
}

/** undefined where it is not JSON. */
function parsed(text: string): unknown {
  try {
    return parseExact(text)
  } catch {
    return undefined
  }
}

/** The rules that tie the fields of a request together; null where they hold, else the field and what is wrong. */
export function toolProblem(
  list: readonly { function: { name: string } }[],
  choice: ToolChoice | null | undefined,
): { param: string; problem: string } | null {
  if (!choice || choice === 'none' || choice === 'auto') return null
  const wrong = (problem: string) => ({ param: 'tool_choice', problem })
  if (list.length === 0) return wrong('a call is asked for, and there are no tools')
  const names = list.map((tool) => tool.function.name)
  const missing = namesIn(choice)?.find((wanted) => !names.includes(wanted))
  return missing === undefined ? null : wrong(`there is no tool '${missing}'; there are ${names.join(', ')}`)
}

/** Level by level: depth must not become recursion here either. */
function isDeeper(value: unknown, most: number): boolean {
  let level = [value]
  for (let depth = 0; level.length > 0; depth++) {
    const inner = level.flatMap((one) => (Array.isArray(one) || isRecord(one) ? Object.values(one) : []))
    if (depth >= most && inner.length > 0) return true
    level = inner
  }
  return false
}
