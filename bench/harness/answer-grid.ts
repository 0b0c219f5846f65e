/**
 * Answers of the default model at many strengths of the built-in axes, generated once: a world of real texts in which
 * simulated users can be asked thousands of times. Kept in a file of its own for each way of making them.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { PRIORITY } from '../../gpu-worker/engine/generation.ts'
import type { OpenModel } from '../../gpu-worker/engine/open.ts'
import { PLAIN_SAMPLING } from '../../gpu-worker/engine/sampler.ts'
import { Steering } from '../../gpu-worker/engine/steering.ts'
import { EVALUATION_QUERIES } from '../../gpu-worker/evaluation/effect/queries.ts'
import { BUILTIN_AXES } from '../../gpu-worker/fitting/builtin-axes.ts'
import { BUILTIN_DIRECTIONS } from '../../gpu-worker/fitting/builtin-directions.ts'
import { plainPrompt } from '../../gpu-worker/language/prompts.ts'
import { deriveSeed } from '../../gpu-worker/language/rng.ts'
import { sample } from '../../gpu-worker/language/sampling.ts'
import { DEFAULT_MODEL } from '../../gpu-worker/model/store/known-models.ts'
import { decodeDirection } from '../../shared/direction.ts'
import type { Position } from '../../shared/learning/events.ts'
import type { ChatMessage } from '../../shared/wire/chat.ts'
import { openBenchModel } from './model.ts'

export const GRID_AXES = BUILTIN_AXES.map(({ id }) => id)
export const GRID_PROMPTS = EVALUATION_QUERIES.slice(0, 12)
const TOKENS = 48
const SEED = 1
/** Single axes at both poles, beside these. */
const INNER = 51
/** All at the end of the safe range at once is what no profile asks for, and breaks text. */
const MOST = 0.8

/** `lean` by axis; null where nothing was read. */
const answer = z.object({ text: z.string(), lean: z.record(z.string(), z.number().nullable()) })
export type GridAnswer = z.infer<typeof answer>

/** What is asked of the model, and under which strengths. */
type Wanted = { messages: ChatMessage[]; strengths: Position; seed: number }

/** Answers to each of the grid's prompts at a point. */
export type GridPoint = { strengths: Position; answers: GridAnswer[] }

/** Under a system prompt that names poles: +1 or -1 by axis. */
export type PromptedPoint = { poles: Position; answers: GridAnswer[] }

export type AnswerGrid = { points: GridPoint[]; prompted: PromptedPoint[] }

/** No steering, each pole alone, and points that fill the range evenly. */
export function gridStrengths(): Position[] {
  const single = GRID_AXES.flatMap((axis) => [1, -1].map((sign) => ({ [axis]: sign * MOST })))
  return [{}, ...single, ...Array.from({ length: INNER }, (_, n) => spread(n + 1))]
}

/** The additive recurrence of the generalised golden ratio: low discrepancy in any number of dimensions (Roberts 2018). */
function spread(n: number): Position {
  let root = 1.5
  for (let round = 0; round < 40; round++) root = (1 + root) ** (1 / (GRID_AXES.length + 1))
  return Object.fromEntries(GRID_AXES.map((axis, a) => [axis, MOST * (2 * ((0.5 + n / root ** (a + 1)) % 1) - 1)]))
}

/** One pole, or one pole of each of two axes. */
export function promptedPoles(): Position[] {
  const single = GRID_AXES.flatMap((axis) => [1, -1].map((sign) => ({ [axis]: sign })))
  const pairs = single.flatMap((one, i) =>
    single
      .slice(i + 1)
      .flatMap((other) => (Object.keys(one)[0] === Object.keys(other)[0] ? [] : [{ ...one, ...other }])),
  )
  return [...single, ...pairs]
}

