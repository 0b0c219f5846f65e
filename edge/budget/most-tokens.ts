/**
 * The most tokens that an answer can take, before it is made: what is held for it. No token is shorter than a byte, and a
 * chat template adds little to each message; prompts of English take about a quarter of that, and the rest comes back when
 * the answer ends.
 */
import type { GenerateRequest } from '../../shared/wire/generate.ts'

/** What a template writes around a message, and before and after all. */
const PER_MESSAGE = 16
const PER_CHAT = 64

type Asked = Pick<GenerateRequest, 'messages' | 'prompt' | 'tools' | 'max_tokens' | 'n'>

/** @param context tokens of prompt and answer together that the model takes */
export function mostTokens({ messages, prompt, tools, max_tokens, n }: Asked, context: number): number {
  const asked = max_tokens ?? context
  const longestPrompt = longestOf(prompt) ?? bytesOf([messages, tools]) + PER_MESSAGE * messages.length + PER_CHAT
  // A prompt that leaves room for all that was asked costs most: a longer one costs each choice what it adds.
  const read = Math.min(longestPrompt, Math.max(1, context - asked))
  return read + n * Math.min(asked, context - read)
}

/** The most that are read of texts that are only read. */
export const mostRead = (texts: readonly NonNullable<Asked['prompt']>[], context: number): number =>
  texts.reduce((sum, text) => sum + Math.min(longestOf(text)!, context), 0)

/** Of a prompt that is taken as it is, with what begins a text; null where there is none. */
function longestOf(prompt: Asked['prompt']): number | null {
  if (prompt === null) return null
  return 1 + (typeof prompt === 'string' ? new TextEncoder().encode(prompt).length : prompt.length)
}

const bytesOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length
