/** What a method is fitted on, outside of a whole fit: the states of pairs where it acts, nothing chosen by measuring. */
import { MOST_ROWS } from '../../gpu-worker/fitting/bundles.ts'
import { candidateLayers } from '../../gpu-worker/fitting/candidate-layers.ts'
import { candidateGroups, type MethodChoice } from '../../gpu-worker/fitting/methods/fitter.ts'
import { isOperatorName } from '../../gpu-worker/fitting/methods/registry.ts'
import type { StageContext } from '../../gpu-worker/fitting/stage.ts'
import { collectActivations, type LayerStates } from '../../gpu-worker/fitting/stages/activations.ts'
import type { FitPair } from '../../gpu-worker/fitting/stages/pairs.ts'
import type { LanguageModel } from '../../gpu-worker/language/language-model.ts'

/** Runs a stage by itself. */
export const contextOf = (model: LanguageModel): StageContext => ({ model, task: () => ({}) })

/** Of a vector's candidate layers, if none is chosen, the middle one, at two thirds of the depth; of all layers those that an operator takes. */
export async function statesFor(
  model: LanguageModel,
  pairs: FitPair[],
  folds: number[] | null,
  { method, site }: MethodChoice,
  chosen: number[] = [],
): Promise<LayerStates[]> {
  const layers = candidateLayers({ layers: chosen, method }, model.facts.layers)
  const middle = [layers[Math.floor(layers.length / 2)]!]
  const { output } = await collectActivations(
    { pairs, folds, site, layers: isOperatorName(method) ? layers : middle, most: MOST_ROWS },
    contextOf(model),
  )
  const [group] = await candidateGroups(method, output.states, false)
  return group!
}
