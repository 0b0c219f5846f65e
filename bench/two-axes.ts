/**
 * Two axes at once: what share of their single effects they keep, along the directions as fitted and along the vectors
 * that were made orthogonal to one another; and what one axis alone keeps of its effect in the orthogonal basis, which
 * decides whether that basis is the default.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { EngineLanguageModel } from '../gpu-worker/engine/language-model.ts'
import { bootstrap } from '../gpu-worker/evaluation/statistics.ts'
import { BUILTIN_AXES } from '../gpu-worker/fitting/builtin-axes.ts'
import { BUILTIN_DIRECTIONS } from '../gpu-worker/fitting/builtin-directions.ts'
import { DEFAULT_MODEL } from '../gpu-worker/model/store/known-models.ts'
import { type Direction, decodeDirection } from '../shared/direction.ts'
import { CORRELATED, correlation } from '../shared/steering/correlation.ts'
import { composeEdit, dot, type Edit } from '../shared/steering/edit.ts'
import { orthogonalBasis } from '../shared/steering/orthogonal-basis.ts'
import type { Basis } from '../shared/wire/steering.ts'
import { type Effects, marginEffects, textEffects } from './harness/axis-effects.ts'
import { type Figure, type Goal, inRow, type Table } from './harness/figures.ts'
import { openBenchModel } from './harness/model.ts'
import { mean } from './harness/statistics.ts'

const ROWS = 16
const BASES: readonly Basis[] = ['raw', 'orthogonal']
const SIGNS = [1, -1] as const
const ALONE_GOAL: Goal = { atLeast: 0.9 }
/** Pairs less correlated than this hardly meet. */
const LEAST_COSINE = 0.2
const SEED = 1

type Axis = { id: string; direction: Direction; along: readonly Float32Array[] }
type Pull = { axis: Axis; sign: 1 | -1 }
type Sum = { basis: Basis; pulls: readonly Pull[]; edit: Edit }

/** Opposed: the plain sum cancels. */
type Pair = { axes: readonly [Axis, Axis]; cosine: number; sums: (Sum & { opposed: boolean })[] }

export async function twoAxes(): Promise<Table[]> {
  const axes = builtinAxes()
  const singles = new Singles(axes)
  const pairs = correlatedPairs(axes)
  const sums = pairs.flatMap((pair) => pair.sums)
  const correlated = pairs.filter(({ cosine }) => Math.abs(cosine) > CORRELATED)
  const sampled = correlated.flatMap((pair) => pair.sums)
  await using model = await openBenchModel({ rows: ROWS })
  if (model.source.sha256 !== DEFAULT_MODEL.sha256) {
    throw new Error('the built-in directions are of the default model: unset ATTUNE_MODEL')
  }
  const language = new EngineLanguageModel(model)
  const margin = await marginEffects(language, [
    ...singles.all.flatMap(({ edit }) => axes.map(({ id: axis }) => ({ edit, axis }))),
    ...sums.flatMap(({ edit, pulls }) => pulls.map(({ axis: { id: axis } }) => ({ edit, axis }))),
  ])
  const text = await textEffects(
    language,
    [...singles.all, ...sampled].map(({ edit }) => edit),
  )
  const measures: [string, Effects, string[]][] = [
    ['margin', margin, axes.map(({ id }) => id)],
    ['text: classifier', text.classifier, text.used.classifier],
    ['text: features', text.features, text.used.features],
  ]
  return [
    {
      title: 'Axes together: the share of their single effects that they keep',
      rows: 'axes at strengths of ±1',
      note:
        `The built-in axes, and their ${correlated.length} pairs of |cosine| above ${CORRELATED}, with the cap on the sum in force. Each effect is ` +
        'divided by that of the axis alone in the raw basis, all together (95 % interval over pairs or queries). Opposed: signs ' +
        `whose moves cancel in the raw basis; agreed: the others. Margin: of each axis's ten written pairs. Text: answers to ${text.queries} ` +
        `other queries, by a classifier (${text.used.classifier.join(', ')}) and by features (${text.used.features.join(', ')}).`,
      figures: measures.flatMap(([column, effects, known]) => pooledFigures(column, effects, known, singles, sampled)),
    },
    {
      title: 'One axis alone in the orthogonal basis',
      rows: 'axis',
      note:
        'By margin. Cosine: of the orthogonal vector with the direction. Kept: effect in the orthogonal basis ÷ effect in the raw ' +
        "one. Moves others: what the axis at ±1 does to the other axes' margins, as a share of what they do themselves, mean size.",
      figures: axes.flatMap((axis) => aloneFigures(axis, axes, singles, margin)),
    },
    {
      title: 'Two axes at once, pair by pair: the share of their single effects that they keep',
      rows: 'axes, and the cosine of their directions',
      note: 'By margin, both at ±1, mean of both axes and signs.',
      figures: pairs.flatMap((pair) => pairFigures(pair, singles, margin)),
    },
  ]
}

function builtinAxes(): Axis[] {
  const directions = BUILTIN_AXES.map(({ id }) =>
    decodeDirection(readFileSync(path.join(BUILTIN_DIRECTIONS, `${id}.safetensors`))),
  )
  const basis = orthogonalBasis(directions)
  return directions.map((direction, i) => ({ id: direction.manifest.axis, direction, along: basis[i]! }))
}

