/**
 * Against llama.cpp, with two threads each, in turns within one run: on the very file that Attune serves, and on Q4_0, the
 * type that llama.cpp is fastest with here, though it pays for that (see the KL). Attune's figures are those of the whole
 * engine, with sampling and text; llama.cpp's are its graph's alone.
 */

import { STRETCH } from '../gpu-worker/engine/model-runner.ts'
import type { EngineSettings, OpenModel } from '../gpu-worker/engine/open.ts'
import { divergenceOf } from '../gpu-worker/model/distribution.ts'
import { readReference } from '../test/support/reference.ts'
import { writeAlong } from '../test/support/reference-walk.ts'
import { type Figure, type Goal, inRow, type Table } from './harness/figures.ts'
import { msPerStep, runFullBatch } from './harness/full-batch.ts'
import { LlamaCpp, type Waiting } from './harness/llama-cpp.ts'
import { openBenchModel, proseTokens } from './harness/model.ts'
import { inTurns, secondsOf } from './harness/rounds.ts'
import { mean, pairedRatios, summarise } from './harness/statistics.ts'

const STREAMS = [1, 16, 32]
const PROMPT = 128
const ANSWER = 48
const ROUNDS = 3
const THREADS = 2
const DECODE_GOALS: Partial<Record<number, Goal>> = { 1: { atLeast: 1.1 }, 16: { atLeast: 1.5 } }
const PREFILL_GOAL: Goal = { atLeast: 1.5 }
const KL_GOAL: Goal = { atMost: 1e-2 }

/** What it runs and how it waits. Its best is Q4_0; the very file of Attune is slow there, and left out where it takes minutes. */
const OPPONENTS = [
  { name: 'its Q4_0, threads that sleep', type: 'Q4_0', waiting: 'passive', goals: true, most: 32 },
  { name: 'the same file, threads that sleep', type: null, waiting: 'passive', goals: false, most: 16 },
  { name: 'its Q4_0, threads that spin', type: 'Q4_0', waiting: 'active', goals: false, most: 32 },
] as const satisfies readonly { name: string; type: 'Q4_0' | null; waiting: Waiting; goals: boolean; most: number }[]

export async function llamaCpp(): Promise<Table[]> {
  const other = await LlamaCpp.obtain()
  await using model = await openBenchModel({ rows: Math.max(...STREAMS), threads: THREADS })
  const file = model.source.path
  const fileOf = async (type: 'Q4_0' | null) => (type ? await other.quantised(file, type) : file)

  const speeds: Figure[] = []
  const ratios: Figure[] = []
  for (const streams of STREAMS) {
    const column = streams === 1 ? '1 stream' : `${streams} streams`
    const variants: Record<string, () => Promise<number>> = { Attune: () => decodeRate(model, streams) }
    const opponents = OPPONENTS.filter(({ most }) => streams <= most)
    for (const { name, type, waiting } of opponents) {
      const opponent = await fileOf(type)
      variants[name] = async () => (await other.speed(opponent, streams, PROMPT, ANSWER, waiting)).decode
    }
    const rates = await inTurns(variants, { rounds: ROUNDS })
    speeds.push({ row: `Attune, ${model.settings.form}`, column, unit: 'tok/s', ...summarise(rates.Attune!) })
    for (const { name, goals } of opponents) {
      speeds.push({ row: `llama.cpp, ${name}`, column, unit: 'tok/s', ...summarise(rates[name]!) })
      const ratio = summarise(pairedRatios(rates.Attune!, rates[name]!))
      ratios.push({ row: name, column, unit: '', ...ratio, goal: goals ? DECODE_GOALS[streams] : undefined })
    }
  }
  return [
    {
      title: 'Decode: Attune ÷ llama.cpp',
      rows: 'llama.cpp with',
      note:
        `${THREADS} threads each; every stream at ${PROMPT} to ${PROMPT + ANSWER} tokens. Median (least–most) of ${ROUNDS} ` +
        'rounds in which they took turns.',
      figures: ratios,
    },
    { title: 'Decode throughput', rows: 'engine', figures: speeds },
    await prefillTable(model, other, await fileOf('Q4_0')),
    await fidelityTable(model, other, await fileOf('Q4_0')),
  ]
}

