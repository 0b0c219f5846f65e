/** How fast tokens come: the graph alone, the whole engine around it, and prompts. */
import { formsRightHere } from '../gpu-worker/engine/byte-products.ts'
import { STRETCH } from '../gpu-worker/engine/model-runner.ts'
import type { OpenModel } from '../gpu-worker/engine/open.ts'
import type { FormName } from '../gpu-worker/model/forms/plans.ts'
import type { Figure, Table } from './harness/figures.ts'
import { hostMsPerStep, msPerStep, runFullBatch } from './harness/full-batch.ts'
import { BENCH_DEVICE, openBenchModel, proseTokens } from './harness/model.ts'
import { inTurns, secondsOf } from './harness/rounds.ts'
import { type Summary, summarise } from './harness/statistics.ts'

const ROWS = [1, 2, 4, 8, 16, 32]
const CONTEXT = 128
const PROMPTS = [32, 128, 512]
const ROUNDS = 7
/** Steps of one measurement. */
const STEPS = 8
/** Halves are for GPUs: CPUs widen them first. */
const FORMS = (await formsRightHere()).filter((form) => (form === 'fp16') === (BENCH_DEVICE === 'cuda'))
const SAMPLING = { temperature: 0.7, top_p: 0.9 }

export async function decode(): Promise<Table[]> {
  await using models = await openForms()
  const graphSteps: Figure[] = []
  const graphTokens: Figure[] = []
  const engineTokens: Figure[] = []
  const hostSteps: Figure[] = []
  for (const rows of ROWS) {
    const column = rows === 1 ? '1 row' : `${rows} rows`
    const tokensPerSecond = ({ value, range: [least, most] }: Summary): Summary => ({
      value: (1000 * rows) / value,
      range: [(1000 * rows) / most, (1000 * rows) / least],
    })
    const steps = await models.inTurns((model) => graphStep(model, rows))
    for (const form of FORMS) {
      const summary = summarise(steps[form])
      graphSteps.push({ row: form, column, unit: 'ms', ...summary })
      graphTokens.push({ row: form, column, unit: 'tok/s', ...tokensPerSecond(summary) })
      const blocks = await runFullBatch(models.of(form), {
        rows,
        promptTokens: CONTEXT - STEPS * 4,
        sampling: SAMPLING,
        blocks: ROUNDS,
        steps: STEPS,
      })
      const engine = tokensPerSecond(summarise(blocks.map(msPerStep)))
      engineTokens.push({ row: form, column, unit: 'tok/s', ...engine })
      hostSteps.push({ row: form, column, unit: 'ms', ...summarise(blocks.map(hostMsPerStep)) })
    }
  }
  const prompts: Figure[] = []
  for (const length of PROMPTS) {
    const rates = await models.inTurns(async (model) => length / (await secondsOf(() => prefill(model, length))))
    for (const form of FORMS) {
      prompts.push({ row: form, column: `${length} tokens`, unit: 'tok/s', ...summarise(rates[form]) })
    }
  }
  const rounds = `Median (least–most) of ${ROUNDS} rounds in which the forms took turns.`
  const table = (title: string, note: string, figures: Figure[]): Table => ({ title, rows: 'form', note, figures })
  return [
    table('Decode step, the graph alone', `Every row at a context of ${CONTEXT} tokens. ${rounds}`, graphSteps),
    table('Decode throughput, the graph alone', 'The same, as tokens of all rows a second.', graphTokens),
    table(
      'Decode throughput, the whole engine',
      `With embedding, exact rescoring, sampling at temperature ${SAMPLING.temperature} and top_p ${SAMPLING.top_p}, text.`,
      engineTokens,
    ),
    table("The host's part of a step", 'Wall time of the row above less the time inside the graph.', hostSteps),
    table('Prefill', `In stretches of ${STRETCH} tokens, without logits. ${rounds}`, prompts),
  ]
}

/** Every weight form, loaded side by side. */
async function openForms() {
  await using opened = new AsyncDisposableStack()
  const models = new Map<FormName, OpenModel>()
  for (const form of FORMS)
    models.set(form, opened.use(await openBenchModel({ form, prefill: form, rows: Math.max(...ROWS) })))
  const owned = opened.move()
  return {
    of: (form: FormName) => models.get(form)!,
    inTurns(measure: (model: OpenModel) => Promise<number>) {
      const variants = Object.fromEntries(FORMS.map((form) => [form, () => measure(models.get(form)!)]))
      return inTurns(variants as Record<FormName, () => Promise<number>>, { rounds: ROUNDS })
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** Milliseconds of a step over `rows` rows that hold CONTEXT tokens each; the same step again and again. */
async function graphStep(model: OpenModel, rows: number): Promise<number> {
  const { runner } = model.engine
  const ids = proseTokens(model, CONTEXT)
  await runner.stretch({ row: 0, start: 0, ids })
  for (let row = 1; row < rows; row++) runner.kv.copy(0, row, CONTEXT)
  const inputs = ids.slice(0, rows)
  const positions = inputs.map(() => CONTEXT - 1)
  await runner.decode(inputs, positions)
  const seconds = await secondsOf(async () => {
    for (let step = 0; step < STEPS; step++) await runner.decode(inputs, positions)
  })
  return (1000 * seconds) / STEPS
}

async function prefill(model: OpenModel, length: number): Promise<void> {
  const { runner } = model.engine
  const ids = proseTokens(model, length)
  for (let start = 0; start < length; start += STRETCH) {
    await runner.stretch({ row: 0, start, ids: ids.slice(start, start + STRETCH) })
  }
}
