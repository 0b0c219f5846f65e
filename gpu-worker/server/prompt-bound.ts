/**
 * Refuses chats that cannot fit before they are tokenised: that work grows with the text and blocks everybody else's
 * answer while it runs.
 */
import { ApiError } from '../../shared/errors.ts'
import type { ChatMessage } from '../../shared/wire/chat.ts'
import type { Tokenizer } from '../model/tokenizer.ts'

export type PromptBound = (messages: readonly ChatMessage[]) => void

/** @returns a function that throws ApiError 400, naming both lengths. `context` is in tokens. */
export function promptBound(tokenizer: Tokenizer, context: number): PromptBound {
  const longest = longestToken(tokenizer)
  const max = context - 1
  return (messages) => {
    // No text has fewer tokens than if all were the longest; and every message has one, be it for its role.
    const least = messages.reduce((sum, { content }) => sum + Math.max(1, Math.floor(utf8Length(content) / longest)), 0)
    if (least <= max) return
    throw new ApiError(
      400,
      'context_length_exceeded',
      `the prompt has ${least} tokens or more; ${max} fit, with one left for the answer`,
      { param: 'messages', details: { tokens: least, max } },
    )
  }
}

/** In bytes. */
function longestToken(tokenizer: Tokenizer): number {
  let longest = 1
  for (let id = 0; id < tokenizer.size; id++) longest = Math.max(longest, tokenizer.bytesOf(id).length)
  return longest
}

const utf8Length = (text: string) => Buffer.byteLength(text, 'utf8')
