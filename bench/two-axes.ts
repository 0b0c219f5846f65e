/**
 * Two axes at once: what share of their single effects they keep, along the directions as fitted and along the vectors
 * that were made orthogonal to one another; and what one axis alone keeps of its effect in the orthogonal basis, which
 * decides whether that basis is the default.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { EngineLanguageModel } from '../gpu-worker/engine/language-model.ts'
import { BUILTIN_AXES, builtinFitSpec } from '../gpu-worker/fitting/builtin-axes.ts'
import { BUILTIN_DIRECTIONS } from '../gpu-worker/fitting/builtin-directions.ts'
import { margins } from '../gpu-worker/fitting/margin.ts'
import { DEFAULT_MODEL } from '../gpu-worker/model/store/known-models.ts'
import { type Direction, decodeDirection } from '../shared/direction.ts'
import { correlation } from '../shared/steering/correlation.ts'
import { composeEdit, dot, type Edit } from '../shared/steering/edit.ts'
import { orthogonalBasis } from '../shared/steering/orthogonal-basis.ts'
import type { Basis } from '../shared/wire/steering.ts'
import { type Figure, type Goal, inRow, type Table } from './harness/figures.ts'
import { openBenchModel } from './harness/model.ts'
import { mean } from './harness/statistics.ts'

const BASES: readonly Basis[] = ['raw', 'orthogonal']
const SIGNS = [1, -1] as const
const ALONE_GOAL: Goal = { atLeast: 0.9 }
/** Pairs less correlated than this hardly meet. */
const CORRELATED = 0.2

type Axis = { id: string; direction: Direction; along: readonly Float32Array[] }
type Pull = { axis: Axis; strength: number }

/** How far an edit moves the model towards an axis's positive pole; negative: towards the other. */
type Effect = (axis: Axis, edit: Edit) => Promise<number>

