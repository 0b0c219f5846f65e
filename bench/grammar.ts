/**
 * What structured output costs: time of a decode step whose rows all write JSON under a grammar ÷ of the same rows
 * without one, in one run of the whole engine each, and what compiling a schema and finding masks for the first time take.
 */
import type { Format } from '../gpu-worker/engine/grammar/format.ts'
import { compileGrammar } from '../gpu-worker/engine/grammar/grammar.ts'
import { tokenIndexOf } from '../gpu-worker/engine/grammar/token-index.ts'
import type { OpenModel } from '../gpu-worker/engine/open.ts'
import { type Figure, inRow, type Table } from './harness/figures.ts'
import { hostMsPerStep, msPerStep, runFullBatch } from './harness/full-batch.ts'
import { openBenchModel } from './harness/model.ts'
import { inTurns, secondsOf } from './harness/rounds.ts'
import { median, pairedRatios, summarise } from './harness/statistics.ts'

const ROWS = [1, 16]
const GOAL_ROWS = 16
const ROUNDS = 5
const BLOCKS = 3
const STEPS = 8
const PROMPT = 64
const COMPILES = 15

/** So long that none of the answers ends. */
const PERSON = {
  type: 'object',
  properties: {
    people: {
      type: 'array',
      minItems: 1000,
      items: {
        type: 'object',
        properties: {
          name: { type: 'string', minLength: 3, maxLength: 40 },
          age: { type: 'integer', minimum: 0, maximum: 150 },
          born: { type: 'string', format: 'date' },
          likes: { type: 'array', items: { enum: ['music', 'books', 'sport'] }, maxItems: 3 },
        },
        required: ['name', 'age', 'born', 'likes'],
        additionalProperties: false,
      },
    },
  },
  required: ['people'],
  additionalProperties: false,
}

const FORMATS: Record<string, Format> = {
  'a schema': { type: 'json_schema', schema: PERSON },
  'text and calls': {
    type: 'choice',
    options: [
      { type: 'text', without: '<tool_call>' },
      { type: 'sequence', parts: [{ type: 'text', until: '<tool_call>' }, { type: 'json_object' }] },
    ],
  },
}

const SAMPLINGS = { greedy: { temperature: 0 }, 'temperature 0.7': { temperature: 0.7, top_p: 0.9 } }

export async function grammar(): Promise<Table[]> {
  await using model = await openBenchModel({ rows: Math.max(...ROWS) })
  const whole: Figure[] = []
  const host: Figure[] = []
  for (const [name, format] of Object.entries(FORMATS)) {
    const compiled = compileGrammar(format, model.tokenizer)
    for (const [drawn, sampling] of Object.entries(SAMPLINGS)) {
      for (const rows of ROWS) {
        const run = (isUnder: boolean) => async () => {
          const blocks = await runFullBatch(model, {
            rows,
            promptTokens: PROMPT,
            sampling,
            grammar: isUnder ? compiled : null,
            blocks: BLOCKS,
            steps: STEPS,
          })
          hosts[isUnder ? 'under' : 'plain'].push(median(blocks.map(hostMsPerStep)))
          return median(blocks.map(msPerStep))
        }
        const hosts = { plain: [] as number[], under: [] as number[] }
        const { plain, under } = await inTurns({ plain: run(false), under: run(true) }, { rounds: ROUNDS })
        const column = rows === 1 ? '1 row' : `${rows} rows`
        const row = `${name}, ${drawn}`
        const goal = rows === GOAL_ROWS ? { atMost: 1.1 } : undefined
        whole.push({ row, column, unit: '', ...summarise(pairedRatios(under, plain)), goal })
        host.push({ row, column, unit: 'µs', value: (1000 * (median(hosts.under) - median(hosts.plain))) / rows })
      }
    }
  }
  const note =
    `Form ${model.settings.form}. Median (least–most) of ${ROUNDS} runs with and ${ROUNDS} without, in turns, of ` +
    `${BLOCKS} blocks of ${STEPS} steps. Masks are found as answers need them and remembered: the first run is not counted.`
  return [
    { title: 'Time of a step under a grammar ÷ without', rows: 'grammar', note, figures: whole },
    { title: 'Time outside the graph that each row adds to a step', rows: 'grammar', figures: host },
    await once(model),
  ]
}

/** What is done once: for a schema, for a state, for a vocabulary. */
async function once({ tokenizer }: OpenModel): Promise<Table> {
  const figures: Figure[] = []
  for (const [name, format] of Object.entries(FORMATS)) {
    const cell = inRow(name)
    const compiles: number[] = []
    const masks: number[] = []
    for (let i = 0; i < COMPILES; i++) {
      compiles.push(await secondsOf(() => compileGrammar(format, tokenizer)))
      const matcher = compileGrammar(format, tokenizer).start()
      for (const token of tokenizer.encode(
        '{"people": [{"name": "Ada", "age": 36, "born": "1815-12-10", "likes": ["books"]}',
      )) {
        masks.push(await secondsOf(() => matcher.mask()))
        if (!matcher.accept(token)) break
      }
    }
    figures.push(cell('compile', 1000 * median(compiles), 'ms'))
    figures.push(cell('a mask, first time: median', 1000 * median(masks), 'ms'))
    figures.push(cell('longest', 1000 * Math.max(...masks), 'ms'))
  }
  const fresh = { ...tokenizer }
  figures.push(inRow('the vocabulary, at start')('compile', 1000 * (await secondsOf(() => tokenIndexOf(fresh))), 'ms'))
  return { title: 'What is done once', rows: 'grammar', figures }
}
