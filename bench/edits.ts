/**
 * What personalisation costs: throughput with every row under an edit of its own ÷ throughput without any, in one run of
 * the whole engine in which the steering of all rows is taken away and given back between blocks of steps.
 */
import type { OpenModel } from '../gpu-worker/engine/open.ts'
import { Steering } from '../gpu-worker/engine/steering.ts'
import type { Edit } from '../shared/steering/edit.ts'
import type { Hook } from '../shared/steering/hook.ts'
import type { EditMode } from '../shared/wire/steering.ts'
import { randomDirection, steeredAxis } from './harness/directions.ts'
import type { Figure, Goal, Table } from './harness/figures.ts'
import { type Block, runFullBatch } from './harness/full-batch.ts'
import { openBenchModel } from './harness/model.ts'
import { pairedRatios, summarise } from './harness/statistics.ts'

const ROWS = [1, 2, 4, 8, 16, 32]
const GOAL_ROWS = 16
const PROMPT = 64
const PAIRS = 14
const STEPS = 6

type Kind = {
  name: string
  axes: number
  /** Axes that only tell how far the text leans. */
  observed: number
  layers: (count: number) => number[]
  mode: EditMode
  goal: Goal
}

const oneLayer = (count: number) => [Math.round((count * 2) / 3)]
const KINDS: Kind[] = [
  { name: 'one axis', axes: 1, observed: 0, layers: oneLayer, mode: 'add', goal: { atLeast: 0.97 } },
  { name: 'ten axes', axes: 10, observed: 0, layers: oneLayer, mode: 'add', goal: { atLeast: 0.97 } },
  { name: 'six axes, six more observed', axes: 6, observed: 6, layers: oneLayer, mode: 'add', goal: { atLeast: 0.97 } },
  {
    name: 'one axis boosted on every layer',
    axes: 1,
    observed: 0,
    layers: (count) => Array.from({ length: count }, (_, l) => l),
    mode: 'boost',
    goal: { atLeast: 0.9 },
  },
]

export async function edits(): Promise<Table[]> {
  await using model = await openBenchModel({ rows: Math.max(...ROWS) })
  const whole: Figure[] = []
  const graph: Figure[] = []
  for (const kind of KINDS) {
    for (const rows of ROWS) {
      const column = rows === 1 ? '1 row' : `${rows} rows`
      const { plain, edited } = await plainAndEdited(model, kind, rows)
      const figure = (seconds: (block: Block) => number): Figure => {
        const cost = (block: Block) => seconds(block) / block.steps
        return { row: kind.name, column, unit: '', ...summarise(pairedRatios(plain.map(cost), edited.map(cost))) }
      }
      const goal = rows === GOAL_ROWS ? kind.goal : undefined
      whole.push({ ...figure(({ seconds }) => seconds), goal })
      graph.push(figure(({ graphSeconds }) => graphSeconds))
    }
  }
  const note =
    `Form ${model.settings.form}, every row under another edit. Median (least–most) of ${PAIRS} pairs of ` +
    `${STEPS} steps with and ${STEPS} without, in one run.`
  return [
    { title: 'Throughput with edits ÷ without', rows: 'edit of each row', note, figures: whole },
    { title: 'The same, time inside the graph only', rows: 'edit of each row', figures: graph },
  ]
}

/** An axis at strength 0 is read still: nothing of it is done only where there is no steering. */
class Removable extends Steering {
  isThere = false

  override get edit(): Edit | null {
    return this.isThere ? super.edit : null
  }

  override get hooks(): readonly Hook[] {
    return this.isThere ? super.hooks : []
  }
}

/** Times with and without the edits, pair by pair. */
async function plainAndEdited(model: OpenModel, { axes, observed, layers, mode }: Kind, rows: number) {
  const steerings = Array.from({ length: rows }, (_, row) => {
    const all = Array.from({ length: axes + observed }, (_, axis) =>
      randomDirection(model, `axis${axis}`, layers(model.config.layers), row * (axes + observed) + axis),
    ).map((direction) => steeredAxis(direction, 0.5, mode))
    return new Removable(all.slice(0, axes), 'generated', false, all.slice(axes))
  })
  const blocks = await runFullBatch(model, {
    rows,
    promptTokens: PROMPT,
    sampling: { temperature: 0.7, top_p: 0.9 },
    steering: (row) => steerings[row]!,
    // The first pair warms up.
    blocks: 2 * (PAIRS + 1),
    steps: STEPS,
    onBlock(index) {
      for (const steering of steerings) steering.isThere = isEdited(index)
    },
  })
  const kept = blocks.map((block, index) => ({ block, edited: isEdited(index) })).slice(2)
  return {
    plain: kept.filter(({ edited }) => !edited).map(({ block }) => block),
    edited: kept.filter(({ edited }) => edited).map(({ block }) => block),
  }
}

/** Plain edited, edited plain, …: the context grows with every step, and so neither kind is always the later one. */
const isEdited = (block: number) => [false, true, true, false][block % 4]!
