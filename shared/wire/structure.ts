/** What gives an answer a structure, as OpenAI's API has it: its format, and the tools it may call. */
import { z } from 'zod'
import { listOf } from './bounds.ts'

/** Of JSON that is passed on as it is: much of what handles it recurses. */
const MAX_DEPTH = 100
/** OpenAI's. */
const MAX_TOOLS = 128
const MAX_CALLS = 128

const jsonSchema = z
  .record(z.string(), z.unknown(), 'a JSON schema, that is an object, is expected')
  .refine((schema) => !isDeeper(schema, MAX_DEPTH), `a schema is nested at most ${MAX_DEPTH} deep`)

const NAME = /^[a-zA-Z0-9_-]{1,64}$/
const NAME_EXPECTED = 'a name of 1 to 64 letters, digits, _ and - is expected'
const name = z.string(NAME_EXPECTED).regex(NAME, NAME_EXPECTED)

const schemaFormat = z.object({
  type: z.literal('json_schema'),
  json_schema: z.object(
    {
      name,
      description: z.string().nullish(),
      schema: jsonSchema.meta({ description: 'JSON Schema, draft 2020-12. What cannot be enforced is refused.' }),
      strict: z
        .boolean()
        .nullish()
        .meta({
          description:
            'Schemas are always enforced. With strict: true, one that is looser than strict ones may be is refused: ' +
            'every object must require all of its properties and have additionalProperties: false.',
        }),
    },
    'json_schema is {name, schema}',
  ),
})

export const responseFormat = z
  .discriminatedUnion(
    'type',
    [z.object({ type: z.literal('text') }), z.object({ type: z.literal('json_object') }), schemaFormat],
    {
      error:
        'one of {type: "text"}, {type: "json_object"} and {type: "json_schema", json_schema: {name, schema}} is expected',
    },
  )
  .meta({
    description: 'The form of the answer. It cannot but have it, unless max_tokens or a stop string ends it before.',
  })
export type ResponseFormat = z.infer<typeof responseFormat>

const functionTool = z.object({
  type: z.literal('function', 'function is the only type of tool'),
  function: z.object({
    name,
    description: z.string().nullish(),
    parameters: jsonSchema
      .refine(({ type }) => type === undefined || type === 'object', 'a schema of type object is expected')
      .nullish()
      .meta({ description: 'The schema of its arguments; without one it takes none.' }),
    strict: z
      .boolean()
      .nullish()
      .meta({
        description:
          'true: arguments always fit `parameters`. Otherwise they do where a call is asked for (tool_choice), and are ' +
          'any JSON object where the model chooses to call.',
      }),
  }),
})
export type Tool = z.infer<typeof functionTool>

export const tools = listOf(functionTool, 0, MAX_TOOLS).refine(
  (list) => new Set(list.map((tool) => tool.function.name)).size === list.length,
  'each tool has a name of its own',
)

const namedTool = z.object({ type: z.literal('function'), function: z.object({ name }) })
export const toolChoice = z
  .union([z.enum(['none', 'auto', 'required']), namedTool], {
    error: 'tool_choice is none, auto, required or {type: "function", function: {name}}',
  })
  .meta({
    description:
      'auto: the model may call tools. required: it calls at least one. A function: it calls that one, once. none: no calls.',
  })
export type ToolChoice = z.infer<typeof toolChoice>

/** Whether a call is asked for, rather than left to the model. */
export const isForced = (choice: ToolChoice): boolean => choice === 'required' || typeof choice === 'object'

export const toolCall = z.object({
  id: z.string().min(1).max(256),
  type: z.literal('function'),
  function: z.object({
    name,
    arguments: z
      .string()
      .refine((text) => parseArguments(text) !== null, 'a JSON object, as text, is expected')
      .meta({ description: 'JSON, as text.' }),
  }),
})
export type ToolCall = z.infer<typeof toolCall>
export const toolCalls = listOf(toolCall, 1, MAX_CALLS)

/** A call's arguments as a value; null where the text is not one of an object. No text stands for no arguments. */
export function parseArguments(text: string): Record<string, unknown> | null {
  if (text === '') return {}
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject && !isDeeper(value, MAX_DEPTH) ? (value as Record<string, unknown>) : null
}

/** The rules that tie the fields of a request together; null where they hold, else the field and what is wrong. */
export function toolProblem(
  list: readonly Tool[],
  choice: ToolChoice | null | undefined,
): { param: string; problem: string } | null {
  if (!choice || !isForced(choice)) return null
  if (list.length === 0) return { param: 'tool_choice', problem: 'a call is asked for, and there are no tools' }
  if (typeof choice !== 'object' || list.some((tool) => tool.function.name === choice.function.name)) return null
  const names = list.map((tool) => tool.function.name).join(', ')
  return { param: 'tool_choice', problem: `there is no tool '${choice.function.name}'; there are ${names}` }
}

/** Level by level: depth must not become recursion here either. */
function isDeeper(value: unknown, most: number): boolean {
  let level = [value]
  for (let depth = 0; level.length > 0; depth++) {
    const inner = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []))
    if (depth >= most && inner.length > 0) return true
    level = inner
  }
  return false
}