/** The strongest way to prompt for poles (conditions.ts): in the system prompt, and again after the query. */
function polesPrompt(query: string, poles: Position): ChatMessage[] {
  const description = BUILTIN_AXES.filter(({ id }) => poles[id])
    .map((axis) => (poles[axis.id]! > 0 ? axis.positive : axis.negative).description)
    .join(' ')
  return [
    { role: 'system', content: description },
    { role: 'user', content: `${query}\n\n${description}` },
  ]
}

/** From the cache, else made: some minutes. */
export async function answerGrid(): Promise<AnswerGrid> {
  const seed = (query: string) => deriveSeed(SEED, 'answers', query)
  const steered = gridStrengths()
  const prompted = promptedPoles()
  const wanted: Wanted[] = [
    ...prompted.flatMap((poles) =>
      GRID_PROMPTS.map((query) => ({ messages: polesPrompt(query, poles), strengths: {}, seed: seed(query) })),
    ),
    ...steered.flatMap((strengths) =>
      GRID_PROMPTS.map((query) => ({ messages: plainPrompt(query), strengths, seed: seed(query) })),
    ),
  ]
  const answers = await cached(wanted)
  const of = (n: number) => answers.slice(n * GRID_PROMPTS.length, (n + 1) * GRID_PROMPTS.length)
  return {
    prompted: prompted.map((poles, n) => ({ poles, answers: of(n) })),
    points: steered.map((strengths, n) => ({ strengths, answers: of(prompted.length + n) })),
  }
}

async function cached(wanted: readonly Wanted[]): Promise<GridAnswer[]> {
  const name = createHash('sha256')
    .update(
      JSON.stringify({ wanted, TOKENS, model: DEFAULT_MODEL.sha256, directions: directions().map(({ hash }) => hash) }),
    )
    .digest('hex')
  const file = path.join(tmpdir(), 'attune-bench-answers', `${name.slice(0, 16)}.json`)
  const kept = readKept(file)
  if (kept) return kept
  const answers = await generate(wanted)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(`${file}.new`, JSON.stringify(answers))
  renameSync(`${file}.new`, file)
  return answers
}

function readKept(file: string): GridAnswer[] | null {
  try {
    return z.array(answer).parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return null
  }
}

const directions = () =>
  GRID_AXES.map((axis) => {
    const bytes = readFileSync(path.join(BUILTIN_DIRECTIONS, `${axis}.safetensors`))
    return { axis, direction: decodeDirection(bytes), hash: createHash('sha256').update(bytes).digest('hex') }
  })

async function generate(wanted: readonly Wanted[]): Promise<GridAnswer[]> {
  await using model = await openBenchModel()
  if (model.source.sha256 !== DEFAULT_MODEL.sha256) {
    throw new Error('the built-in directions are of the default model: unset ATTUNE_MODEL')
  }
  const axes = directions()
  const began = performance.now()
  let done = 0
  return await Promise.all(
    wanted.map(async (each) => {
      const its = await generateOne(model, axes, each)
      if (++done % 100 === 0) {
        console.error(`${done} of ${wanted.length} answers, ${((performance.now() - began) / 1000).toFixed(0)} s`)
      }
      return its
    }),
  )
}

async function generateOne(
  { engine, template }: OpenModel,
  axes: ReturnType<typeof directions>,
  { messages, strengths, seed }: Wanted,
): Promise<GridAnswer> {
  const steering = new Steering(
    axes.map((axis) => ({ ...axis, version: 1, strength: strengths[axis.axis] ?? 0, mode: 'add', condition: null })),
  )
  const { temperature, topP, repetitionPenalty } = sample(messages, TOKENS, seed)
  let text = ''
  await engine.generate({
    id: 'bench',
    prompt: template.encode(messages),
    maxTokens: TOKENS,
    sampling: { ...PLAIN_SAMPLING, temperature, top_p: topP, repetition_penalty: repetitionPenalty, seed },
    stops: template.stops,
    steering,
    priority: PRIORITY.background,
    project: 'bench',
    onText: (more) => {
      text += more
    },
  }).done
  return { text, lean: Object.fromEntries(steering.positions.map(({ axis, lean }) => [axis, lean])) }
}
