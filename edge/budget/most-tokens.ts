/**
 * The most tokens that an answer can take, before it is made: what is held for it. No token is shorter than a byte, and a
 * chat template adds little to each message; prompts of English take about a quarter of that, and the rest comes back when
 * the answer ends.
 */
import type { ChatRequest } from '../../shared/wire/chat.ts'

/** What a template writes around a message, and before and after all. */
const PER_MESSAGE = 16
const PER_CHAT = 64

type Asked = Pick<ChatRequest, 'messages' | 'max_tokens' | 'max_completion_tokens' | 'n'>

/**
 * @param text the request as it was sent, which has all that the prompt is made of
 * @param context tokens of prompt and answer together that the model takes
 */
export function mostTokens(request: Asked, text: string, context: number): number {
  const choices = request.n ?? 1
  const asked = request.max_completion_tokens ?? request.max_tokens ?? context
  const longestPrompt = new TextEncoder().encode(text).length + PER_MESSAGE * request.messages.length + PER_CHAT
  // A prompt that leaves room for all that was asked costs most: a longer one costs each choice what it adds.
  const prompt = Math.min(longestPrompt, Math.max(1, context - asked))
  return prompt + choices * Math.min(asked, context - prompt)
}
