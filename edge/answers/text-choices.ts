/** Pieces of generations → the choices of OpenAI's older completions, piece by piece and together. */
import type { Logprobs, Usage } from '../../shared/wire/chat.ts'
import type { TextChoice, TextLogprobs } from '../wire/completions.ts'
import type { PieceOfText } from './piece.ts'

/** Numbers a generation's choices behind those of the generations before it. */
export class TextChoices {
  /** Characters that each choice has so far. */
  readonly #lengths = new Map<number, number>()

  /** A piece of choice `index`. */
  take({ choice: { delta, logprobs, finish_reason }, attune }: PieceOfText, index: number): TextChoice {
    const text = delta.content ?? ''
    const from = this.#lengths.get(index) ?? 0
    this.#lengths.set(index, from + text.length)
    return { index, text, logprobs: logprobs && toText(logprobs, from), finish_reason, ...(attune && { attune }) }
  }
}

function toText({ content }: Logprobs, from: number): TextLogprobs {
  const shown: TextLogprobs = { tokens: [], token_logprobs: [], top_logprobs: [], text_offset: [] }
  let at = from
  for (const { token, logprob, top_logprobs } of content) {
    shown.tokens.push(token)
    shown.token_logprobs.push(logprob)
    shown.top_logprobs.push(Object.fromEntries(top_logprobs.map((other) => [other.token, other.logprob])))
    shown.text_offset.push(at)
    at += token.length
  }
  return shown
}

/** Pieces of one choice, put together. */
export function together(before: TextChoice | undefined, more: TextChoice): TextChoice {
  if (!before) return more
  return {
    ...before,
    ...more,
    text: before.text + more.text,
    logprobs:
      before.logprobs && more.logprobs ? joined(before.logprobs, more.logprobs) : (before.logprobs ?? more.logprobs),
  }
}

const joined = (a: TextLogprobs, b: TextLogprobs): TextLogprobs => ({
  tokens: [...a.tokens, ...b.tokens],
  token_logprobs: [...a.token_logprobs, ...b.token_logprobs],
  top_logprobs: [...a.top_logprobs, ...b.top_logprobs],
  text_offset: [...a.text_offset, ...b.text_offset],
})

export const sumOf = (usages: readonly Usage[]): Usage => ({
  prompt_tokens: usages.reduce((sum, { prompt_tokens }) => sum + prompt_tokens, 0),
  completion_tokens: usages.reduce((sum, { completion_tokens }) => sum + completion_tokens, 0),
  total_tokens: usages.reduce((sum, { total_tokens }) => sum + total_tokens, 0),
  prompt_tokens_details: {
    cached_tokens: usages.reduce((sum, { prompt_tokens_details }) => sum + prompt_tokens_details.cached_tokens, 0),
  },
})
