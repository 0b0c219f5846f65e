/**
 * Checks the CUDA path on a machine with a GPU, and says what it found: `npm run check:gpu`. The model (`ATTUNE_MODEL`, or
 * the default one) runs there in halves and beside it on the CPU in plain floats; what both compute is compared, and how
 * fast the GPU does it is measured. Exit code 1 if anything is not as it should be.
 */
import { join } from 'node:path'
import { STRETCH } from '../gpu-worker/engine/model-runner.ts'
import { type OpenModel, openModel } from '../gpu-worker/engine/open.ts'
import { seededRandom } from '../gpu-worker/engine/random.ts'
import { PLAIN_TEXTS } from '../gpu-worker/model/calibration/texts.ts'
import { divergenceOf } from '../gpu-worker/model/distribution.ts'
import { cacheFolder } from '../gpu-worker/model/store/cache-folder.ts'
import { obtainModel } from '../gpu-worker/model/store/store.ts'
import { ORT_VERSION } from '../gpu-worker/runtime/ort-api.ts'
import type { Edit } from '../shared/steering/edit.ts'
import { hookAt, type Site } from '../shared/steering/hook.ts'
import type { RankSlot } from '../shared/steering/slot.ts'

const ROWS = 16
const MOST_ROWS = 32
const CONTEXT = 512
const PROMPT = 48
const STEPS = 16
/** Mean KL to plain floats, in nats: what halves cost is a tenth of it. */
const MOST_KL = 1e-3
const SEED = 3

let failures = 0
function report(name: string, passed: boolean | null, detail: string): void {
  if (passed === false) failures++
  console.log(`${passed === null ? '·' : passed ? '✓' : '✗'} ${name.padEnd(22)} ${detail}`)
}

const source = await obtainModel()
const open = (settings: Parameters<typeof openModel>[0]['settings']) =>
  openModel({ source, graphs: join(cacheFolder(), 'graphs'), settings: { context: CONTEXT, ...settings } })

try {
  const began = performance.now()
  await using gpu = await open({ device: 'cuda', rows: MOST_ROWS })
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  report('device', true, `${gpu.device.model}, ONNX Runtime ${ORT_VERSION}`)
  report(
    'model',
    true,
    `${source.id}, ${gpu.settings.form}, ready in ${seconds} s; its graphs apply edits as they should`,
  )
  await using cpu = await open({ form: 'fp32', prefill: 'fp32', rows: ROWS })
  await checkReadings(gpu, cpu)
  await checkSteps(gpu, cpu)
  await checkLiveChange(gpu)
  await checkMoves(gpu)
  await measure(gpu)
} catch (problem) {
  report('stopped', false, (problem as Error).message)
  if (process.env.ATTUNE_ORT_LOG) console.error(problem)
}
console.log(failures ? `${failures} of the checks failed` : 'The CUDA path works on this machine.')
process.exitCode = failures ? 1 : 0

/** Prose, `length` tokens of it, beginning elsewhere for each row. */
function tokensOf({ tokenizer }: OpenModel, length: number, row = 0): number[] {
  const ids = PLAIN_TEXTS.flatMap((text) => tokenizer.encode(text))
  return Array.from({ length }, (_, i) => ids[(row * 31 + i) % ids.length]!)
}

/** A vector a fifth as large as the stream, and rank slots; by turns of row. */
function editOf({ config }: OpenModel, row: number, sites: readonly Site[] = ['residual']): Edit {
  const uniform = seededRandom(SEED + row)
  const vector = (size: number) =>
    Float32Array.from({ length: config.hidden }, () => (2 * uniform() - 1) * Math.sqrt(3 / config.hidden) * size)
  const slot = (): RankSlot => ({ u: vector(1), v: vector(1), a: 0.5, g: 0.5 })
  const layer = Math.round((config.layers * 2) / 3)
  const slots = Array.from({ length: row % 3 === 2 ? 2 : 0 }, slot)
  return new Map(sites.map((site) => [hookAt(site, layer), { e: vector(0.5 * Math.sqrt(config.hidden)), slots }]))
}