/** Tokens a second of all streams, through the whole engine. */
async function decodeRate(model: OpenModel, streams: number): Promise<number> {
  const [block] = await runFullBatch(model, {
    rows: streams,
    promptTokens: PROMPT,
    sampling: {},
    blocks: 1,
    steps: ANSWER - 4,
  })
  return (1000 * streams) / msPerStep(block!)
}

async function prefillTable(model: OpenModel, other: LlamaCpp, q4: string): Promise<Table> {
  await using bytes = await openBenchModel({ prefill: model.settings.form, threads: THREADS })
  const ours = (of: OpenModel) => async () => PROMPT / (await secondsOf(() => prefill(of, PROMPT)))
  const theirs = (file: string, waiting: Waiting) => async () => (await other.speed(file, 1, PROMPT, 4, waiting)).prompt
  const exact = `Attune, ${model.settings.prefill}`
  const fast = `Attune, ${bytes.settings.prefill}`
  const rates = await inTurns(
    {
      [exact]: ours(model),
      [fast]: ours(bytes),
      'llama.cpp, Q4_0 sleeping': theirs(q4, 'passive'),
      'llama.cpp, Q4_0 spinning': theirs(q4, 'active'),
      'llama.cpp, the same file': theirs(model.source.path, 'passive'),
    },
    { rounds: ROUNDS },
  )
  const figures = Object.entries(rates).map(
    ([row, values]): Figure => ({ row, column: 'tokens', unit: 'tok/s', ...summarise(values) }),
  )
  for (const row of [exact, fast]) {
    for (const [column, opponent] of [
      ['÷ Q4_0 sleeping', 'llama.cpp, Q4_0 sleeping'],
      ['÷ Q4_0 spinning', 'llama.cpp, Q4_0 spinning'],
    ] as const) {
      const ratio = summarise(pairedRatios(rates[row]!, rates[opponent]!))
      figures.push({ row, column, unit: '', ...ratio, goal: column.endsWith('sleeping') ? PREFILL_GOAL : undefined })
    }
  }
  const note = `A prompt of ${PROMPT} tokens. Attune reads prompts in '${model.settings.prefill}' unless told otherwise.`
  return { title: 'Prompts', rows: 'engine and weights', note, figures }
}

async function prefill(model: OpenModel, length: number): Promise<void> {
  const ids = proseTokens(model, length)
  for (let start = 0; start < length; start += STRETCH) {
    await model.engine.runner.stretch({ row: 0, start, ids: ids.slice(start, start + STRETCH) })
  }
}

/** What the speed costs: each engine's distance from the same file's weights in float32. */
async function fidelityTable(model: OpenModel, other: LlamaCpp, q4: string): Promise<Table> {
  const text = `${prose.text!}\n`.repeat(Math.ceil(4096 / prose.text!.length))
  const exact = await other.quantised(model.source.path, 'F32')
  const expected = await proseLogits({ form: 'fp32', prefill: 'fp32' })
  const got = await proseLogits({})
  const kl = mean(expected.map((logits, i) => divergenceOf(logits, got[i]!)))
  const figure = (row: string, value: number, goal?: Goal) => inRow(row)('KL to float32', value, '', goal)
  return {
    title: 'What it costs',
    rows: 'engine and weights',
    note: 'Nats a token, on prose. llama.cpp by its own tool, in windows of 128 tokens; Attune token by token.',
    figures: [
      figure(`Attune, ${model.settings.form}`, kl, KL_GOAL),
      figure('llama.cpp, the same file', await other.divergence(exact, model.source.path, text)),
      figure('llama.cpp, Q4_0', await other.divergence(exact, q4, text)),
    ],
  }
}

const prose = readReference().sequence('prose')

/** What would be sampled from after each token of the prose. */
async function proseLogits(settings: Partial<EngineSettings>): Promise<Float32Array[]> {
  await using model = await openBenchModel({ threads: THREADS, rows: 1, ...settings })
  const all: Float32Array[] = []
  await writeAlong(model, [prose], (_sequence, _position, logits) => void all.push(logits.slice()))
  return all
}
