/** Whether a population is so unlike the one before that users should begin anew from it. */
import type { Gaussian } from './events.ts'

export type Spread = Gaussian & { axes: readonly string[] }

/** Of an axis's noticeable step: ten such moves, and a reader could tell. */
const MEAN = 0.1
/** Of the deviation before. */
const DEVIATION = 0.1
/** Between −1 and 1. */
const CORRELATION = 0.1

/**
 * Every user's belief is made again when it moves, so what nobody could tell is let pass: a mean that moved by less than a
 * tenth of its axis's noticeable step, deviations by less than a tenth of themselves, correlations by less than .1. An axis
 * that comes or goes is always a move.
 * @param steps by axis; one that is not there is taken for 1
 */
export function hasMoved(before: Spread | null, after: Spread | null, steps: ReadonlyMap<string, number>): boolean {
  if (before === null || after === null) return before !== after
  if (before.axes.length !== after.axes.length) return true
  const places = after.axes.map((axis) => before.axes.indexOf(axis))
  if (places.includes(-1)) return true
  const deviation = ({ covariance }: Spread, a: number) => Math.sqrt(covariance[a]![a]!)
  const correlation = (of: Spread, a: number, b: number) =>
    of.covariance[a]![b]! / (deviation(of, a) * deviation(of, b))
  return after.axes.some((axis, a) => {
    const was = places[a]!
    if (Math.abs(after.mean[a]! - before.mean[was]!) >= MEAN * (steps.get(axis) ?? 1)) return true
    if (Math.abs(deviation(after, a) / deviation(before, was) - 1) >= DEVIATION) return true
    return places.some(
      (other, b) => Math.abs(correlation(after, a, b) - correlation(before, was, other)) >= CORRELATION,
    )
  })
}
