/** Whether a chat becomes tokens faster than another thread could be asked to do it: in a few milliseconds at the most. */
import type { Chat } from './messages.ts'

/** Characters; text of the worst kind takes some ten microseconds each. */
const SMALL = 2048
/** What a message costs beside its text, in characters. */
const OF_MESSAGE = 32

export function isSmall({ messages, tools }: Chat): boolean {
  let size = 0
  for (const { content, tool_calls = [] } of messages) {
    size += OF_MESSAGE + content.length
    for (const { function: called } of tool_calls) size += OF_MESSAGE + called.arguments.length
    if (size > SMALL) return false
  }
  return tools.length === 0 || size + JSON.stringify(tools).length <= SMALL
}
