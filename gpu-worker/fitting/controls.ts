/**
 * The fair control of a direction: the same pairs with random signs. Half of them, drawn at random, have their poles
 * swapped; then the same method (or what stands in for one that does not go by the labels: CONTROL_METHODS), layers and
 * folds. A balanced draw, since what a lopsided one keeps of the true direction is no control.
 */

import { createRng, deriveSeed } from '../language/rng.ts'
import { CONTROLS } from './budget.ts'
import type { MethodChoice } from './methods/fitter.ts'
import type { LayerStates } from './stages/activations.ts'
import { type Folded, fitFolded } from './stages/method.ts'

export type ControlOptions = { choice: MethodChoice; states: LayerStates[]; folds: number[] | null; seed: number }

/** CONTROLS of them; equal seeds, equal controls. */
export async function randomControls(
  { choice, states, folds, seed }: ControlOptions,
  signal?: AbortSignal,
): Promise<Folded[]> {
  const controls: Folded[] = []
  for (let k = 0; k < CONTROLS; k++) {
    const turned = randomHalf(folds ?? new Array<number>(states[0]!.count).fill(0), deriveSeed(seed, 'control', k))
    controls.push(await fitFolded(choice, states, folds, { turned, signal }))
  }
  return controls
}

/** Half of the pairs at random, as evenly as possible within each fold as well. */
function randomHalf(folds: readonly number[], seed: number): Set<number> {
  const order = createRng(seed)
    .shuffled(folds.map((fold, index) => ({ fold, index })))
    .sort((a, b) => a.fold - b.fold)
  return new Set(order.filter((_, i) => i % 2).map(({ index }) => index))
}