async function checkReadings(gpu: OpenModel, cpu: OpenModel): Promise<void> {
  const ids = tokensOf(cpu, STRETCH)
  for (const [name, edit] of [
    ['readings', null],
    ['edited readings', editOf(cpu, 1)],
    ['rank slots', editOf(cpu, 2)],
    ['all sites', editOf(cpu, 2, ['residual', 'attention', 'mlp'])],
  ] as const) {
    const read = async ({ engine }: OpenModel) => {
      const { logits } = await engine.runner.stretch({ row: 0, start: 0, ids, edit, logits: 'all' })
      return logits.slice()
    }
    const [expected, got] = [await read(cpu), await read(gpu)]
    const kl = meanKl(expected, got, cpu.config.vocabulary)
    report(name, kl <= MOST_KL, `KL to plain floats ${kl.toExponential(1)} over ${ids.length} tokens`)
  }
}

/** All rows at once, each under another edit, along the same tokens on both. */
async function checkSteps(gpu: OpenModel, cpu: OpenModel): Promise<void> {
  const V = cpu.config.vocabulary
  const prompts = Array.from({ length: ROWS }, (_, row) => tokensOf(cpu, PROMPT + STEPS, row))
  const walk = async ({ engine: { runner } }: OpenModel, edits: readonly (Edit | null)[]) => {
    for (const [row, ids] of prompts.entries()) {
      await runner.stretch({ row, start: 0, ids: ids.slice(0, PROMPT) })
      runner.edits.set(row, edits[row]!)
    }
    const all: Float32Array[] = []
    for (let t = PROMPT; t < PROMPT + STEPS; t++) {
      const { logits } = await runner.decode(
        prompts.map((ids) => ids[t]!),
        prompts.map(() => t),
      )
      all.push(logits.slice())
    }
    for (const row of prompts.keys()) runner.edits.set(row, null)
    return all
  }
  const none = prompts.map(() => null)
  const edits = prompts.map((_, row) => (row % 4 === 3 ? null : editOf(cpu, row)))
  const plain = await walk(gpu, none)
  for (const [name, chosen] of [
    ['steps', none],
    ['steps under edits', edits],
  ] as const) {
    const expected = await walk(cpu, chosen)
    const got = name === 'steps' ? plain : await walk(gpu, chosen)
    const kl = mean(expected.map((logits, t) => meanKl(logits, got[t]!, V)))
    const moved = mean(plain.map((logits, t) => meanKl(logits, got[t]!, V)))
    const acts = name === 'steps' || moved > 10 * kl
    const effect = name === 'steps' ? '' : `; the edits move it by ${moved.toExponential(1)}`
    report(name, kl <= MOST_KL && acts, `${ROWS} rows, KL to plain floats ${kl.toExponential(1)}${effect}`)
  }
}

/** A change between two steps is in force in the next one. */
async function checkLiveChange(gpu: OpenModel): Promise<void> {
  const { runner } = gpu.engine
  const { hidden } = gpu.config
  let worst = 0
  for (const row of [0, 1, 3]) {
    const edit = editOf(gpu, row)
    const [hook, { e, slots }] = [...edit][0]!
    if (slots.length) continue
    runner.edits.set(0, edit)
    const { states } = await runner.decode([5], [0])
    const { hidden: before, edited } = states.get(hook)!
    const difference = norm(e.map((value, i) => edited[i]! - before[i]! - value))
    worst = Math.max(worst, difference / norm(e), edited.length === hidden ? 0 : 1)
  }
  runner.edits.set(0, null)
  report('live changes', worst < 1e-3, `in force in the next step, off by ${worst.toExponential(1)} of the edit`)
}