export async function twoAxes(): Promise<Table[]> {
  const axes = builtinAxes()
  await using model = await openBenchModel({ rows: 1 })
  if (model.source.sha256 !== DEFAULT_MODEL.sha256) {
    throw new Error('the built-in directions are of the default model: unset ATTUNE_MODEL')
  }
  const effect = await marginEffect(new EngineLanguageModel(model), axes)
  const singles = await singleEffects(axes, effect)
  const pairs = pairsOf(axes).filter(({ cosine }) => Math.abs(cosine) > CORRELATED)
  return [
    {
      title: 'One axis alone in the orthogonal basis',
      rows: 'axis',
      note:
        `Effect: change of the mean margin of the axis's ten written pairs. Cosine: of the orthogonal vector with the direction. ` +
        'Kept: effect in the orthogonal basis ÷ effect in the raw one, at strengths 1 and -1. Moves others: what the axis at ' +
        "±1 does to the other axes' margins, as a share of what they do themselves, mean size.",
      figures: axes.flatMap((axis) => aloneFigures(axis, axes, singles)),
    },
    {
      title: 'Two axes at once: the share of their single effects that they keep',
      rows: 'axes, and the cosine of their directions',
      note:
        'Both at strength ±1, with the cap on the sum in force; each effect ÷ that of the axis alone in the raw basis, mean of both axes. ' +
        'Opposed: signs with which the directions cancel in the raw basis; agreed: the other two.',
      figures: await pairFigures(pairs, singles, effect),
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

async function marginEffect(model: EngineLanguageModel, axes: readonly Axis[]): Promise<Effect> {
  const specs = new Map(BUILTIN_AXES.map((axis) => [axis.id, builtinFitSpec(axis)]))
  const marginOf = async ({ id }: Axis, edit?: Edit) =>
    mean(
      await margins(
        model,
        specs.get(id)!.pairs.map((pair) => ({ pair, ...(edit && { edit }) })),
        {},
      ),
    )
  const plain = new Map<Axis, number>()
  for (const axis of axes) plain.set(axis, await marginOf(axis))
  return async (axis, edit) => (await marginOf(axis, edit)) - plain.get(axis)!
}

const editOf = (basis: Basis, pulls: readonly Pull[]): Edit =>
  composeEdit(
    pulls.map(({ axis: { id, direction, along }, strength }) => {
      return { axis: id, direction, strength, mode: 'add', along: basis === 'orthogonal' ? along : null }
    }),
  ).edit

/** What each axis alone at each sign does to each axis. */
class Singles {
  readonly #effects = new Map<string, number>()
  set(basis: Basis, { axis, strength }: Pull, on: Axis, effect: number): void {
    this.#effects.set([basis, axis.id, strength, on.id].join(), effect)
  }
  get(basis: Basis, { axis, strength }: Pull, on: Axis = axis): number {
    return this.#effects.get([basis, axis.id, strength, on.id].join())!
  }
}

async function singleEffects(axes: readonly Axis[], effect: Effect): Promise<Singles> {
  const singles = new Singles()
  for (const basis of BASES) {
    for (const axis of axes) {
      for (const strength of SIGNS) {
        const edit = editOf(basis, [{ axis, strength }])
        for (const on of axes) singles.set(basis, { axis, strength }, on, await effect(on, edit))
      }
    }
  }
  return singles
}

function aloneFigures(axis: Axis, axes: readonly Axis[], singles: Singles): Figure[] {
  const figure = inRow(axis.id)
  const of = (basis: Basis, strength: number) => singles.get(basis, { axis, strength })
  const kept = (strength: number) => of('orthogonal', strength) / of('raw', strength)
  const both = (of('orthogonal', 1) - of('orthogonal', -1)) / (of('raw', 1) - of('raw', -1))
  const others = axes.filter((other) => other !== axis)
  const moves = (basis: Basis) =>
    mean(
      others.flatMap((other) =>
        SIGNS.map((strength) => {
          const own = mean(SIGNS.map((sign) => sign * singles.get('raw', { axis: other, strength: sign })))
          return Math.abs(singles.get(basis, { axis, strength }, other)) / own
        }),
      ),
    )
  return [
    figure('cosine', dot(axis.along[0]!, axis.direction.layers[0]!.v)),
    figure('kept at 1', kept(1)),
    figure('kept at -1', kept(-1)),
    figure('kept, both', both, '', ALONE_GOAL),
    figure('moves others: raw', moves('raw')),
    figure('orthogonal', moves('orthogonal')),
  ]
}

type AxisPair = { axes: [Axis, Axis]; cosine: number }

function pairsOf(axes: readonly Axis[]): AxisPair[] {
  return axes.flatMap((one, i) =>
    axes
      .slice(i + 1)
      .map((other): AxisPair => ({ axes: [one, other], cosine: correlation(one.direction, other.direction) ?? 0 })),
  )
}

async function pairFigures(pairs: readonly AxisPair[], singles: Singles, effect: Effect): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const { axes, cosine } of pairs) {
    const figure = inRow(`${axes.map(({ id }) => id).join(' and ')}, ${cosine.toFixed(2)}`)
    for (const opposed of [true, false]) {
      for (const basis of BASES) {
        const kept: number[] = []
        for (const first of SIGNS) {
          for (const second of SIGNS) {
            if (first * second * cosine < 0 !== opposed) continue
            const pulls = [first, second].map((strength, i): Pull => ({ axis: axes[i]!, strength }))
            const edit = editOf(basis, pulls)
            for (const pull of pulls) kept.push((await effect(pull.axis, edit)) / singles.get('raw', pull))
          }
        }
        figures.push(figure(`${opposed ? 'opposed' : 'agreed'}: ${basis}`, mean(kept)))
      }
    }
  }
  const all = inRow('all of them')
  for (const column of new Set(figures.map(({ column }) => column))) {
    figures.push(all(column, mean(figures.filter((one) => one.column === column).map(({ value }) => value))))
  }
  return figures
}
