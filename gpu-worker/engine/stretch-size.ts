/**
 * How much of a prompt is read at once. How a prompt is cut does not change its keys and values, to the last bit, as long
 * as every stretch has two tokens or more (a single one takes other kernels): so stretches can be as long as running
 * answers can bear.
 */
import { STRETCH } from './model-runner.ts'

/** Milliseconds that a stretch may keep running answers from their next token. */
export const STALL_MS = 50

/** Kernels work on so many rows at a time; shorter stretches say little of the pace. */
const GRAIN = 16
const FIRST_TOKENS_PER_SECOND = 400

/** How fast stretches of one kind run here, learned as they do. */
export class StretchPace {
  #tokensPerSecond = FIRST_TOKENS_PER_SECOND

  observe(tokens: number, seconds: number): void {
    if (tokens < GRAIN) return
    this.#tokensPerSecond += (tokens / seconds - this.#tokensPerSecond) / 4
  }

  /** Tokens of a stretch: as many as can be, or as running answers can bear. */
  size(besideAnswers: boolean): number {
    if (!besideAnswers) return STRETCH
    const grains = Math.floor((this.#tokensPerSecond * STALL_MS) / 1000 / GRAIN)
    return Math.min(STRETCH, Math.max(1, grains) * GRAIN)
  }
}

/** Where the stretch that begins at `start` ends, of at most `size` tokens up to `end`; never is a single token left. */
export function stretchEnd(start: number, end: number, size: number): number {
  if (end - start <= size) return end
  return end - (start + size) === 1 ? start + size - 1 : start + size
}
