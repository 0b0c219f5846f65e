/** The method applied to every candidate layer: once to all pairs, and once without each fold. */
import { setImmediate } from 'node:timers/promises'
import type { FitMethod } from '../../../shared/wire/fit.ts'
import { FitError } from '../fit-error.ts'
import { FOLDS } from '../folds.ts'
import { METHODS, type Method } from '../methods/registry.ts'
import { agreement, type PairStates, selectPairs } from '../pair-states.ts'
import type { Stage } from '../stage.ts'
import { isZero } from '../vector.ts'
import type { LayerStates } from './activations.ts'

/** `folds`: the fold of each pair, or null when the direction is measured on other pairs than it is fitted on. */
export type MethodInput = { method: FitMethod; states: LayerStates[]; folds: number[] | null }

/** Unit vectors [H]. `without[f]` was fitted on all pairs but those of fold f. */
export type FoldedVector = { full: Float32Array; without: Float32Array[] }
export type LayerVectors = FoldedVector & { layer: number; norm: number; agreement: number }

/** Below this, the pairs' differences hardly point one way. A warning only: it does not predict what steers. */
export const WEAK_AGREEMENT = 0.1

/** @throws FitError poles_alike when the method finds no difference between the poles at any layer */
export const applyMethod: Stage<MethodInput, LayerVectors[]> = async ({ method, states, folds }) => {
  const output: LayerVectors[] = []
  for (const at of states) {
    const folded = await fitFolded(METHODS[method], at, folds)
    if (isZero(folded.full)) continue
    output.push({ layer: at.layer, norm: at.norm, agreement: agreement(at), ...folded })
  }
  if (output.length === 0) {
    throw new FitError(
      'poles_alike',
      'The model reads the answers of both poles alike, so there is no direction between them. Describe poles that differ more, or give pairs whose answers differ.',
    )
  }
  const best = Math.max(...output.map((at) => at.agreement))
  return { output, note: `the pairs' differences agree by ${best.toFixed(2)} (mean cosine)` }
}

export async function fitFolded(
  method: Method,
  states: PairStates,
  folds: readonly number[] | null,
  turned?: ReadonlySet<number>,
): Promise<FoldedVector> {
  const all = Array.from({ length: states.count }, (_, i) => i)
  const fitOn = async (indices: number[]) => {
    // A method computes without a pause: between two, answers that are being streamed get their turn.
    await setImmediate()
    return method(selectPairs(states, indices, turned))
  }
  const without: Float32Array[] = []
  if (folds) for (let f = 0; f < FOLDS; f++) without.push(await fitOn(all.filter((i) => folds[i] !== f)))
  return { full: await fitOn(all), without }
}

/** The vector that a held-out pair may be measured with. */
export const vectorFor = ({ full, without }: FoldedVector, fold: number | null): Float32Array =>
  fold === null ? full : without[fold]!
