/**
 * How near each weight form is to the reference: Hugging Face transformers in float32, reading the same file
 * (test/fixtures/reference), and to this project's own fp32 form.
 */
import { formsRightHere } from '../gpu-worker/engine/byte-products.ts'
import { PRIORITY } from '../gpu-worker/engine/generation.ts'
import type { EngineSettings, OpenModel } from '../gpu-worker/engine/open.ts'
import { largest } from '../gpu-worker/engine/sampler.ts'
import { divergenceOf, logProbability } from '../gpu-worker/model/distribution.ts'
import type { FormName } from '../gpu-worker/model/forms/plans.ts'
import { DEFAULT_MODEL } from '../gpu-worker/model/store/known-models.ts'
import { divergence, type ReferenceSequence, readReference } from '../test/support/reference.ts'
import { readThrough, writeAlong } from '../test/support/reference-walk.ts'
import { type Figure, type Goal, inRow, type Table } from './harness/figures.ts'
import { GREEDY } from './harness/full-batch.ts'
import { openBenchModel } from './harness/model.ts'
import { largestDifference, mean } from './harness/statistics.ts'

/** fp32 comes first: the others are compared with it, too. */
const FORMS = (await formsRightHere()).sort((a, b) => Number(b === 'fp32') - Number(a === 'fp32'))
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
  const all: Logits = new Map()
  for (const sequence of reference.sequences) {
    const rows: Float32Array[] = []
    await readThrough(model, sequence, (_, logits) => void rows.push(logits.slice()))
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
  await writeAlong(model, reference.sequences, (sequence, position, logits) => {
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

async function openDefaultModel(settings: Partial<EngineSettings>): Promise<OpenModel> {
  const model = await openBenchModel({ rows: reference.sequences.length, ...settings })
  if (model.source.sha256 === DEFAULT_MODEL.sha256) return model
  await model[Symbol.asyncDispose]()
  throw new Error('the reference was made from the default model: unset ATTUNE_MODEL')
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
    project: 'p',
  })
  await generation.done
  return generation.output
}

const expectedAnswer = ({ ids, prompt }: ReferenceSequence) => ids.slice(prompt)
