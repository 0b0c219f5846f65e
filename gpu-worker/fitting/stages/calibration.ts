/**
 * The strength that is the safe maximum, each sign on its own: the largest size on the grid at which sampled answers to
 * held-out queries
 * - have a perplexity, under the unsteered model and the plain prompt, of at most FLUENCY × that of plain answers, and
 * - get stuck in repetition no more often than plain answers do, nor come out empty.
 * Found by halving the grid, both signs in one batch: this takes fluency to fall with size. The same seeds at every
 * size keep the comparison paired.
 *
 * The plain answers also give `neutral`: their mean projection on v, over all their tokens, read under the plain prompt.
 */

import { dot } from '../../../shared/steering/edit.ts'
import { CALIBRATION_TOKENS } from '../budget.ts'
import { FitError } from '../fit-error.ts'
import type { LanguageModel, LongTask } from '../language-model.ts'
import { additiveEdit } from '../margin.ts'
import { perplexity } from '../perplexity.ts'
import { plainPrompt } from '../prompts.ts'
import { isRepeating } from '../repetition.ts'
import { deriveSeed } from '../rng.ts'
import { sample } from '../sampling.ts'
import type { Stage, StageContext } from '../stage.ts'

/** Relative to the layer's mean residual norm. The largest is the cap on a user's summed edit. */
export const SIZES = [0.1, 0.125, 0.15, 0.175, 0.2, 0.225, 0.25]
const FLUENCY = 1.6

export type CalibrationInput = {
  layer: number
  v: Float32Array
  norm: number
  queries: string[]
  seed: number
}
export type CalibrationOutput = {
  /** Relative sizes; 0: no size on the grid was fluent. */
  positive: number
  negative: number
  /** Perplexity of the sampled text: plain, and at the sizes found (at the smallest size where none was fluent). */
  fluency: { plain: number; positive: number; negative: number }
  neutral: number
}

/** @throws FitError not_steerable when neither sign keeps the text fluent at the smallest size */
export const calibrate: Stage<CalibrationInput, CalibrationOutput> = async (input, { model, task }) => {
  const { layer, norm } = input
  const [plain] = await answer(model, input, [0], task, 'Sampling plain answers', 0, 0.2)
  const neutral = await meanProjection(model, input, plain.texts, task('Reading plain answers', 0.2, 0.25))

  const signs = { positive: new Search(1), negative: new Search(-1) }
  const searches = Object.values(signs)
  const rounds = Math.ceil(Math.log2(SIZES.length + 1))
  for (let round = 0; searches.some((search) => !search.done); round++) {
    const open = searches.filter((search) => !search.done)
    const from = 0.25 + (0.75 * round) / rounds
    const tried = await answer(
      model,
      input,
      open.map((search) => search.sign * SIZES[search.next]!),
      task,
      `Sampling at ${open.map((search) => `${search.sign > 0 ? '+' : '-'}${SIZES[search.next]}`).join(' and ')}`,
      from,
      from + 0.75 / rounds,
    )
    for (const [i, search] of open.entries()) search.learn(tried[i]!, plain)
  }

  const output = {
    positive: signs.positive.size,
    negative: signs.negative.size,
    fluency: {
      plain: plain.perplexity,
      positive: signs.positive.perplexity,
      negative: signs.negative.perplexity,
    },
    neutral,
  }
  if (output.positive === 0 && output.negative === 0) {
    throw new FitError(
      'not_steerable',
      `Moving along this direction breaks the model's text in both directions, even by ${SIZES[0]} of the layer's norm (perplexity ${signs.positive.perplexity.toFixed(1)} and ${signs.negative.perplexity.toFixed(1)}; plain text has ${plain.perplexity.toFixed(1)}). Try other pairs or other layers.`,
    )
  }
  return {
    output,
    note: `layer ${layer}: +1 is ${output.positive}, -1 is ${output.negative} of norm ${norm.toFixed(0)}`,
  }
}

type Sampled = { texts: string[]; perplexity: number; stuck: number }

/** Halves the grid: the sizes up to `low` are fluent, those from `high` on are not. */
class Search {
  readonly sign: 1 | -1
  /** Of the text at `size`; where none is fluent, at the smallest size tried. */
  perplexity = 0
  #low = -1
  #high = SIZES.length

  constructor(sign: 1 | -1) {
    this.sign = sign
  }

  get done(): boolean {
    return this.#high - this.#low <= 1
  }

  get next(): number {
    return Math.floor((this.#low + this.#high) / 2)
  }

  get size(): number {
    return SIZES[this.#low] ?? 0
  }

  learn(tried: Sampled, plain: Sampled): void {
    const fluent = tried.perplexity <= FLUENCY * plain.perplexity && tried.stuck <= plain.stuck
    if (fluent || this.#low < 0) this.perplexity = tried.perplexity
    if (fluent) this.#low = this.next
    else this.#high = this.next
  }
}

/** Answers to all queries at each of the edit sizes, sampled in one batch and read back by the unsteered model. */
async function answer(
  model: LanguageModel,
  { layer, v, norm, queries, seed }: CalibrationInput,
  sizes: number[],
  task: StageContext['task'],
  message: string,
  from: number,
  to: number,
): Promise<[Sampled, ...Sampled[]]> {
  const middle = from + (to - from) * 0.6
  const rows = sizes.flatMap((size) => queries.map((query, i) => ({ size, query, i })))
  const generated = await model.generate(
    rows.map(({ size, query, i }) =>
      sample(
        plainPrompt(query),
        CALIBRATION_TOKENS,
        deriveSeed(seed, 'calibration', i),
        size === 0 ? undefined : additiveEdit(layer, v, size * norm),
      ),
    ),
    task(message, from, middle),
  )
  const readable = rows.flatMap(({ query }, row) => {
    const { text } = generated[row]!
    return text.trim() ? [{ row, messages: plainPrompt(query), answer: text }] : []
  })
  const scores = readable.length
    ? await model.score(
        readable.map(({ messages, answer }) => ({ messages, answer })),
        task('Reading them back', middle, to),
      )
    : []
  const sampled = sizes.map((_, at): Sampled => {
    const mine = (row: number) => Math.floor(row / queries.length) === at
    const texts = generated.filter((_, row) => mine(row)).map(({ text }) => text)
    return {
      texts,
      perplexity: perplexity(scores.filter((_, i) => mine(readable[i]!.row))),
      stuck: texts.filter((text) => !text.trim() || isRepeating(text)).length,
    }
  })
  return sampled as [Sampled, ...Sampled[]]
}

async function meanProjection(
  model: LanguageModel,
  { layer, v, queries }: CalibrationInput,
  texts: string[],
  longTask: LongTask,
): Promise<number> {
  const readings = texts.flatMap((text, i) =>
    text.trim() ? [{ messages: plainPrompt(queries[i]!), answer: text }] : [],
  )
  if (readings.length === 0) {
    throw new FitError('not_steerable', 'The model answered none of the calibration queries, even without steering.')
  }
  const read = await model.activations(readings, longTask)
  const tokens = read.reduce((sum, answer) => sum + answer.tokens, 0)
  return read.reduce((sum, answer) => sum + answer.tokens * dot(answer.means[layer]!, v), 0) / tokens
}
