/** Where pairs come from, in sampled text: written by people, by the model itself, or the same texts under either prompt. */
import { EngineLanguageModel } from '../gpu-worker/engine/language-model.ts'
import { type BuiltinAxis, builtinFitSpec } from '../gpu-worker/fitting/builtin-axes.ts'
import type { LanguageModel } from '../gpu-worker/language/language-model.ts'
import type { FitSpec } from '../shared/wire/fit.ts'
import type { Table } from './harness/figures.ts'
import { openBenchModel } from './harness/model.ts'
import { fittedRival, type Rival, readingOf, rivalFigures } from './harness/rivals.ts'

export async function sources(): Promise<Table[]> {
  await using open = await openBenchModel()
  const model = new EngineLanguageModel(open)
  return [
    {
      title: "Sources of pairs in sampled text: effect ÷ the prompt's",
      rows: 'source',
      note:
        `${readingOf(open.settings.form)} The mean difference from each source; self-generated and context shift with the ten ` +
        'written pairs as anchors, which given pairs are themselves.',
      figures: await rivalFigures(model, (axis) => rivalsOf(model, axis)),
    },
  ]
}

async function rivalsOf(model: LanguageModel, axis: BuiltinAxis): Promise<Rival[]> {
  const given = builtinFitSpec(axis)
  const anchored: FitSpec = { ...given, pairs: [], anchors: given.pairs }
  const specs: [string, FitSpec][] = [
    ['given', given],
    ['self-generated', { ...anchored, source: 'self-generated' }],
    ['context-shift', { ...anchored, source: 'context-shift' }],
  ]
  const rivals: Rival[] = []
  for (const [name, spec] of specs) rivals.push((await fittedRival(model, name, spec)).rival)
  return rivals
}