/** Keys and values that are copied out, in, and between rows are those that prefill wrote. */
async function checkMoves(gpu: OpenModel): Promise<void> {
  const { runner } = gpu.engine
  const ids = tokensOf(gpu, PROMPT)
  for (const row of [0, 1, 2]) await runner.stretch({ row, start: 0, ids: row === 0 ? ids : ids.toReversed() })
  const host = runner.kv.copyOf(PROMPT)
  runner.kv.read(0, 0, PROMPT, host)
  runner.kv.write(1, 0, PROMPT, host)
  runner.kv.copy(0, 2, PROMPT)
  const { logits } = await runner.decode([7, 7, 7], [PROMPT, PROMPT, PROMPT])
  const V = gpu.config.vocabulary
  const rows = [0, 1, 2].map((row) => logits.slice(row * V, (row + 1) * V))
  const kl = Math.max(meanKl(rows[0]!, rows[1]!, V), meanKl(rows[0]!, rows[2]!, V))
  report('copies of prompts', kl < 1e-6, `KL between a row and its copies ${kl.toExponential(1)}`)
}

/** Steps and prompts a second, and what edits cost: medians. */
async function measure(gpu: OpenModel): Promise<void> {
  const { runner } = gpu.engine
  for (const rows of [1, ROWS, MOST_ROWS]) {
    const ids = Array.from({ length: rows }, (_, row) => tokensOf(gpu, 1, row)[0]!)
    const ms: Record<string, number> = {}
    for (const kind of ['none', 'added vectors', 'rank slots'] as const) {
      for (let row = 0; row < rows; row++) {
        runner.edits.set(row, kind === 'none' ? null : editOf(gpu, kind === 'rank slots' ? 3 * row + 2 : 3 * row))
      }
      const positions = ids.map(() => 128)
      ms[kind] = await medianMs(60, () => runner.decode(ids, positions))
    }
    for (let row = 0; row < rows; row++) runner.edits.set(row, null)
    const kept = (kind: string) => `${kind} ${(ms.none! / ms[kind]!).toFixed(3)}`
    report(
      `${rows} rows`,
      null,
      `${((1000 * rows) / ms.none!).toFixed(0)} tok/s (${ms.none!.toFixed(2)} ms a step); kept with every row edited: ` +
        `${kept('added vectors')}, ${kept('rank slots')}`,
    )
  }
  const ids = tokensOf(gpu, STRETCH)
  const stretch = await medianMs(20, () => runner.stretch({ row: 0, start: 0, ids }))
  report('prompts', null, `${((1000 * STRETCH) / stretch).toFixed(0)} tok/s in stretches of ${STRETCH}`)
  const host = runner.kv.copyOf(STRETCH)
  const copy = await medianMs(20, async () => runner.kv.write(1, 0, STRETCH, host))
  report(
    'kept prompts',
    null,
    `${copy.toFixed(2)} ms to copy ${STRETCH} tokens in, ${stretch.toFixed(2)} ms to read them`,
  )
}

async function medianMs(times: number, run: () => Promise<unknown>): Promise<number> {
  const all: number[] = []
  for (let i = 0; i < times + 5; i++) {
    const began = performance.now()
    await run()
    if (i >= 5) all.push(performance.now() - began)
  }
  return all.sort((a, b) => a - b)[Math.floor(all.length / 2)]!
}

/** Mean KL(p ‖ q) of rows of logits, in nats. NaN where a logit is no number, which passes no check. */
function meanKl(p: Float32Array, q: Float32Array, V: number): number {
  const rows = Array.from({ length: p.length / V }, (_, row) => [row * V, (row + 1) * V] as const)
  return Math.max(mean(rows.map(([from, to]) => divergenceOf(p.subarray(from, to), q.subarray(from, to)))), 0)
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function norm(x: Float32Array): number {
  return Math.sqrt(x.reduce((sum, value) => sum + value * value, 0))
}
