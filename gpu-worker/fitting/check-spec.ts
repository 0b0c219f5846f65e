/** What can be wrong with a fit on this model before any work is done. */
import { fitProblem } from '../../shared/fit-problem.ts'
import type { FitSpec } from '../../shared/wire/fit.ts'
import type { ModelFacts } from '../language/language-model.ts'
import { FitError } from './fit-error.ts'

/** @throws FitError poles_alike, too_few_pairs, too_few_anchors, bad_option, layer_out_of_range */
export function checkSpec(spec: FitSpec, model: ModelFacts): void {
  const problem = fitProblem(spec)
  if (problem) throw new FitError(problem.code, problem.message)
  const outside = spec.layers.find((layer) => layer >= model.layers)
  if (outside !== undefined) {
    throw new FitError(
      'layer_out_of_range',
      `layers: ${outside} is not a layer of ${model.name}; its layers are 0 to ${model.layers - 1}.`,
    )
  }
}
