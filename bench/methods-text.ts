/**
 * Every method in sampled text, on the table that `steering` holds the built-in directions against: each fitted from the
 * built-in axes' written pairs as a whole fit does it (its own layers, its own safe sizes), then turned along its strengths
 * on the same queries, beside the same prompts.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EngineLanguageModel } from '../gpu-worker/engine/language-model.ts'
import { tallySide } from '../gpu-worker/evaluation/effect/compare.ts'
import { sidesOf } from '../gpu-worker/evaluation/effect/measure-effect.ts'
import { type MeasuredConditions, measureTexts } from '../gpu-worker/evaluation/effect/measure-texts.ts'
import { EVALUATION_QUERIES, POLE_QUERIES } from '../gpu-worker/evaluation/effect/queries.ts'
import { directionSubject, type Subject } from '../gpu-worker/evaluation/subject.ts'
import { BUILTIN_AXES, type BuiltinAxis, builtinFitSpec } from '../gpu-worker/fitting/builtin-axes.ts'
import { randomControls } from '../gpu-worker/fitting/controls.ts'
import { FitError } from '../gpu-worker/fitting/fit-error.ts'
import { editOf } from '../gpu-worker/fitting/fitted.ts'
import { type MethodChoice, usualSite } from '../gpu-worker/fitting/methods/fitter.ts'
import { asGiven } from '../gpu-worker/fitting/stages/pairs.ts'
import type { LanguageModel } from '../gpu-worker/language/language-model.ts'
import { runFit } from '../gpu-worker/pipeline/fit.ts'
import type { Direction } from '../shared/direction.ts'
import { FIT_METHODS } from '../shared/fit-facts.ts'
import type { FitMethod } from '../shared/wire/fit.ts'
import { type Figure, inRow, type Table } from './harness/figures.ts'
import { statesFor } from './harness/method-states.ts'
import { openBenchModel } from './harness/model.ts'
import { atPrompt, figureOf, MEASURES, measuredOn, POLES, ratioOf, turnedUp } from './harness/text-effects.ts'

const SEEDS = [1]
const SEED = 1
const QUERIES = EVALUATION_QUERIES.slice(0, -POLE_QUERIES)
const CONTROL = 'random signs, mean difference'
const ROWS: readonly string[] = [...FIT_METHODS, CONTROL]

/** A method on an axis; one that no size makes fluent edits nothing. */
type Rival = { subject: Subject; passed: boolean }
type Measured = { axis: BuiltinAxis; conditions: MeasuredConditions; passed: boolean[] }

export async function methodsText(): Promise<Table[]> {
  await using open = await openBenchModel()
  const model = new EngineLanguageModel(open)
  const measured: Measured[] = []
  for (const axis of BUILTIN_AXES) {
    measured.push(await measureAxis(model, axis))
    console.error(axis.id)
  }
  return [
    {
      title: "Methods in sampled text: effect ÷ the prompt's",
      rows: 'method',
      note:
        `Form ${open.settings.form}; the built-in axes, both signs, ${QUERIES.length} queries × ${SEEDS.length} seed, a value with its 95 % ` +
        'bootstrap interval over queries. Each method from the same ten written pairs, its layers and sizes chosen as in any ' +
        "fit. At its perplexity: where steered texts have the prompted texts' own. Turned up: at the strength up to 1.5 that " +
        'does most, chosen on other queries. Passed: share of the axes whose gate it passes. A method whose every size breaks ' +
        "an axis's text counts as doing nothing there.",
      figures: ROWS.flatMap((row, k) => rowFigures(row, k, measured)),
    },
  ]
}

async function measureAxis(model: LanguageModel, axis: BuiltinAxis): Promise<Measured> {
  const fits: Rival[] = []
  let control: Subject = NOTHING
  for (const method of FIT_METHODS) {
    const { direction, passed } = await fitted(model, axis, method)
    fits.push({ subject: direction ? directionSubject(direction) : NOTHING, passed })
    if (direction && method === 'mean-difference') control = await randomSubject(model, axis, direction)
  }
  fits.push({ subject: control, passed: false })
  const [first, ...others] = fits.map(({ subject }) => subject)
  const conditions = await measureTexts(
    {
      model,
      ...measuredOn(axis),
      subject: first!,
      rivals: others,
      controls: [],
      seeds: SEEDS,
      queries: [...QUERIES],
    },
    {},
  )
  return { axis, conditions, passed: fits.map(({ passed }) => passed) }
}

const NOTHING: Subject = { edit: () => null }

async function fitted(model: LanguageModel, axis: BuiltinAxis, method: FitMethod) {
  const directory = mkdtempSync(join(tmpdir(), 'attune-bench-methods-'))
  try {
    const spec = { ...builtinFitSpec(axis), method, report: false }
    const { direction, evaluation } = await runFit({ id: 'fit', spec, model, directory })
    return { direction, passed: evaluation.passed }
  } catch (problem) {
    if (!(problem instanceof FitError) || problem.code !== 'not_steerable') throw problem
    return { direction: null, passed: false }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
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

/** Of the k'th of those that were compared, over all axes that a measure can tell. */
function rowFigures(row: string, k: number, measured: readonly Measured[]): Figure[] {
  const queries = measured[0]!.conditions.queries.map((_, query) => query)
  const curves = measured.map(({ conditions }) => ({
    ...conditions,
    curve: [conditions.curve, ...conditions.rivals][k]!,
  }))
  const effects = MEASURES.flatMap((measure) => {
    const sides = curves
      .filter(({ features, classifier }) => (measure === 'features' ? features.length > 0 : classifier?.used))
      .flatMap((conditions) => POLES.map((pole) => tallySide(sidesOf(conditions)[pole], measure)))
    return [
      ...figureOf(row, `${measure}, at its perplexity`, queries, ratioOf(sides, atPrompt)),
      ...figureOf(row, `${measure}, turned up`, queries, ratioOf(sides, turnedUp)),
    ]
  })
  if (row === CONTROL) return effects
  const share = measured.filter(({ passed }) => passed[k]).length / measured.length
  return [...effects, inRow(row)('passed', 100 * share, '%')]
}
