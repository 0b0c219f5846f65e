/** Pairs of states that differ along one known direction. */
import type { PairStates } from '../../../gpu-worker/fitting/pair-states.ts'
import { createRng, type Rng } from '../../../gpu-worker/language/rng.ts'
import { unit } from '../../../gpu-worker/language/vector.ts'

/** Near enough to normal, with variance 1. */
const gaussian = (rng: Rng) => (rng.float() + rng.float() + rng.float() + rng.float() - 2) * Math.sqrt(3)
export const gaussians = (length: number, rng: Rng) => Float32Array.from({ length }, () => gaussian(rng))

export type Contrast = { states: PairStates; style: Float32Array }

/**
 * State = what all share (length 30) + what its pair is about (6) ± contrast/2 along `style` + noise (2). As in a model
 * most is shared, and what a pair is about outweighs the contrast.
 */
export function contrast(count: number, hidden: number, { contrast = 4, seed = 1 } = {}): Contrast {
  const rng = createRng(seed)
  const style = unit(gaussians(hidden, rng))
  const shared = unit(gaussians(hidden, rng)).map((x) => 30 * x)
  const positive = new Float32Array(count * hidden)
  const negative = new Float32Array(count * hidden)
  for (let pair = 0; pair < count; pair++) {
    const about = gaussians(hidden, rng).map((x) => (6 * x) / Math.sqrt(hidden))
    for (const [rows, sign] of [[positive, 1] as const, [negative, -1] as const]) {
      const noise = gaussians(hidden, rng).map((x) => (2 * x) / Math.sqrt(hidden))
      rows.set(
        noise.map((x, i) => x + shared[i]! + about[i]! + (sign * contrast * style[i]!) / 2),
        pair * hidden,
      )
    }
  }
  return { states: { count, hidden, positive, negative }, style }
}

/** Each state as `change` makes it from its pair's number and its own. */
export function changed(states: PairStates, change: (x: number, pair: number, i: number) => number): PairStates {
  const rows = (values: Float32Array) =>
    values.map((x, at) => change(x, Math.floor(at / states.hidden), at % states.hidden))
  return { ...states, positive: rows(states.positive), negative: rows(states.negative) }
}

export const statesOf = (positive: number[][], negative: number[][]): PairStates => ({
  count: positive.length,
  hidden: positive[0]!.length,
  positive: Float32Array.from(positive.flat()),
  negative: Float32Array.from(negative.flat()),
})
