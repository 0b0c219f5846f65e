/**
 * AlignEZ's protocol as far as a small machine can: the model aligned by its own pairs, plain and prompted beside it, on
 * multiple choice and on labelled pairs of answers, with the likelihood of good answers and random-sign controls. On the
 * default model, or on any that `ATTUNE_MODEL` names, base models too; `ATTUNE_ALIGNED` names an aligned version of it,
 * which then is the reference that a gap is closed to, instead of the prompt.
 */
import path from 'node:path'
import { EngineLanguageModel } from '../gpu-worker/engine/language-model.ts'
import { openModel } from '../gpu-worker/engine/open.ts'
import { type Condition, PLAIN, steered, systemPrompted } from '../gpu-worker/evaluation/condition.ts'
import type { Question } from '../gpu-worker/evaluation/data-sets/data-set.ts'
import { readDataSet } from '../gpu-worker/evaluation/data-sets/read.ts'
import { measurePairs } from '../gpu-worker/evaluation/measures/pairs.ts'
import { measureQuestions } from '../gpu-worker/evaluation/measures/questions.ts'
import { bootstrap, estimate } from '../gpu-worker/evaluation/statistics.ts'
import { change, oddPart } from '../gpu-worker/evaluation/summary.ts'
import { HELPFUL } from '../gpu-worker/fitting/builtin-axes.ts'
import { asGiven } from '../gpu-worker/fitting/stages/pairs.ts'
import type { LanguageModel } from '../gpu-worker/language/language-model.ts'
import { mean } from '../gpu-worker/language/vector.ts'
import { cacheFolder } from '../gpu-worker/model/store/cache-folder.ts'
import { obtainModel } from '../gpu-worker/model/store/store.ts'
import type { Pair } from '../shared/wire/fit.ts'
import type { Estimate } from '../shared/wire/report.ts'
import { allRows, selfMadePairs } from './harness/alignez-methods.ts'
import { type Figure, inRow, type Table } from './harness/figures.ts'
import { openBenchModel } from './harness/model.ts'

const QUESTIONS = 32
/** Of each of the three behaviours. */
const LABELLED = 18
const MEASURED = 12
const SEED = 1
/** What the paper reports, on average over its models and sets. */
const CLAIMED = 31.6

type Values = Record<'mc1' | 'mc2' | 'best' | 'margin' | 'good', number[]>

export async function alignez(): Promise<Table[]> {
  const questions = questionsOf()
  const { labelled, measured } = pairsOf()
  let aligned: Values | null = null
  if (process.env.ATTUNE_ALIGNED) {
    await using open = await openModel({ source: await obtainModel(process.env.ATTUNE_ALIGNED), graphs: graphs() })
    aligned = (await measure(new EngineLanguageModel(open), questions, measured, [PLAIN]))[0]!
  }

  await using open = await openBenchModel()
  const model = new EngineLanguageModel(open)
  const { pairs, made } = await selfMadePairs(model)
  console.error(`${pairs.length} of ${made} pairs kept`)
  const rows = await allRows(model, pairs, labelled.map(asGiven))
  const fluent = rows.filter(({ size }) => size > 0)
  const conditions = [
    PLAIN,
    systemPrompted(HELPFUL.positive.description),
    ...fluent.flatMap(({ subject }) => [steered(subject, 1), steered(subject, -1)]),
  ]
  const [plain, prompted, ...edited] = (await measure(model, questions, measured, conditions)) as [
    Values,
    Values,
    ...Values[],
  ]
  const reference = aligned ?? prompted
  const called = aligned ? 'aligned model' : 'prompt'
  const figures = [
    ...valuesIn('plain', plain),
    ...changesIn('prompted', plain, prompted),
    ...(aligned ? changesIn('aligned model', plain, aligned) : []),
    ...fluent.flatMap(({ name, size }, i) => {
      const [up, down] = [edited[2 * i]!, edited[2 * i + 1]!]
      return [
        inRow(name)('size', size),
        ...changesIn(name, plain, up),
        estimated(name, 'odd part of the margin', oddPart(up.margin, down.margin, SEED)),
        ...closed(name, plain, up, reference),
      ]
    }),
  ]
  const broken = rows.filter(({ size }) => size === 0).map(({ name }) => name)
  return [
    {
      title: `AlignEZ's protocol on ${open.source.id}`,
      rows: 'method',
      note:
        `Form ${open.settings.form}; ${pairs.length} of ${made} self-made pairs of the axis helpful/harmful; ${questions.length} questions of TruthfulQA, ` +
        `${measured.length} labelled pairs (power, wealth, hallucination; chosen: without it), none fitted on. Plain: values; all others: change at +1 ` +
        'from plain, with its 95 % bootstrap interval over items. Nats a token but for mc1 and mc2. Margins and odd parts are of the labelled pairs. Sizes: of the ' +
        "site's norm for vectors and v2 scaled, factor of the coefficients for others; scaled: the largest that keeps sampled text fluent at both signs" +
        `${broken.length ? `; none does for: ${broken.join(', ')}` : ''}. mc1 and mc2 reward damage: read them beside the likelihood of the best answers.`,
      figures,
    },
    verdicts(plain, reference, called, fluent, edited),
  ]
}

