/** For methods whose formula leaves the sign open: the pairs' labels decide. */
import type { PairStates } from '../pair-states.ts'
import { unit } from '../vector.ts'
import { inner } from './algebra/rows.ts'
import { meanDifference } from './mean-difference.ts'

/** `v` as a unit vector on the positive pole's side of the mean difference; zeros where that is zero. */
export function oriented(v: Float64Array, states: PairStates): Float32Array {
  const side = Math.sign(inner(v, meanDifference(states)))
  return unit(v.map((x) => side * x))
}
