/** The method applied to every candidate: once to all pairs, and once without each fold. */

import { mean } from '../../language/vector.ts'
import { FitError } from '../fit-error.ts'
import type { Fitted, FittedLayer } from '../fitted.ts'
import { FOLDS } from '../folds.ts'
import { candidateGroups, fitLayer, type MethodChoice } from '../methods/fitter.ts'
import { agreement, selectPairs } from '../pair-states.ts'
import { pause } from '../pause.ts'
import type { Stage } from '../stage.ts'
import type { LayerStates } from './activations.ts'

export type MethodInput = MethodChoice & {
  states: LayerStates[]
  /** The fold of each row, or null when the direction is measured on other pairs than it is fitted on. */
  folds: number[] | null
  /** Whether the layers were named by the admin. */
  layersNamed: boolean
}

/** `without[f]` was fitted on all rows but those of fold f. */
export type Folded = { full: Fitted; without: Fitted[] }
export type Candidate = Folded & { layers: number[]; agreement: number }

/** Below this, the pairs' differences hardly point one way. A warning only: it does not predict what steers. */
export const WEAK_AGREEMENT = 0.1

/** @throws FitError poles_alike when the method finds no difference between the poles at any layer */
export const applyMethod: Stage<MethodInput, Candidate[]> = async (input, { signal }) => {
  const { states, folds, layersNamed, ...choice } = input
  const output: Candidate[] = []
  for (const group of await candidateGroups(choice.method, states, layersNamed, signal)) {
    const folded = await fitFolded(choice, group, folds, { signal })
    const layers = folded.full.layers.map(({ layer }) => layer)
    if (layers.length === 0) continue
    output.push({ layers, agreement: mean(group.map(agreement)), ...folded })
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
  choice: MethodChoice,
  group: readonly LayerStates[],
  folds: readonly number[] | null,
  { turned, signal }: { turned?: ReadonlySet<number> | undefined; signal?: AbortSignal | undefined } = {},
): Promise<Folded> {
  const all = Array.from({ length: group[0]!.count }, (_, i) => i)
  const fitOn = async (indices: number[]): Promise<Fitted> => {
    const layers: (FittedLayer | null)[] = []
    for (const at of group) {
      await pause(signal)
      const some = { ...at, ...selectPairs(at, indices, turned) }
      layers.push(fitLayer(choice, some, turned !== undefined))
    }
    return { site: choice.site, layers: layers.filter((at) => at !== null) }
  }
  const without: Fitted[] = []
  if (folds) for (let f = 0; f < FOLDS; f++) without.push(await fitOn(all.filter((i) => folds[i] !== f)))
  return { full: await fitOn(all), without }
}

/** What a held-out pair may be measured with. */
export const fittedFor = ({ full, without }: Folded, fold: number | null): Fitted =>
  fold === null ? full : without[fold]!
