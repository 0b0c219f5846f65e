/** The nearest minimum of a function of many numbers, from its value and gradient. */
import { inner } from './rows.ts'

export type Measured = { value: number; gradient: Float64Array }

const MEMORY = 10
const STEPS = 200
/** A step that lowers the value by less than this share of it is the last: at a kink there would be no end. */
const PROGRESS = 1e-10
/** A step must bring this share of what the slope promises, and lower the slope to that share of itself. */
const DECREASE = 1e-4
const CURVATURE = 0.9
const TRIES = 40

/**
 * L-BFGS (Nocedal & Wright, Numerical Optimization, 7.2) with the bisecting weak Wolfe search of Lewis & Overton (2013),
 * which also gets past kinks. Its steps stay in the span of `start` and the gradients.
 */
export function minimise(
  measure: (x: Float64Array) => Measured,
  start: Float64Array,
): { x: Float64Array; value: number } {
  let x = start
  let here = measure(x)
  const past: { s: Float64Array; y: Float64Array; sy: number }[] = []

  for (let step = 0; step < STEPS; step++) {
    const direction = downhill(here.gradient, past)
    const next = search(measure, x, here, direction)
    if (next === null) break
    const s = next.x.map((value, i) => value - x[i]!)
    const y = next.measured.gradient.map((value, i) => value - here.gradient[i]!)
    const sy = inner(s, y)
    if (sy > 0) past.push({ s, y, sy })
    if (past.length > MEMORY) past.shift()
    const gain = here.value - next.measured.value
    x = next.x
    here = next.measured
    if (gain <= PROGRESS * Math.abs(here.value)) break
  }
  return { x, value: here.value }
}

/** The two-loop recursion: -H·gradient, H being the inverse Hessian that the past steps tell of. */
function downhill(gradient: Float64Array, past: readonly { s: Float64Array; y: Float64Array; sy: number }[]) {
  const out = gradient.map((value) => -value)
  const add = (v: Float64Array, factor: number) => {
    for (let i = 0; i < out.length; i++) out[i]! += factor * v[i]!
  }
  const shares = past.toReversed().map(({ s, y, sy }) => {
    const share = inner(s, out) / sy
    add(y, -share)
    return share
  })
  const last = past.at(-1)
  const scale = last ? last.sy / inner(last.y, last.y) : 1
  for (let i = 0; i < out.length; i++) out[i]! *= scale
  past.forEach(({ s, y, sy }, i) => {
    add(s, shares[past.length - 1 - i]! - inner(y, out) / sy)
  })
  return out
}

function search(measure: (x: Float64Array) => Measured, x: Float64Array, here: Measured, direction: Float64Array) {
  const slope = inner(here.gradient, direction)
  if (!(slope < 0)) return null
  let [low, high, size] = [0, Number.POSITIVE_INFINITY, 1]
  let best: { x: Float64Array; measured: Measured } | null = null
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const there = x.map((value, i) => value + size * direction[i]!)
    const measured = measure(there)
    if (!(measured.value <= here.value + DECREASE * size * slope)) high = size
    else {
      best = { x: there, measured }
      if (inner(measured.gradient, direction) >= CURVATURE * slope) break
      low = size
    }
    size = high === Number.POSITIVE_INFINITY ? 2 * low : (low + high) / 2
  }
  return best
}
