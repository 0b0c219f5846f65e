/** What can be wrong with a fit before any work is done. Shapes and lengths are checked by `fitSpec` already. */
import { MIN_ANCHORS } from '../../shared/fit-facts.ts'
import type { FitSpec } from '../../shared/wire/fit.ts'
import { MIN_PAIRS } from './budget.ts'
import { FitError } from './fit-error.ts'
import type { ModelFacts } from './language-model.ts'
import { isOperatorName, OPERATOR_METHODS } from './methods/registry.ts'
import { normalised } from './queries.ts'

/** @throws FitError poles_alike, too_few_pairs, too_few_anchors, bad_option, layer_out_of_range */
export function checkSpec(spec: FitSpec, model: ModelFacts): void {
  if (
    normalised(spec.positive.description) === normalised(spec.negative.description) ||
    normalised(spec.positive.name) === normalised(spec.negative.name)
  ) {
    throw new FitError(
      'poles_alike',
      'Both poles are described alike. Say how an answer at one pole differs from one at the other.',
    )
  }
  if (spec.source === 'given' && spec.pairs.length < MIN_PAIRS) {
    throw new FitError(
      'too_few_pairs',
      `Source 'given' needs at least ${MIN_PAIRS} pairs in \`pairs\`; there are ${spec.pairs.length}. Eight or more make a steadier direction.`,
    )
  }
  if (spec.anchors.length > 0 && spec.anchors.length < MIN_ANCHORS) {
    throw new FitError(
      'too_few_anchors',
      `${spec.anchors.length} anchors cannot orient and gate a direction; give at least ${MIN_ANCHORS}, or none.`,
    )
  }
  if (spec.setting === 'published' && !isOperatorName(spec.method)) {
    throw new FitError(
      'bad_option',
      `setting 'published' is for ${Object.keys(OPERATOR_METHODS).join(', ')}; ${spec.method} has no setting of its own.`,
    )
  }
  if (spec.source === 'context-shift' && (spec.pole_prompt === 'removed' || spec.drop_alike > 0)) {
    throw new FitError(
      'bad_option',
      "A context shift reads the same texts at both poles, which only the pole's prompt tells apart: pole_prompt is 'kept' and drop_alike 0 there.",
    )
  }
  for (const [name, given] of [['pairs', spec.pairs] as const, ['anchors', spec.anchors] as const]) {
    const blank = given.findIndex(({ prompt, chosen, rejected }) =>
      [prompt, chosen, rejected].some((text) => !text.trim()),
    )
    if (blank >= 0) {
      throw new FitError(
        'bad_option',
        `${name}[${blank}] has a text that is only white space: give a prompt and two answers.`,
      )
    }
  }
  const outside = spec.layers.find((layer) => layer >= model.layers)
  if (outside !== undefined) {
    throw new FitError(
      'layer_out_of_range',
      `layers: ${outside} is not a layer of ${model.name}; its layers are 0 to ${model.layers - 1}.`,
    )
  }
}
