/** Several fits of the built-in axes, on the table that `steering` holds the built-in directions against. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tallySide } from '../../gpu-worker/evaluation/effect/compare.ts'
import { sidesOf } from '../../gpu-worker/evaluation/effect/measure-effect.ts'
import { type MeasuredConditions, measureTexts } from '../../gpu-worker/evaluation/effect/measure-texts.ts'
import { EVALUATION_QUERIES, POLE_QUERIES } from '../../gpu-worker/evaluation/effect/queries.ts'
import { directionSubject, type Subject } from '../../gpu-worker/evaluation/subject.ts'
import { BUILTIN_AXES, type BuiltinAxis } from '../../gpu-worker/fitting/builtin-axes.ts'
import { FitError } from '../../gpu-worker/fitting/fit-error.ts'
import type { LanguageModel } from '../../gpu-worker/language/language-model.ts'
import { runFit } from '../../gpu-worker/pipeline/fit.ts'
import type { Direction } from '../../shared/direction.ts'
import type { FitSpec } from '../../shared/wire/fit.ts'
import { type Figure, inRow } from './figures.ts'
import { atPrompt, figureOf, MEASURES, measuredOn, POLES, ratioOf, turnedUp } from './text-effects.ts'

export const SEEDS = [1]
export const QUERIES = EVALUATION_QUERIES.slice(0, -POLE_QUERIES)

/** `passed`: its fit's gate; null where it is no fit. */
export type Rival = { name: string; subject: Subject; passed: boolean | null }

/** What edits nothing. */
export const NOTHING: Subject = { edit: () => null }

/** A whole fit, without its report; a rival that edits nothing where no size is fluent. */
export async function fittedRival(
  model: LanguageModel,
  name: string,
  spec: FitSpec,
): Promise<{ rival: Rival; direction: Direction | null }> {
  const directory = mkdtempSync(join(tmpdir(), 'attune-bench-rival-'))
  try {
    const { direction, evaluation } = await runFit({ id: 'fit', spec: { ...spec, report: false }, model, directory })
    return { rival: { name, subject: directionSubject(direction), passed: evaluation.passed }, direction }
  } catch (problem) {
    if (!(problem instanceof FitError) || problem.code !== 'not_steerable') throw problem
    return { rival: { name, subject: NOTHING, passed: false }, direction: null }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/** A row of figures for each rival, over all built-in axes and both signs. @param rivalsOf the same names for every axis */
export async function rivalFigures(
  model: LanguageModel,
  rivalsOf: (axis: BuiltinAxis) => Promise<Rival[]>,
): Promise<Figure[]> {
  const measured: { rivals: Rival[]; conditions: MeasuredConditions }[] = []
  for (const axis of BUILTIN_AXES) {
    const rivals = await rivalsOf(axis)
    const [first, ...others] = rivals.map(({ subject }) => subject)
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
    measured.push({ rivals, conditions })
    console.error(axis.id)
  }
  return measured[0]!.rivals.flatMap(({ name }, k) => [
    ...effectFigures(
      name,
      measured.map(({ conditions }) => ({ ...conditions, curve: [conditions.curve, ...conditions.rivals][k]! })),
    ),
    ...passedFigures(
      name,
      measured.map(({ rivals }) => rivals[k]!.passed),
    ),
  ])
}

/** Over all axes that a measure can tell. */
function effectFigures(row: string, curves: readonly MeasuredConditions[]): Figure[] {
  const queries = curves[0]!.queries.map((_, query) => query)
  return MEASURES.flatMap((measure) => {
    const sides = curves
      .filter(({ features, classifier }) => (measure === 'features' ? features.length > 0 : classifier?.used))
      .flatMap((conditions) => POLES.map((pole) => tallySide(sidesOf(conditions)[pole], measure)))
    return [
      ...figureOf(row, `${measure}, at its perplexity`, queries, ratioOf(sides, atPrompt)),
      ...figureOf(row, `${measure}, turned up`, queries, ratioOf(sides, turnedUp)),
    ]
  })
}

const passedFigures = (row: string, passed: readonly (boolean | null)[]): Figure[] =>
  passed.includes(null) ? [] : [inRow(row)('passed', (100 * passed.filter(Boolean).length) / passed.length, '%')]

/** How the tables that come of it are to be read. */
export const readingOf = (form: string): string =>
  `Form ${form}; the built-in axes, both signs, ${QUERIES.length} queries × ${SEEDS.length} seed, a value with its 95 % ` +
  "bootstrap interval over queries. At its perplexity: where steered texts have the prompted texts' own. Turned up: at the " +
  'strength up to 1.5 that does most, chosen on other queries. Passed: share of the axes whose gate it passes. A fit whose ' +
  "every size breaks an axis's text counts as doing nothing there."
