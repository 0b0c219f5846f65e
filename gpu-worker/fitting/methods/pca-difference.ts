import type { PairStates } from '../pair-states.ts'
import { differences } from './algebra/rows.ts'
import { firstSingularVector } from './algebra/singular-vectors.ts'
import { oriented } from './orient.ts'

/**
 * First principal component of the pairs' differences d_i = p_i - n_i, oriented by their mean:
 *
 *     v = ± argmax_{‖v‖ = 1} Σ_i ⟨d_i, v⟩²
 *
 * Not centred: which answer of a pair comes first is a convention, so the component is that of the points ±d_i, whose
 * mean is 0. That is what the linear artificial tomography of RepE does by drawing the signs (Zou et al. 2023,
 * arXiv:2310.01405, 3.1). Centred on the mean of the d_i, it would remove the very part that the pairs share.
 *
 * Reads the labels for the sign only.
 *
 * @returns the unit vector [H]; zeros when the poles do not differ.
 */
export function pcaDifference(states: PairStates): Float32Array {
  return oriented(firstSingularVector(differences(states)), states)
}
