/**
 * What the edge adds: the same question asked of the worker itself and through the edge, in turns, on one running pair.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SILENT, startAttune } from '../cli/attune.ts'
import type { Figure, Goal, Table } from './harness/figures.ts'
import { percentile } from './harness/statistics.ts'
import { type OnChunk, streamFromEdge, streamFromWorker } from './harness/streams.ts'

const ROUNDS = 100
const WARM_UP = 5
const FIRST_TOKEN_GOAL: Goal = { atMost: 10 }
const CHUNK_GOAL: Goal = { atMost: 1 }

/** In milliseconds: from the request to the first text, and from there on between two chunks, on average. */
type Timing = { firstToken: number; perChunk: number }

export async function edge(): Promise<Table[]> {
  const state = await mkdtemp(join(tmpdir(), 'attune-bench-'))
  try {
    const attune = await startAttune({ port: 0, workerPort: 0, state, steps: SILENT })
    try {
      const question = { model: attune.model.id, system: 'Count.', content: 'One, two, three', maxTokens: 12 }
      const worker = { url: attune.workerUrl, secret: attune.secret }
      return tablesOf(
        await timeInTurns(
          (onChunk) => streamFromWorker(worker, question, onChunk),
          (onChunk) => streamFromEdge(attune, question, onChunk),
        ),
      )
    } finally {
      await attune.close()
    }
  } finally {
    await rm(state, { recursive: true, force: true })
  }
}

type Ask = (onChunk: OnChunk) => Promise<void>

async function timeInTurns(askWorker: Ask, askEdge: Ask): Promise<{ direct: Timing[]; through: Timing[] }> {
  const direct: Timing[] = []
  const through: Timing[] = []
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const ask = [async () => direct.push(await time(askWorker)), async () => through.push(await time(askEdge))]
    for (const turn of round % 2 === 0 ? ask : ask.reverse()) await turn()
    if (round < 0) direct.length = through.length = 0
  }
  return { direct, through }
}

async function time(ask: Ask): Promise<Timing> {
  const began = performance.now()
  const arrivals: number[] = []
  await ask((chunk) => {
    if (chunk.choices[0].delta.content) arrivals.push(performance.now())
  })
  const [first] = arrivals
  if (first === undefined || arrivals.length < 2) throw new Error('the answer has too little text to be timed')
  return { firstToken: first - began, perChunk: (arrivals.at(-1)! - first) / (arrivals.length - 1) }
}

function tablesOf({ direct, through }: { direct: Timing[]; through: Timing[] }): Table[] {
  const figures: Figure[] = []
  const add = (what: string, pick: (timing: Timing) => number, percent: number, goal?: Goal) => {
    const row = `${what}, P${percent}`
    const [alone, behind] = [direct, through].map((timings) => percentile(timings.map(pick), percent)) as [
      number,
      number,
    ]
    const figure = (column: string, value: number, goal?: Goal): Figure => ({ row, column, value, unit: 'ms', goal })
    figures.push(
      figure('worker alone', alone),
      figure('through the edge', behind),
      figure('added', behind - alone, goal),
    )
  }
  add('to the first token', ({ firstToken }) => firstToken, 50)
  add('to the first token', ({ firstToken }) => firstToken, 95, FIRST_TOKEN_GOAL)
  add('a chunk', ({ perChunk }) => perChunk, 50, CHUNK_GOAL)
  add('a chunk', ({ perChunk }) => perChunk, 95)
  return [
    {
      title: 'Latency that the edge adds',
      rows: 'time',
      note:
        `${ROUNDS} requests each, in turns, one at a time, temperature 0. The edge is the bundled Worker in workerd on the ` +
        "same machine; its requests name a user. 'Added' is the difference of the percentiles, and so holds the noise of the model's own time, too.",
      figures,
    },
  ]
}
