/** Every method on the same pairs, as something that edits: as published, and at the largest size that keeps text fluent. */
import type { Subject } from '../../gpu-worker/evaluation/subject.ts'
import { HELPFUL } from '../../gpu-worker/fitting/builtin-axes.ts'
import { randomControls } from '../../gpu-worker/fitting/controls.ts'
import { FitError } from '../../gpu-worker/fitting/fit-error.ts'
import { editOf, type Fitted } from '../../gpu-worker/fitting/fitted.ts'
import { type MethodChoice, sizesOf, usualSite } from '../../gpu-worker/fitting/methods/fitter.ts'
import { BUILTIN_QUERIES } from '../../gpu-worker/fitting/queries.ts'
import { calibrate } from '../../gpu-worker/fitting/stages/calibration.ts'
import { listCharacteristics } from '../../gpu-worker/fitting/stages/characteristics.ts'
import { filterPairs } from '../../gpu-worker/fitting/stages/filter.ts'
import { fitFolded } from '../../gpu-worker/fitting/stages/method.ts'
import { type FitPair, makePairs } from '../../gpu-worker/fitting/stages/pairs.ts'
import type { LanguageModel } from '../../gpu-worker/language/language-model.ts'
import type { FitMethod, FitSetting } from '../../shared/wire/fit.ts'
import { contextOf, statesFor } from './method-states.ts'

/** Of the built-in queries: for pairs, as many as the paper's few; the others are for calibration. */
const PAIR_QUERIES = 28
const CALIBRATION_QUERIES = 12
const SEED = 1

export type Row = {
  name: string
  /** How much of the edit: a share of the site's norm, or what coefficients are multiplied by; 0: no size is fluent. */
  size: number
  subject: Subject
}

export type MadePairs = { pairs: FitPair[]; made: number }

/** The model's own pairs, as AlignEZ makes them: it lists what marks either pole, then answers as either. */
export async function selfMadePairs(model: LanguageModel): Promise<MadePairs> {
  const context = contextOf(model)
  const { positive, negative } = HELPFUL
  const asked = { source: 'self-generated' as const, positive, negative }
  const { output: characteristics } = await listCharacteristics({ ...asked, written: null }, context)
  const queries = BUILTIN_QUERIES.slice(0, PAIR_QUERIES)
  const { output: written } = await makePairs(
    { ...asked, characteristics, queries, given: [], wantProbes: false, seed: SEED },
    context,
  )
  const filter = { ...written, source: asked.source, folded: false, dropAlike: 0, taken: [] }
  const { output } = await filterPairs(filter, context)
  return { pairs: output.pairs, made: written.pairs.length }
}

type Wanted = { name: string; method: FitMethod; setting: FitSetting; site?: 'mlp'; controls?: boolean }

const OF_SELF_MADE: Wanted[] = [
  { name: 'v1, SVD, published', method: 'alignez-v1', setting: 'published' },
  { name: 'v1, SVD, scaled', method: 'alignez-v1', setting: 'scaled' },
  { name: 'v1, CCS, scaled', method: 'ccs', setting: 'scaled', site: 'mlp' },
  { name: 'v1, hybrid, published', method: 'hybrid', setting: 'published' },
  { name: 'v1, hybrid, scaled', method: 'hybrid', setting: 'scaled' },
  { name: 'v2, published', method: 'alignez-v2', setting: 'published' },
  { name: 'v2, scaled', method: 'alignez-v2', setting: 'scaled' },
  { name: 'mean difference', method: 'mean-difference', setting: 'scaled', controls: true },
]
const OF_LABELLED: Wanted[] = [
  { name: 'labelled: v1, SVD, scaled', method: 'alignez-v1', setting: 'scaled' },
  { name: 'labelled: mean difference', method: 'mean-difference', setting: 'scaled', controls: true },
]

export async function allRows(model: LanguageModel, selfMade: FitPair[], labelled: FitPair[]): Promise<Row[]> {
  const rows: Row[] = []
  const wanted = [
    ...OF_SELF_MADE.map((each) => ({ each, pairs: selfMade })),
    ...OF_LABELLED.map((each) => ({ each, pairs: labelled })),
  ]
  for (const { each, pairs } of wanted) {
    rows.push(...(await rowsOf(model, each, pairs)))
    console.error(`${each.name}: size ${rows.at(-1)!.size}`)
  }
  return rows
}

async function rowsOf(model: LanguageModel, wanted: Wanted, pairs: FitPair[]): Promise<Row[]> {
  const { name, method, setting } = wanted
  const choice: MethodChoice = { method, setting, site: wanted.site ?? usualSite(method) }
  const states = await statesFor(model, pairs, null, choice)
  const { full } = await fitFolded(choice, states, null)
  const size = setting === 'published' ? 1 : await safeSize(model, choice, full)
  const row: Row = { name, size, subject: subjectOf(full, size) }
  if (!wanted.controls) return [row]
  const controls = await randomControls({ choice, states, folds: null, seed: SEED })
  return [
    row,
    ...controls.map(({ full }, k) => ({
      name: `${name}, random signs ${k + 1}`,
      size,
      subject: subjectOf(full, size),
    })),
  ]
}

const subjectOf = (fitted: Fitted, size: number): Subject => ({
  edit: (strength) => (size === 0 ? null : editOf(fitted, strength * size)),
})

/** Of both signs the smaller, so that ±1 are the same size; 0 where a sign has none. */
async function safeSize(model: LanguageModel, choice: MethodChoice, fitted: Fitted): Promise<number> {
  const { sizes } = sizesOf(choice)
  const queries = BUILTIN_QUERIES.slice(PAIR_QUERIES, PAIR_QUERIES + CALIBRATION_QUERIES)
  try {
    const { output } = await calibrate({ fitted, sizes, smaller: true, queries, seed: SEED }, contextOf(model))
    return Math.min(output.positive, output.negative)
  } catch (problem) {
    if (problem instanceof FitError && problem.code === 'not_steerable') return 0
    throw problem
  }
}
