/** Log-probabilities in OpenAI's shape. */
import type { Logprobs } from '../../shared/wire/chat.ts'
import type { ScoredToken, TokenLogprobs } from '../engine/logprobs.ts'
import type { Tokenizer } from '../model/tokenizer.ts'

export function toLogprobs(tokens: readonly TokenLogprobs[], tokenizer: Tokenizer): Logprobs {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const shown = ({ id, logprob }: ScoredToken, characters = Number.POSITIVE_INFINITY) => {
    const bytes = beginning(tokenizer.bytesOf(id), characters)
    // Of a character that is split over tokens, each shows the replacement character; `bytes` are whole.
    return { token: decoder.decode(bytes), logprob, bytes: [...bytes] }
  }
  return {
    content: tokens.map((token) => ({
      ...shown(token, token.characters),
      top_logprobs: token.top.map((other) => shown(other)),
    })),
    refusal: null,
  }
}

/** The bytes of at most so many characters. */
function beginning(bytes: Uint8Array, characters: number): Uint8Array {
  let length = bytes.length
  while (
    length > 0 &&
    new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, length)).length > characters
  )
    length--
  return bytes.subarray(0, length)
}
