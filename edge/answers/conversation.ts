/** Items of OpenAI's responses API → the messages that a worker's chat template takes; and back, as they are listed. */
import type { ChatTurn } from '../../shared/wire/chat.ts'
import { toPlainMessage } from '../../shared/wire/message.ts'
import type { Content, InputItem } from '../wire/responses/input.ts'
import type { OutputItem } from '../wire/responses/response.ts'

/** An item that is kept, under a name of its own. */
export type KeptItem = InputItem & { id: string }

/** @param random makes the name of an item that has none */
export function named(input: string | readonly InputItem[], random: () => string): KeptItem[] {
  const items: readonly InputItem[] =
    typeof input === 'string' ? [{ type: 'message', role: 'user', content: input }] : input
  return items.map((item) => ({ ...item, id: item.id || `${PREFIX[item.type]}_${random()}` }))
}

const PREFIX = { message: 'msg', function_call: 'fc', function_call_output: 'fco' } as const

/** What an answer said, as an item of what is asked next. */
export function toInput(item: OutputItem): KeptItem {
  if (item.type === 'function_call') return item
  const content = item.content.map(({ text }) => ({ type: 'output_text' as const, text }))
  return { type: 'message', id: item.id, role: 'assistant', status: item.status, content }
}

/** What the assistant says and calls in one go is one message. */
export function toMessages(items: readonly InputItem[]): ChatTurn[] {
  const turns: ChatTurn[] = []
  for (const item of items) {
    switch (item.type) {
      case 'message':
        turns.push(toPlainMessage({ role: item.role, content: plain(item.content) }))
        break
      case 'function_call': {
        const { call_id: id, name, arguments: given } = item
        const call = { id, type: 'function' as const, function: { name, arguments: given } }
        const last = turns.at(-1)
        if (last?.role === 'assistant') last.tool_calls = [...(last.tool_calls ?? []), call]
        else turns.push({ role: 'assistant', content: '', tool_calls: [call] })
        break
      }
      case 'function_call_output':
        turns.push(toPlainMessage({ role: 'tool', tool_call_id: item.call_id, content: plain(item.output) }))
    }
  }
  return turns
}

function plain(content: Content): Parameters<typeof toPlainMessage>[0]['content'] {
  if (typeof content === 'string') return content
  return content.map((part) =>
    part.type === 'refusal' ? { type: 'refusal', refusal: part.refusal } : { type: 'text', text: part.text },
  )
}

/** As the API lists them: texts as parts, whichever way they were written. */
export function shown(item: KeptItem): object {
  if (item.type === 'function_call_output') return { status: 'completed', ...withoutNulls(item) }
  if (item.type === 'function_call') return { status: 'completed', ...withoutNulls(item) }
  const type = item.role === 'assistant' ? 'output_text' : 'input_text'
  const content = typeof item.content === 'string' ? [{ type, text: item.content }] : item.content
  return { status: 'completed', ...withoutNulls(item), content: content.map(withAnnotations) }
}

const withAnnotations = (part: { type: string }) => (part.type === 'output_text' ? { annotations: [], ...part } : part)

const withoutNulls = <Item extends object>(item: Item): Item =>
  Object.fromEntries(Object.entries(item).filter(([, value]) => value !== null && value !== undefined)) as Item