function sumOf(basis: Basis, pulls: readonly Pull[]): Sum {
  const { edit } = composeEdit(
    pulls.map(({ axis: { id, direction, along }, sign }) => {
      return { axis: id, direction, strength: sign, mode: 'add', along: basis === 'orthogonal' ? along : null }
    }),
  )
  return { basis, pulls, edit }
}

/** Each axis alone, at each sign, in each basis. */
class Singles {
  readonly all: Sum[]
  constructor(axes: readonly Axis[]) {
    this.all = BASES.flatMap((basis) => axes.flatMap((axis) => SIGNS.map((sign) => sumOf(basis, [{ axis, sign }]))))
  }
  get(basis: Basis, pull: Pull): Edit {
    return this.all.find((one) => one.basis === basis && one.pulls.every((its) => isSame(its, pull)))!.edit
  }
}

const isSame = (one: Pull, other: Pull) => one.axis === other.axis && one.sign === other.sign

function correlatedPairs(axes: readonly Axis[]): Pair[] {
  const pairs = axes.flatMap((one, i) => axes.slice(i + 1).map((other) => [one, other] as const))
  return pairs.flatMap(([one, other]): Pair[] => {
    const cosine = correlation(one.direction, other.direction) ?? 0
    if (Math.abs(cosine) <= LEAST_COSINE) return []
    const signs = SIGNS.flatMap((first) => SIGNS.map((second) => [first, second] as const))
    const sums = BASES.flatMap((basis) =>
      signs.map(([first, second]) => {
        const pulls: Pull[] = [
          { axis: one, sign: first },
          { axis: other, sign: second },
        ]
        return { ...sumOf(basis, pulls), opposed: first * second * cosine < 0 }
      }),
    )
    return [{ axes: [one, other], cosine, sums }]
  })
}

/** Σ effects of the sums ÷ Σ effects of the same pulls alone in the raw basis, each in its pull's own direction. */
function pooledFigures(
  column: string,
  effects: Effects,
  known: readonly string[],
  singles: Singles,
  sums: Pair['sums'],
): Figure[] {
  const figure = (row: string, of: readonly Sum[], goal?: Goal): Figure => {
    const pulls = of.flatMap(({ edit, pulls }) =>
      pulls
        .filter(({ axis }) => known.includes(axis.id))
        .map((pull) => ({
          sign: pull.sign,
          together: effects.of(edit, pull.axis.id),
          alone: effects.of(singles.get('raw', pull), pull.axis.id),
        })),
    )
    const units = Array.from({ length: Math.max(0, ...pulls.map(({ alone }) => alone.length)) }, (_, unit) => unit)
    const kept = (sample: readonly number[]) => {
      const total = (which: 'together' | 'alone') =>
        pulls.reduce((sum, pull) => sum + pull.sign * sumKnown(sample.map((unit) => pull[which][unit]!)), 0)
      return total('together') / total('alone')
    }
    const { value, low, high } = bootstrap(units, kept, SEED)
    return { row, column, value, unit: '', range: [low, high], ...(goal && { goal }) }
  }
  const alone = singles.all.filter(({ basis }) => basis === 'orthogonal')
  const together = (opposed: boolean, basis: Basis) =>
    sums.filter((sum) => sum.opposed === opposed && sum.basis === basis)
  return [
    figure('one alone, orthogonal', alone, ALONE_GOAL),
    ...[true, false].flatMap((opposed) =>
      BASES.map((basis) => figure(`two ${opposed ? 'opposed' : 'agreed'}, ${basis}`, together(opposed, basis))),
    ),
  ]
}

const sumKnown = (values: readonly number[]) => values.reduce((sum, x) => sum + (Number.isNaN(x) ? 0 : x), 0)

function aloneFigures(axis: Axis, axes: readonly Axis[], singles: Singles, effects: Effects): Figure[] {
  const figure = inRow(axis.id)
  /** Of one axis on another's margins. */
  const on = (basis: Basis, sign: 1 | -1, other = axis, by = axis) =>
    mean(effects.of(singles.get(basis, { axis: by, sign }), other.id))
  const odd = (basis: Basis, own = axis) => (on(basis, 1, own, own) - on(basis, -1, own, own)) / 2
  const moves = (basis: Basis) =>
    mean(
      axes
        .filter((other) => other !== axis)
        .flatMap((other) => SIGNS.map((sign) => Math.abs(on(basis, sign, other)) / odd('raw', other))),
    )
  return [
    figure('cosine', dot(axis.along[0]!, axis.direction.layers[0]!.v)),
    figure('kept at 1', on('orthogonal', 1) / on('raw', 1)),
    figure('kept at -1', on('orthogonal', -1) / on('raw', -1)),
    figure('kept, both', odd('orthogonal') / odd('raw'), '', ALONE_GOAL),
    ...BASES.map((basis) => figure(`moves others, ${basis}`, moves(basis))),
  ]
}

function pairFigures({ axes, cosine, sums }: Pair, singles: Singles, effects: Effects): Figure[] {
  const figure = inRow(`${axes.map(({ id }) => id).join(' and ')}, ${cosine.toFixed(2)}`)
  const kept = ({ edit, pulls }: Sum) =>
    pulls.map((pull) => mean(effects.of(edit, pull.axis.id)) / mean(effects.of(singles.get('raw', pull), pull.axis.id)))
  return [true, false].flatMap((opposed) =>
    BASES.map((basis) =>
      figure(
        `${opposed ? 'opposed' : 'agreed'}, ${basis}`,
        mean(sums.filter((sum) => sum.opposed === opposed && sum.basis === basis).flatMap(kept)),
      ),
    ),
  )
}
