/** What is said to the model in OpenAI's responses API: items, as clients write them and as answers give them. */
import { z } from 'zod'
import { listOf } from '../../../shared/wire/bounds.ts'
import { strictObject } from '../../../shared/wire/strict.ts'
import { toolName } from '../../../shared/wire/structure.ts'

/** Of a list, what is wrong with which of its items. */
function textOrList<Item extends z.ZodType>(list: z.ZodArray<Item>, expected: string) {
  return z.union([z.string(), list], {
    error: ({ input, errors }) => {
      const [found] = (Array.isArray(input) && (errors as z.core.$ZodIssue[][])[1]) || []
      return found ? [...found.path, found.message].map(String).join(': ') : expected
    },
  })
}

/** What answers have beside what was said: it is sent back with them, and has no use here. */
const ofAnswers = z.unknown().optional()

const PARTS_EXPECTED = 'only text parts are supported: {type: "input_text", text}'
const part = z.discriminatedUnion(
  'type',
  [
    strictObject({ type: z.literal('input_text'), text: z.string(), prompt_cache_breakpoint: ofAnswers }),
    strictObject({ type: z.literal('output_text'), text: z.string(), annotations: ofAnswers, logprobs: ofAnswers }),
    strictObject({ type: z.literal('refusal'), refusal: z.string() }),
  ],
  PARTS_EXPECTED,
)
const content = textOrList(z.array(part, PARTS_EXPECTED), 'content is a string or a list of {type: "input_text", text}')
export type Content = z.infer<typeof content>

const id = z.string().max(256).nullish()
const status = z.enum(['in_progress', 'completed', 'incomplete']).nullish()
const callId = z.string().min(1).max(256)

const message = strictObject({
  type: z.literal('message'),
  role: z.enum(['user', 'assistant', 'system', 'developer'], {
    error: 'role is one of user, assistant, system and developer',
  }),
  content,
  id,
  status,
  phase: ofAnswers,
}).meta({ id: 'ResponseInputMessage' })

/** A call of the history. It may be another model's, and it may have been cut: it is taken as it is. */
const functionCall = strictObject({
  type: z.literal('function_call'),
  call_id: callId,
  name: toolName,
  arguments: z.string().meta({ description: 'JSON, as text.' }),
  id,
  status,
}).meta({ id: 'ResponseInputCall' })

const functionCallOutput = strictObject({
  type: z.literal('function_call_output'),
  call_id: callId,
  output: content,
  id,
  status,
}).meta({ id: 'ResponseInputCallOutput' })

const ITEM_EXPECTED =
  'an item is a message {role, content}, {type: "function_call", call_id, name, arguments} or {type: ' +
  '"function_call_output", call_id, output}'

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A message may leave its type out. */
export const inputItem = z.preprocess(
  (item) => (isRecord(item) && item.type === undefined ? { ...item, type: 'message' } : item),
  z.discriminatedUnion('type', [message, functionCall, functionCallOutput], ITEM_EXPECTED),
)
export type InputItem = z.infer<typeof inputItem>

const MAX_ITEMS = 1024

export const input = textOrList(
  listOf(inputItem, 0, MAX_ITEMS),
  `input is a string or a list of at most ${MAX_ITEMS} items; ${ITEM_EXPECTED}`,
)
