/** Whether a prompt becomes tokens faster than another thread could be asked to do it: in a few milliseconds at the most. */
import type { Prompt } from '../prompt.ts'

/** Characters; text of the worst kind takes some ten microseconds each. */
const SMALL = 2048
/** What a message costs beside its text, in characters. */
const OF_MESSAGE = 32

export function isSmall({ messages, tools, prompt }: Prompt): boolean {
  let size = typeof prompt === 'string' ? prompt.length : 0
  for (const { content, tool_calls = [] } of messages) {
    size += OF_MESSAGE + content.length
    for (const { function: called } of tool_calls) size += OF_MESSAGE + called.arguments.length
    if (size > SMALL) return false
  }
  return tools.length === 0 ? size <= SMALL : size + JSON.stringify(tools).length <= SMALL
}
