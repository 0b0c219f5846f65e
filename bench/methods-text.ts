/**
 * Every method in sampled text: each fitted from the built-in axes' written pairs as a whole fit does it (its own layers,
 * its own safe sizes), then turned along its strengths on the same queries, beside the same prompts.
 */
import { EngineLanguageModel } from '../gpu-worker/engine/language-model.ts'
import type { Subject } from '../gpu-worker/evaluation/subject.ts'
import { type BuiltinAxis, builtinFitSpec } from '../gpu-worker/fitting/builtin-axes.ts'
import { randomControls } from '../gpu-worker/fitting/controls.ts'
import { editOf } from '../gpu-worker/fitting/fitted.ts'
import { type MethodChoice, usualSite } from '../gpu-worker/fitting/methods/fitter.ts'
import { asGiven } from '../gpu-worker/fitting/stages/pairs.ts'
import type { LanguageModel } from '../gpu-worker/language/language-model.ts'
import type { Direction } from '../shared/direction.ts'
import { FIT_METHODS } from '../shared/fit-facts.ts'
import type { Table } from './harness/figures.ts'
import { statesFor } from './harness/method-states.ts'
import { openBenchModel } from './harness/model.ts'
import { fittedRival, NOTHING, type Rival, readingOf, rivalFigures } from './harness/rivals.ts'

const SEED = 1

export async function methodsText(): Promise<Table[]> {
  await using open = await openBenchModel()
  const model = new EngineLanguageModel(open)
  return [
    {
      title: "Methods in sampled text: effect ÷ the prompt's",
      rows: 'method',
      note: `${readingOf(open.settings.form)} Each method from the same ten written pairs, its layers and sizes chosen as in any fit.`,
      figures: await rivalFigures(model, (axis) => rivalsOf(model, axis)),
    },
  ]
}

async function rivalsOf(model: LanguageModel, axis: BuiltinAxis): Promise<Rival[]> {
  const rivals: Rival[] = []
  let control: Subject = NOTHING
  for (const method of FIT_METHODS) {
    const { rival, direction } = await fittedRival(model, method, { ...builtinFitSpec(axis), method })
    rivals.push(rival)
    if (direction && method === 'mean-difference') control = await randomSubject(model, axis, direction)
  }
  return [...rivals, { name: 'random signs, mean difference', subject: control, passed: null }]
}

/** The same pairs with half of them turned round, at the layer and the sizes of the true direction. */
async function randomSubject(model: LanguageModel, axis: BuiltinAxis, direction: Direction): Promise<Subject> {
  const choice: MethodChoice = { method: 'mean-difference', setting: 'scaled', site: usualSite('mean-difference') }
  const pairs = builtinFitSpec(axis).pairs.map(asGiven)
  const { layer, positive, negative } = direction.layers[0]!
  const states = await statesFor(model, pairs, null, choice, [layer])
  const [control] = await randomControls({ choice, states, folds: null, seed: SEED })
  return { edit: (strength) => editOf(control!.full, strength * (strength > 0 ? positive : negative)) }
}
