import { pause } from '../pause.ts'
import type { LayerStates } from '../stages/activations.ts'
import { inner } from './algebra/rows.ts'
import { svdPole } from './svd-pole.ts'

/** Of all layers. */
const SHARE = 1 / 5

/**
 * The fifth of the layers at which the poles' first singular vectors are least alike, by |⟨θ⁺,θ⁻⟩|: AlignEZ picks
 * layers so; how many, its text leaves open, and a fifth is what was studied here. Ascending.
 */
export async function lowestCosine(states: readonly LayerStates[], signal?: AbortSignal): Promise<number[]> {
  const alike: number[] = []
  for (const at of states) {
    await pause(signal)
    alike.push(Math.abs(inner(svdPole(at, 'positive'), svdPole(at, 'negative'))))
  }
  return states
    .map(({ layer }, i) => ({ layer, alike: alike[i]! }))
    .sort((a, b) => a.alike - b.alike || a.layer - b.layer)
    .slice(0, Math.max(1, Math.round(SHARE * states.length)))
    .map(({ layer }) => layer)
    .sort((a, b) => a - b)
}
