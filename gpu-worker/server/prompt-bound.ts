/**
 * Refuses prompts that cannot fit before they are tokenised: that work grows with the text and blocks everybody else's
 * answer while it runs.
 */
import { ApiError } from '../../shared/errors.ts'
import type { Tokenizer } from '../model/tokenizer.ts'
import type { Prompt } from './prompt.ts'

/** Of a text or its tokens, or of a chat and its tools. */
export type PromptBound = (request: Prompt) => void

/**
 * Bytes of a token that are taken for possible. Text has three to five on average; vocabularies hold a few tokens of eighty
 * spaces or signs alike, and a flood of those would be tokenised for a second before it is refused.
 */
const BYTES_OF_TOKEN = 16

/** @returns a function that throws ApiError 400, naming both lengths. `context` is in tokens. */
export function promptBound(tokenizer: Tokenizer, context: number): PromptBound {
  const longest = Math.min(longestToken(tokenizer), BYTES_OF_TOKEN)
  const max = context - 1
  // No text is taken to have fewer tokens than if all were the longest.
  const tokens = (text: string) => Math.floor(utf8Length(text) / longest)
  const leastOf = (prompt: string | readonly number[]) => (typeof prompt === 'string' ? tokens(prompt) : prompt.length)
  return ({ messages, tools, prompt }) => {
    const calls = messages.flatMap(({ tool_calls = [] }) => tool_calls)
    const described = tools.map(({ function: { name, description, parameters } }) => [name, description, parameters])
    const structured = [...calls.map((call) => call.function.arguments), ...described.flat()]
    // Every message has a token, be it for its role.
    const least =
      leastOf(prompt ?? []) +
      messages.reduce((sum, { content }) => sum + Math.max(1, tokens(content)), 0) +
      structured.reduce((sum, text) => sum + tokens(text ?? ''), 0)
    if (least <= max) return
    throw new ApiError(
      400,
      'context_length_exceeded',
      `the prompt has ${least} tokens or more; ${max} fit, with one left for the answer`,
      { param: prompt === null ? 'messages' : 'prompt', details: { tokens: least, max } },
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
