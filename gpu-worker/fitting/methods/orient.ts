/** For methods whose formula leaves the sign open: the pairs' labels decide. */

import { unit } from '../../language/vector.ts'
import type { PairStates } from '../pair-states.ts'
import { inner } from './algebra/rows.ts'
import { meanDifference } from './mean-difference.ts'

/** Below this, a length or a cosine is float32 rounding of the states. */
const TINY = 1e-6

/**
 * `v`, made of unit vectors, as one that points to the positive pole: to the mean difference's side. Zeros where
 * there is no `v`, no mean difference, or a right angle between them.
 */
export function oriented(v: Float64Array, states: PairStates): Float32Array {
  const along = inner(v, meanDifference(states))
  const length = Math.sqrt(inner(v, v))
  const side = Math.abs(along) > TINY * length ? Math.sign(along) : 0
  return unit(
    v.map((x) => side * x + 0),
    TINY,
  )
}
