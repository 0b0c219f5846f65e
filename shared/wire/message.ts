/** A message of a chat as clients send it: OpenAI's, and what clients send back of answers that they were given. */
import { z } from 'zod'
import { textOf } from './bounds.ts'
import type { ChatTurn } from './chat.ts'
import { strictObject } from './strict.ts'
import { toolCalls } from './structure.ts'

/** Of others, for their caches: it changes no answer. */
const cacheMark = z.unknown().optional()

/** OpenAI allows text as a list of parts; pictures and sound are not for this model. */
const PARTS_EXPECTED = 'only text parts are supported'
const part = z.discriminatedUnion(
  'type',
  [
    strictObject({
      type: z.literal('text'),
      text: z.string(),
      cache_control: cacheMark,
      prompt_cache_breakpoint: cacheMark,
    }).meta({ id: 'TextPart' }),
    strictObject({ type: z.literal('refusal'), refusal: z.string() }),
  ],
  PARTS_EXPECTED,
)
const CONTENT_EXPECTED = 'content is a string or a list of {type: "text", text}'
const content = z.union([z.string(), z.array(part, PARTS_EXPECTED)], { error: CONTENT_EXPECTED })

/** What answers have beside their content: clients send it back, and templates have no use for it. */
const OF_ANSWERS = {
  annotations: z.unknown().optional(),
  parsed: z.unknown().optional(),
  reasoning: z.unknown().optional(),
  reasoning_content: z.unknown().optional(),
  provider_specific_fields: z.unknown().optional(),
  audio: z.null('answers are text alone').optional(),
  function_call: z.null('function_call is not supported; use tool_calls').optional(),
  cache_control: cacheMark,
}

export const chatMessage = strictObject({
  role: z.enum(['system', 'user', 'assistant', 'developer', 'tool'], {
    error: 'role is one of system, developer, user, assistant and tool',
  }),
  content: content.nullish().meta({ description: 'May be missing beside tool_calls or a refusal only.' }),
  name: textOf(0, 256).nullish().meta({ description: 'Who speaks, for chat templates that show it.' }),
  tool_calls: toolCalls.nullish().meta({
    description:
      "What the assistant called; the tools' messages answer. Taken as it is, with arguments that were cut as well.",
  }),
  tool_call_id: z.string().min(1).max(256).nullish().meta({ description: "Which call a tool's message answers." }),
  refusal: z.string().nullish().meta({ description: 'What the assistant said instead of its content.' }),
  ...OF_ANSWERS,
})
  .superRefine(({ role, content, tool_calls, tool_call_id, refusal }, { addIssue }) => {
    const wrong = (field: string, message: string) => addIssue({ code: 'custom', path: [field], message })
    const hasCalls = (tool_calls ?? []).length > 0
    if (content === undefined || content === null) {
      if (!hasCalls && typeof refusal !== 'string') wrong('content', CONTENT_EXPECTED)
    }
    if (hasCalls && role !== 'assistant') wrong('tool_calls', 'only messages of the assistant have calls')
    if (role === 'tool' && !tool_call_id) wrong('tool_call_id', 'the id of the call that it answers is expected')
  })
  .meta({ id: 'AskedMessage' })
export type AskedMessage = z.infer<typeof chatMessage>

/** Parts joined, `developer` read as `system`: what templates understand. */
export function toPlainMessage({ role, content, name, tool_calls, tool_call_id, refusal }: AskedMessage): ChatTurn {
  return {
    role: role === 'developer' ? 'system' : role,
    content: joined(content ?? refusal ?? ''),
    ...(name && { name }),
    ...(tool_calls?.length && { tool_calls }),
    ...(role === 'tool' && tool_call_id && { tool_call_id }),
  }
}

/** Parts are pieces of their own: a new line keeps them apart where no white space does. */
function joined(content: NonNullable<AskedMessage['content']>): string {
  if (typeof content === 'string') return content
  const texts = content.map((part) => (part.type === 'text' ? part.text : part.refusal)).filter((text) => text !== '')
  return texts.reduce((all, text) => all + (all === '' || /\s$/.test(all) || /^\s/.test(text) ? '' : '\n') + text, '')
}
