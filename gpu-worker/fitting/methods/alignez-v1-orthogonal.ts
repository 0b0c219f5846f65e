import type { PairStates } from '../pair-states.ts'
import { inner } from './algebra/rows.ts'
import { oriented } from './orient.ts'
import { svdPole } from './svd-pole.ts'

/**
 * What the positive pole's singular vector has that the negative pole's has not, θ being AlignEZ's (svd-pole.ts):
 *
 *     v ∝ θ_help - ⟨θ_help, θ_harm⟩ θ_harm
 *
 * NOT the paper's method, but a variant of Attune's: AlignEZ v1 removes a state's part along θ_harm and doubles its part
 * along θ_help, at the MLP's output of several layers. Both vectors being nearly the mean state, that removes and doubles
 * what all answers share. Here the shared part is gone and the rest is one vector, added like any other direction's.
 *
 * @returns the unit vector [H]; zeros when the poles do not differ.
 */
export function alignezV1Orthogonal(states: PairStates): Float32Array {
  const help = svdPole(states, 'positive')
  const harm = svdPole(states, 'negative')
  const shared = inner(help, harm)
  return oriented(
    help.map((x, i) => x - shared * harm[i]!),
    states,
  )
}
