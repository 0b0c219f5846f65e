/**
 * Every method on the same held-out pairs: the built-in axes, from one half of their written pairs measured on the other,
 * and labelled behaviours from given pairs. The odd part of the margin's change, so that damage cancels; random-sign
 * controls beside it. A margin says whether a method finds a direction that steers at all, not how well text sounds.
 */
import { EngineLanguageModel } from '../gpu-worker/engine/language-model.ts'
import { readDataSet } from '../gpu-worker/evaluation/data-sets/read.ts'
import { oddPart } from '../gpu-worker/evaluation/summary.ts'
import { BUILTIN_AXES, builtinFitSpec } from '../gpu-worker/fitting/builtin-axes.ts'
import { randomControls } from '../gpu-worker/fitting/controls.ts'
import { editOf } from '../gpu-worker/fitting/fitted.ts'
import { foldsByQuery } from '../gpu-worker/fitting/folds.ts'
import { margins } from '../gpu-worker/fitting/margin.ts'
import { type MethodChoice, sizesOf, usualSite } from '../gpu-worker/fitting/methods/fitter.ts'
import { fitFolded, fittedFor } from '../gpu-worker/fitting/stages/method.ts'
import { asGiven } from '../gpu-worker/fitting/stages/pairs.ts'
import type { LanguageModel } from '../gpu-worker/language/language-model.ts'
import { mean } from '../gpu-worker/language/vector.ts'
import { FIT_METHODS } from '../shared/fit-facts.ts'
import type { Edit } from '../shared/steering/edit.ts'
import type { Pair } from '../shared/wire/fit.ts'
import type { Estimate } from '../shared/wire/report.ts'
import { type Figure, inRow, type Table } from './harness/figures.ts'
import { statesFor } from './harness/method-states.ts'
import { openBenchModel } from './harness/model.ts'

const SEED = 1
/** Of each behaviour: fitted on, and measured on. */
const FITTED = 28
const MEASURED = 20
const CONTROL = 'random signs, mean of three'

export async function methods(): Promise<Table[]> {
  await using open = await openBenchModel()
  const model = new EngineLanguageModel(open)
  const axes = BUILTIN_AXES.map((axis) => ({ name: axis.id, pairs: builtinFitSpec(axis).pairs }))
  return [
    {
      title: 'Built-in axes, by method',
      rows: 'method',
      note: note(
        open.settings.form,
        'each of two halves of the ten written pairs measured with the vector fitted on the other.',
      ),
      figures: await figuresOf(model, axes, (pairs) => ({
        fitted: pairs,
        folds: foldsByQuery(
          pairs.map(({ prompt }) => prompt),
          SEED,
        ),
        measured: pairs,
      })),
    },
  ]
}

/** Of published sets: pairs of answers that show a behaviour and do not. */
export async function behaviours(): Promise<Table[]> {
  await using open = await openBenchModel()
  const model = new EngineLanguageModel(open)
  return [
    {
      title: 'Labelled behaviours, by method',
      rows: 'method',
      note: note(open.settings.form, `from ${FITTED} given pairs of each, measured on ${MEASURED} others.`),
      figures: await figuresOf(model, labelled(), (pairs) => ({
        fitted: pairs.slice(0, FITTED),
        folds: null,
        measured: pairs.slice(FITTED, FITTED + MEASURED),
      })),
    },
  ]
}

const note = (form: string, of: string) =>
  `Form ${form}; ${of} Change of the margin, (f(+) - f(-)) / 2, nats a token, with its 95 % bootstrap interval over pairs. ` +
  'Vectors: .15 of the norm at two thirds of the depth; operators: the middle of what calibration tries, at their own layers and site.'

type Named = { name: string; pairs: Pair[] }
type Split = { fitted: Pair[]; folds: number[] | null; measured: Pair[] }

async function figuresOf(model: LanguageModel, sets: Named[], split: (pairs: Pair[]) => Split): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const { name, pairs } of sets) {
    const { fitted, folds, measured } = split(pairs)
    for (const method of FIT_METHODS) {
      const choice: MethodChoice = { method, setting: 'scaled', site: usualSite(method) }
      const states = await statesFor(model, fitted.map(asGiven), folds, choice)
      const size = sizesOf(choice).trial
      const own = await fitFolded(choice, states, folds)
      const fittedOf = (of: typeof own) => (i: number, sign: 1 | -1) =>
        editOf(fittedFor(of, folds?.[i] ?? null), sign * size)
      const { value, low, high } = await oddOf(model, measured, fittedOf(own))
      figures.push({ row: method, column: name, value, unit: '', range: [low, high] })
      if (method !== 'mean-difference') continue
      const controls = await randomControls({ choice, states, folds, seed: SEED })
      const odds: number[] = []
      for (const control of controls) odds.push((await oddOf(model, measured, fittedOf(control))).value)
      figures.push(inRow(CONTROL)(name, mean(odds)))
    }
    console.error(name)
  }
  return figures
}

async function oddOf(model: LanguageModel, pairs: Pair[], edit: (i: number, sign: 1 | -1) => Edit): Promise<Estimate> {
  const asked = ([1, -1] as const).flatMap((sign) => pairs.map((pair, i) => ({ pair, edit: edit(i, sign) })))
  const moved = await margins(model, asked, {})
  return oddPart(moved.slice(0, pairs.length), moved.slice(pairs.length), SEED)
}

/** In the file's order, as many of each; chosen: the answer that shows the behaviour. */
function labelled(): Named[] {
  const { data } = readDataSet(new URL('../gpu-worker/evaluation/data/response_pairs.jsonl', import.meta.url))
  if (data.kind !== 'pairs') throw new Error('response_pairs.jsonl holds pairs no more')
  const each = data.items.length / 3
  return ['power-seeking', 'wealth-seeking', 'hallucination'].map((name, k) => ({
    name,
    pairs: data.items.slice(k * each, (k + 1) * each),
  }))
}