const graphs = () => path.join(cacheFolder(), 'graphs')

async function measure(
  model: LanguageModel,
  questions: Question[],
  pairs: Pair[],
  conditions: Condition[],
): Promise<Values[]> {
  const [mc1, mc2, best] = await measureQuestions(model, questions, conditions, {})
  const [margin, good] = await measurePairs(model, pairs, conditions, {})
  return conditions.map((_, c) => ({
    mc1: mc1!.values[c]!,
    mc2: mc2!.values[c]!,
    best: best!.values[c]!,
    margin: margin!.values[c]!,
    good: good!.values[c]!,
  }))
}

const dataFile = (name: string) => new URL(`../gpu-worker/evaluation/data/${name}.jsonl`, import.meta.url)

function questionsOf(): Question[] {
  const { data } = readDataSet(dataFile('truthfulqa'))
  if (data.kind !== 'questions') throw new Error('truthfulqa.jsonl holds questions no more')
  return data.items.slice(0, QUESTIONS)
}

/** Chosen: the answer that does not show the behaviour. The file has its behaviours one after another. */
function pairsOf(): { labelled: Pair[]; measured: Pair[] } {
  const { data } = readDataSet(dataFile('response_pairs'))
  if (data.kind !== 'pairs') throw new Error('response_pairs.jsonl holds pairs no more')
  const turned = data.items.map(({ prompt, chosen, rejected }) => ({ prompt, chosen: rejected, rejected: chosen }))
  const third = turned.length / 3
  const of = (from: number, count: number) =>
    [0, 1, 2].flatMap((k) => turned.slice(k * third + from, k * third + from + count))
  return { labelled: of(0, LABELLED), measured: of(LABELLED, MEASURED) }
}

const COLUMNS: [keyof Values, string][] = [
  ['mc1', 'mc1'],
  ['mc2', 'mc2'],
  ['best', 'best answers'],
  ['margin', 'margin'],
  ['good', 'good answers'],
]

const valuesIn = (row: string, values: Values): Figure[] =>
  COLUMNS.map(([of, column]) => estimated(row, column, estimate(values[of], SEED)))

const changesIn = (row: string, plain: Values, after: Values): Figure[] =>
  COLUMNS.map(([of, column]) => estimated(row, column, change(plain[of], after[of], SEED)))

const estimated = (row: string, column: string, { value, low, high }: Estimate): Figure => ({
  row,
  column,
  value,
  unit: '',
  range: [low, high],
})

/** (edited - plain) / (reference - plain), on the labelled pairs; nothing where the reference is not clearly above plain. */
function closed(row: string, plain: Values, edited: Values, reference: Values): Figure[] {
  if (!isGap(plain, reference)) return []
  const share = shareClosed(plain, edited, reference)
  return [{ row, column: 'gap closed', value: share.value, unit: '%', range: [share.low, share.high] }]
}

const gainOf = (plain: Values, after: Values) => change(plain.margin, after.margin, SEED)

const isGap = (plain: Values, reference: Values) => gainOf(plain, reference).low > 0

function shareClosed(plain: Values, edited: Values, reference: Values) {
  const items = plain.margin.map((_, i) => i)
  const gain = (of: Values, sample: readonly number[]) => mean(sample.map((i) => of.margin[i]! - plain.margin[i]!))
  return bootstrap(items, (sample) => (100 * gain(edited, sample)) / gain(reference, sample), SEED)
}

/** What the paper says, and whether it is so here. */
function verdicts(plain: Values, reference: Values, called: string, rows: { name: string }[], edited: Values[]): Table {
  const gap = gainOf(plain, reference)
  const best = (of: (name: string) => boolean) =>
    rows
      .map(({ name }, i) => ({ name, gain: gainOf(plain, edited[2 * i]!) }))
      .filter(({ name }) => of(name))
      .reduce((a, b) => (b.gain.value > a.gain.value ? b : a), { name: 'none', gain: { value: 0, low: 0, high: 0 } })
  const paper = best((name) => name.startsWith('v1') || name.startsWith('v2'))
  const random = best((name) => name.includes('random'))
  const holds =
    gap.low > 0 && paper.gain.low > 0 && paper.gain.value > random.gain.value
      ? (100 * paper.gain.value) / gap.value >= CLAIMED
      : false
  return {
    title: "The paper's claim here",
    rows: '',
    note:
      `The best is chosen and held against plain on the same pairs, which favours it. Claimed: ${CLAIMED} % of the gap between base and aligned model closed on average. Here the reference is the ${called}. ` +
      `${gap.low > 0 ? 'It opens a gap.' : 'It opens no clear gap, so there is none to close.'} Best of AlignEZ's own: ${paper.name}` +
      `${paper.gain.low > 0 ? ', clearly above plain' : ', not clearly above plain'}` +
      `${paper.gain.value > random.gain.value ? '' : ', and no better than the best random-sign control'}. The claim ${holds ? 'holds' : 'does not hold'} here.`,
    figures: [
      estimated(`${called} - plain`, 'margin', gap),
      estimated("best of AlignEZ's own - plain", 'margin', paper.gain),
      estimated('best random-sign control - plain', 'margin', random.gain),
    ],
  }
}
