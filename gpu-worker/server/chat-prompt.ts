/** A chat, with its tools and the calls in it, as the tokens that the model goes on from. */
import { createHash } from 'node:crypto'
import type { ChatTurn } from '../../shared/wire/chat.ts'
import type { GenerateRequest } from '../../shared/wire/generate.ts'
import { parseArguments, type Tool } from '../../shared/wire/structure.ts'
import type { ChatTemplate, ChatTemplateMessage } from '../model/chat-template.ts'
import { namesOfCalls, withoutTools } from './plain-tools.ts'

/** Tools that may not be called are not shown: the model would call them in words. */
export function chatPrompt(
  { messages, tools, tool_choice }: Pick<GenerateRequest, 'messages' | 'tools' | 'tool_choice'>,
  template: ChatTemplate,
): number[] {
  const shown = tool_choice === 'none' ? [] : tools
  const { toolSyntax } = template
  if (toolSyntax === null) return template.encode(withoutTools(messages, shown))
  const names = namesOfCalls(messages)
  const turns = messages.map((message) => toTemplate(message, names, toolSyntax.idLength))
  return template.encode(turns, { tools: shown.map(describe) })
}

function toTemplate(
  { role, content, tool_calls, tool_call_id, name: speaker }: ChatTurn,
  names: ReadonlyMap<string, string>,
  idLength: number | null,
): ChatTemplateMessage {
  const idOf = (id: string) => (idLength === null ? id : shortId(id, idLength))
  const calls = tool_calls?.map(({ id, type, function: { name, arguments: given } }) => {
    return { id: idOf(id), type, function: { name, arguments: parseArguments(given) ?? given } }
  })
  const name = names.get(tool_call_id ?? '') ?? speaker
  return {
    role,
    content,
    ...(calls && { tool_calls: calls }),
    ...(tool_call_id !== undefined && { tool_call_id: idOf(tool_call_id) }),
    ...(name !== undefined && { name }),
  }
}

/** Ids mean nothing but that they are equal, so any of the right length will do. */
const shortId = (id: string, length: number): string => createHash('sha256').update(id).digest('hex').slice(0, length)

/** As templates know tools: of ours, they would show every field. */
function describe({ type, function: { name, description, parameters } }: Tool) {
  return {
    type,
    function: {
      name,
      ...(description && { description }),
      parameters: parameters ? parseArguments(parameters) : { type: 'object', properties: {} },
    },
  }
}
