/**
 * How near each weight form is to the reference: Hugging Face transformers in float32, reading the same file
 * (test/fixtures/reference), and to this project's own fp32 form.
 */
import { ExactHead } from '../gpu-worker/engine/exact-head.ts'
import { PRIORITY } from '../gpu-worker/engine/generation.ts'
import { STRETCH } from '../gpu-worker/engine/model-runner.ts'
import type { EngineSettings, OpenModel } from '../gpu-worker/engine/open.ts'
import { largest } from '../gpu-worker/engine/sampler.ts'
import { EmbeddingTable } from '../gpu-worker/model/embedding.ts'
import { FORM_PLANS, type FormName } from '../gpu-worker/model/forms/plans.ts'
import { GgufFile } from '../gpu-worker/model/gguf.ts'
import { headTensor } from '../gpu-worker/model/graph/build.ts'
import { DEFAULT_MODEL } from '../gpu-worker/model/store/known-models.ts'
import { divergence, type ReferenceSequence, readReference } from '../test/support/reference.ts'
import { divergenceOf, largestDifference, logProbability } from './harness/distribution.ts'
import { type Figure, type Goal, inRow, type Table } from './harness/figures.ts'
import { GREEDY } from './harness/full-batch.ts'
import { openBenchModel } from './harness/model.ts'
import { mean } from './harness/statistics.ts'

/** fp32 comes first: the others are compared with it, too. */
const FORMS = (Object.keys(FORM_PLANS) as FormName[]).sort((a, b) => Number(b === 'fp32') - Number(a === 'fp32'))
/** Above this distance of the reference's two best logits, its choice is no matter of rounding. */
const CLEAR_GAP = 0.5
const KL_GOAL: Goal = { atMost: 1e-2 }

const reference = readReference()
const prose = reference.sequence('prose')
const chats = reference.sequences.filter((sequence) => sequence !== prose)

/** All logits of every position, by sequence. */
type Logits = Map<ReferenceSequence, Float32Array[]>

export async function fidelity(): Promise<Table[]> {
  const distances: Figure[] = []
  const served: Figure[] = []
  let fp32: Logits | null = null
  for (const form of FORMS) {
    await using model = await openDefaultModel({ form, prefill: form })
    const logits = await readAll(model)
    fp32 ??= logits
    distances.push(...distancesOf(form, logits, fp32))
  }
  for (const form of FORMS) {
    await using model = await openDefaultModel({ form })
    served.push(...(await servedOf(model)))
  }
  return [
    {
      title: 'Distance of each weight form from the reference',
      rows: 'form',
      note:
        'KL in nats a token over the whole vocabulary; the reference is Hugging Face transformers in float32 on the same ' +
        `file. Prose: ${prose.ids.length} tokens; chats: five questions with their answers. The logits are the graph's.`,
      figures: distances,
    },
    {
      title: 'What is served: logits after exact rescoring of the best candidates',
      rows: 'form',
      note:
        'The prose from its second token on and the answers, decoded token by token. Clear: ' +
        `the reference's best two logits are more than ${CLEAR_GAP} apart. Greedy answers: to five questions, token for token.`,
      figures: served,
    },
  ]
}

function distancesOf(form: FormName, logits: Logits, fp32: Logits): Figure[] {
  const figure = inRow(form)
  const perPosition = (sequences: ReferenceSequence[], measure: Measure) =>
    mean(sequences.flatMap((sequence) => logits.get(sequence)!.map((row, at) => measure(row, sequence, at))))
  const fromReference: Measure = (row, sequence, at) => divergence(sequence.at(at), row)
  const fromFp32: Measure = (row, sequence, at) => divergenceOf(fp32.get(sequence)![at]!, row)
  const sameBest: Measure = (row, sequence, at) => (largest(row) === sequence.at(at).ids[0] ? 100 : 0)
  const rows = logits.get(prose)!
  const surprise = mean(rows.slice(0, -1).map((row, at) => -logProbability(row, prose.ids[at + 1]!)))
  const whole = reference.whole.map(({ position, logits }) => largestDifference(rows[position]!, logits))
  return [
    figure('KL(reference ‖ form), prose', perPosition([prose], fromReference), '', KL_GOAL),
    figure('KL(reference ‖ form), chats', perPosition(chats, fromReference)),
    figure('KL(fp32 ‖ form), prose', perPosition([prose], fromFp32)),
    figure('KL(fp32 ‖ form), chats', perPosition(chats, fromFp32)),
    figure('top-1 agreement, prose', perPosition([prose], sameBest), '%'),
    figure('perplexity, prose', Math.exp(surprise)),
    figure('largest logit difference', Math.max(...whole), '', form === 'fp32' ? { atMost: 1e-3 } : undefined),
  ]
}

type Measure = (logits: Float32Array, sequence: ReferenceSequence, position: number) => number

