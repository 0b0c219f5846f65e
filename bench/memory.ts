/** Where the worker's memory goes: what is resident in this process after each step of its life. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { OpenModel } from '../gpu-worker/engine/open.ts'
import { Steering } from '../gpu-worker/engine/steering.ts'
import { randomDirection, steeredAxis } from './harness/directions.ts'
import { type Figure, inRow, type Table } from './harness/figures.ts'
import { runFullBatch } from './harness/full-batch.ts'
import { openBenchModel } from './harness/model.ts'
import { resident } from './harness/process-memory.ts'

const PROMPT = 128
const STEPS = 64
const MIB = 2 ** 20

// Otherwise what was only needed on the way would be counted, too, at the collector's pleasure.
setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

export async function memory(): Promise<Table[]> {
  const figures: Figure[] = []
  const note = (row: string) => {
    collectGarbage()
    const { all, anonymous, mapped } = resident()
    const { heapUsed } = process.memoryUsage()
    const figure = inRow(row)
    figures.push(
      figure('resident', all, 'MiB'),
      figure('written by the process', anonymous, 'MiB'),
      figure('mapped from files', mapped, 'MiB'),
      figure("of it JavaScript's heap", heapUsed / MIB, 'MiB'),
    )
  }

  note('this program, before the model')
  await using model = await openBenchModel()
  const { rows, form } = model.settings
  note('model loaded')
  await run(model, 1)
  note('after an answer in 1 row')
  await run(model, rows)
  note(`after answers in ${rows} rows`)
  await run(model, rows, true)
  note(`after boosted answers in ${rows} rows (second graph)`)

  const { kv } = model.engine.runner
  const perToken = kv.bytes / (kv.rows * kv.capacity)
  const size = (row: string, value: number, unit: string) => inRow(row)('size', value, unit)
  return [
    {
      title: 'Resident memory',
      rows: 'after',
      note: `Form ${form}. Each answer: ${PROMPT} tokens of prompt and some ${STEPS + rows} written.`,
      figures,
    },
    {
      title: 'Sizes that are known',
      rows: 'what',
      figures: [
        size('KV of one token, all layers', perToken / 1024, 'KiB'),
        size(
          `KV of ${rows} rows at ${PROMPT + STEPS + rows} tokens`,
          (perToken * rows * (PROMPT + STEPS + rows)) / MIB,
          'MiB',
        ),
        size(`KV at most (${kv.rows} rows of ${kv.capacity} tokens)`, kv.bytes / MIB, 'MiB'),
        size('logits of all rows and of a stretch', (4 * model.config.vocabulary * (rows + PROMPT)) / MIB, 'MiB'),
      ],
    },
  ]
}

async function run(model: OpenModel, rows: number, boosted = false): Promise<void> {
  const layers = Array.from({ length: model.config.layers }, (_, l) => l)
  const steering = (row: number) =>
    new Steering([steeredAxis(randomDirection(model, 'axis', layers, row), 0.5, 'boost')])
  await runFullBatch(model, {
    rows,
    promptTokens: PROMPT,
    sampling: { temperature: 0.7 },
    steering: boosted ? steering : undefined,
    blocks: 1,
    steps: STEPS,
  })
}
