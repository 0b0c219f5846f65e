/**
 * What the edge adds: the same question asked of the worker itself and through the edge, in turns, on one running pair.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SILENT, startAttune } from '../cli/attune.ts'
import { type Figure, type Goal, inRow, type Table } from './harness/figures.ts'
import { percentile } from './harness/statistics.ts'
import { type OnChunk, streamFromEdge, streamFromWorker } from './harness/streams.ts'

const ROUNDS = 150
const WARM_UP = 5
const FIRST_TOKEN_GOAL: Goal = { atMost: 10 }
const CHUNK_GOAL: Goal = { atMost: 1 }

/** In milliseconds. */
type Timing = {
  /** From the request to the first text. */
  firstToken: number
  /** The same without the time from the engine taking the request to its first token, which varies far more. */
  beside: number
  /** From there on between two chunks, on average. */
  perChunk: number
}

export async function edge(): Promise<Table[]> {
  const state = await mkdtemp(join(tmpdir(), 'attune-bench-'))
  try {
    const attune = await startAttune({ port: 0, workerPort: 0, state, steps: SILENT })
    try {
      const question = { model: attune.model.id, system: 'Count.', content: 'One, two, three', maxTokens: 12 }
      const worker = { url: attune.workerUrl, secret: attune.secret }
      return tablesOf(
        await timeInTurns(
          attune.workerUrl,
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

async function timeInTurns(workerUrl: string, askWorker: Ask, askEdge: Ask) {
  const direct: Timing[] = []
  const through: Timing[] = []
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const turns = [
      async () => direct.push(await time(workerUrl, askWorker)),
      async () => through.push(await time(workerUrl, askEdge)),
    ]
    for (const turn of round % 2 === 0 ? turns : turns.reverse()) await turn()
    if (round < 0) direct.length = through.length = 0
  }
  return { direct, through }
}

async function time(workerUrl: string, ask: Ask): Promise<Timing> {
  const before = await firstTokenTotal(workerUrl)
  const began = performance.now()
  const arrivals: number[] = []
  await ask((chunk) => {
    if (chunk.choices[0].delta.content) arrivals.push(performance.now())
  })
  const [first] = arrivals
  if (first === undefined || arrivals.length < 2) throw new Error('the answer has too little text to be timed')
  const firstToken = first - began
  const inEngine = (await firstTokenTotal(workerUrl)) - before
  return {
    firstToken,
    beside: firstToken - inEngine,
    perChunk: (arrivals.at(-1)! - first) / (arrivals.length - 1),
  }
}

/** Milliseconds that all answers of the worker so far waited for their first token, from when the engine had them. */
async function firstTokenTotal(workerUrl: string): Promise<number> {
  const metrics = await (await fetch(`${workerUrl}/metrics`)).text()
  const seconds = metrics.match(/^attune_first_token_seconds_sum\S* (\S+)$/m)?.[1]
  if (seconds === undefined) throw new Error("the worker's metrics have no attune_first_token_seconds")
  return 1000 * Number(seconds)
}

function tablesOf({ direct, through }: { direct: Timing[]; through: Timing[] }): Table[] {
  const figures: Figure[] = []
  const add = (what: string, pick: (timing: Timing) => number, percent: number, goal?: Goal) => {
    const figure = inRow(`${what}, P${percent}`)
    const at = (timings: Timing[]) => percentile(timings.map(pick), percent)
    figures.push(
      figure('worker alone', at(direct), 'ms'),
      figure('through the edge', at(through), 'ms'),
      figure('added', at(through) - at(direct), 'ms', goal),
    )
  }
  add('to the first token', ({ firstToken }) => firstToken, 50)
  add('the same beside the engine', ({ beside }) => beside, 50)
  add('the same beside the engine', ({ beside }) => beside, 95, FIRST_TOKEN_GOAL)
  add('a chunk', ({ perChunk }) => perChunk, 50, CHUNK_GOAL)
  add('a chunk', ({ perChunk }) => perChunk, 95)
  return [
    {
      title: 'Latency that the edge adds',
      rows: 'time',
      note:
        `${ROUNDS} requests each, in turns, one at a time, temperature 0. The edge is the bundled Worker in workerd on the ` +
        'same machine; its requests name a user. Beside the engine: less the time from the engine taking the request to ' +
        'its first token, as the worker counts it. Added: the difference of the percentiles.',
      figures,
    },
  ]
}
