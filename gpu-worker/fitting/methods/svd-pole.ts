import type { PairStates } from '../pair-states.ts'
import { inner, weightedSum } from './algebra/rows.ts'
import { firstSingularVector } from './algebra/singular-vectors.ts'

/**
 * First right singular vector of one pole's states, not centred, towards the states' mean:
 *
 *     θ = argmax_{‖θ‖ = 1} Σ_i ⟨x_i, θ⟩²
 *
 * The θ_help and θ_harm of AlignEZ (2024, "Is Free Self-Alignment Possible?", arXiv:2406.03642). What all states share
 * outweighs what they say, so either is close to the mean state, and close to the other pole's.
 *
 * @returns the unit vector [H] in double precision, because what differs between two of them is little.
 */
export function svdPole({ count, hidden, ...states }: PairStates, pole: 'positive' | 'negative'): Float64Array {
  const rows = { count, width: hidden, values: Float64Array.from(states[pole]) }
  const v = firstSingularVector(rows)
  const side = inner(v, weightedSum(rows, new Float64Array(count).fill(1))) < 0 ? -1 : 1
  return v.map((x) => side * x)
}
