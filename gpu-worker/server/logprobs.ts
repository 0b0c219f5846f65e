/** Log-probabilities in OpenAI's shape. */
import type { Logprobs } from '../../shared/wire/chat.ts'
import type { ScoredToken, TokenLogprobs } from '../engine/logprobs.ts'
import type { Tokenizer } from '../model/tokenizer.ts'

export function toLogprobs(tokens: readonly TokenLogprobs[], tokenizer: Tokenizer): Logprobs {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const shown = ({ id, logprob }: ScoredToken) => {
    const bytes = tokenizer.bytesOf(id)
    // Of a character that is split over tokens, each shows the replacement character; `bytes` are whole.
    return { token: decoder.decode(bytes), logprob, bytes: [...bytes] }
  }
  return { content: tokens.map((token) => ({ ...shown(token), top_logprobs: token.top.map(shown) })), refusal: null }
}