/** Every sequence read in stretches, as scores are. */
async function readAll(model: OpenModel): Promise<Logits> {
  const V = model.config.vocabulary
  const all: Logits = new Map()
  for (const sequence of reference.sequences) {
    const rows: Float32Array[] = []
    for (let start = 0; start < sequence.ids.length; start += STRETCH) {
      const ids = sequence.ids.slice(start, start + STRETCH)
      const { logits } = await model.engine.read({ start, ids, logits: 'all' })
      for (let i = 0; i < ids.length; i++) rows.push(logits.slice(i * V, (i + 1) * V))
    }
    all.set(sequence, rows)
  }
  return all
}

async function servedOf(model: OpenModel): Promise<Figure[]> {
  const { form, prefill } = model.settings
  const row = `${form}, prefill ${prefill}`
  const same: number[] = []
  const sameWhereClear: number[] = []
  const divergences = { prose: [] as number[], chats: [] as number[] }
  await serveAll(model, (logits, sequence, position) => {
    const kept = sequence.at(position)
    const agrees = largest(logits) === kept.ids[0] ? 100 : 0
    same.push(agrees)
    if (kept.logits[0]! - kept.logits[1]! > CLEAR_GAP) sameWhereClear.push(agrees)
    divergences[sequence === prose ? 'prose' : 'chats'].push(divergence(kept, logits))
  })
  const answers = await Promise.all(chats.map((chat) => greedyAnswer(model, chat)))
  const equal = answers.filter((answer, i) => answer.join() === expectedAnswer(chats[i]!).join()).length
  const france = model.tokenizer.decode(answers[0]!, { skipSpecial: true })
  console.error(`${row}: ${chats[0]!.question} ${france}`)
  const figure = inRow(row)
  return [
    figure('KL(reference ‖ served), prose', mean(divergences.prose), '', KL_GOAL),
    figure('KL(reference ‖ served), chats', mean(divergences.chats), ''),
    figure("the reference's choice", mean(same), '%'),
    figure('where it is clear', mean(sameWhereClear), '%', { atLeast: 100 }),
    figure('greedy answers equal, of 5', equal, ''),
    figure("'The capital of France is Paris.'", france === 'The capital of France is Paris.' ? 1 : 0, '', {
      atLeast: 1,
    }),
  ]
}

/**
 * Every sequence run as an answer is: what stands for the prompt in one stretch (of the prose, its first token), the
 * rest token by token, side by side. `visit` gets the logits that would be sampled from.
 */
async function serveAll(model: OpenModel, visit: (...at: Parameters<Measure>) => void): Promise<void> {
  const { runner } = model.engine
  const { vocabulary: V, hidden: H } = model.config
  const head = new ExactHead(await headRows(model))
  const promptOf = ({ prompt = 1 }: ReferenceSequence) => prompt
  const steps = (sequence: ReferenceSequence) => sequence.ids.length - promptOf(sequence)
  const rows = [...reference.sequences].sort((a, b) => steps(b) - steps(a))
  for (const [row, sequence] of rows.entries()) {
    const ids = sequence.ids.slice(0, promptOf(sequence))
    const { logits, final } = await runner.stretch({ row, start: 0, ids, logits: 'last' })
    head.rescore(logits, final, 0)
    visit(logits, sequence, ids.length - 1)
  }
  for (let step = 0; step < steps(rows[0]!); step++) {
    const running = rows.filter((sequence) => step < steps(sequence))
    const positions = running.map((sequence) => promptOf(sequence) + step)
    const inputs = running.map(({ ids }, row) => ids[positions[row]!]!)
    const output = await runner.decode(inputs, positions)
    for (const [row, sequence] of running.entries()) {
      const logits = output.logits.subarray(row * V, (row + 1) * V)
      head.rescore(logits, output.final, row * H)
      visit(logits, sequence, positions[row]!)
    }
  }
}

async function openDefaultModel(settings: Partial<EngineSettings>): Promise<OpenModel> {
  const model = await openBenchModel({ rows: reference.sequences.length, ...settings })
  if (model.source.sha256 === DEFAULT_MODEL.sha256) return model
  await model[Symbol.asyncDispose]()
  throw new Error('the reference was made from the default model: unset ATTUNE_MODEL')
}

async function headRows({ source, config }: OpenModel): Promise<EmbeddingTable> {
  using file = await GgufFile.open(source.path)
  const name = headTensor(config)
  return new EmbeddingTable(file.read(name), file.tensor(name).type, config.hidden, config.vocabulary)
}

async function greedyAnswer({ engine }: OpenModel, { name, ids, prompt }: ReferenceSequence): Promise<number[]> {
  const generation = engine.generate({
    id: name,
    prompt: ids.slice(0, prompt),
    maxTokens: ids.length - prompt!,
    sampling: GREEDY,
    stops: [],
    steering: null,
    priority: PRIORITY.interactive,
  })
  await generation.done
  return generation.output
}

const expectedAnswer = ({ ids, prompt }: ReferenceSequence) => ids.slice(prompt)
