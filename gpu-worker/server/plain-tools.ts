/**
 * Chats with tools for a model whose chat template has none: the tools are described in the system message, calls and
 * their results become text. What such a model makes of it is its own; that a call has its form, the grammar sees to.
 */
import { writeExact } from '../../shared/exact-json.ts'
import type { ChatMessage, ChatTurn } from '../../shared/wire/chat.ts'
import { parseArguments, type Tool } from '../../shared/wire/structure.ts'
import { PLAIN_SYNTAX } from '../model/tool-syntax.ts'

/** `tools`: those to be told of. */
export function withoutTools(messages: readonly ChatTurn[], tools: readonly Tool[]): ChatMessage[] {
  const names = namesOfCalls(messages)
  const plain = messages.map((message) => toPlain(message, names))
  if (tools.length === 0) return plain
  const description = describe(tools)
  const [first, ...rest] = plain
  if (first?.role !== 'system') return [{ role: 'system', content: description }, ...plain]
  return [{ role: 'system', content: `${first.content}\n\n${description}` }, ...rest]
}

/** The function that was called, by the call's id. */
export const namesOfCalls = (messages: readonly ChatTurn[]): ReadonlyMap<string, string> =>
  new Map(messages.flatMap(({ tool_calls = [] }) => tool_calls.map((call) => [call.id, call.function.name])))

function toPlain(
  { role, content, tool_calls, tool_call_id, name }: ChatTurn,
  names: ReadonlyMap<string, string>,
): ChatMessage {
  if (role === 'tool') {
    const called = names.get(tool_call_id ?? '') ?? name
    return { role: 'user', content: `Result${called === undefined ? '' : ` of ${called}`}: ${content}` }
  }
  const speaker = name === undefined ? {} : { name }
  if (!tool_calls) return { role, content, ...speaker }
  const { open, middle, close } = PLAIN_SYNTAX
  const calls = tool_calls.map(
    ({ function: { name, arguments: given } }) => open + name + middle + (given || '{}') + close,
  )
  return { role, content: [content, ...calls].filter((text) => text !== '').join('\n'), ...speaker }
}

function describe(tools: readonly Tool[]): string {
  const { open, middle, close } = PLAIN_SYNTAX
  const list = tools.map(({ function: { name, description, parameters } }) =>
    writeExact({
      name,
      ...(description && { description }),
      ...(parameters && { parameters: parseArguments(parameters) }),
    }),
  )
  return `You can call these functions:\n${list.join('\n')}\nCall one like this: ${open}NAME${middle}{...}${close}`
}
