/**
 * The strength that is the safe maximum, each sign on its own: answers to held-out queries are sampled plainly and at a
 * few sizes of either sign, in one batch, and read back by the unsteered model under the plain prompt. safe-size.ts says
 * which size they allow. The same queries and seeds at every size keep the comparison paired.
 *
 * Measured on four built-in axes, six seeds each: sizes have a standard deviation of .014. Halving a grid, from 56 answers
 * instead of 63, had .040.
 *
 * Where a sign has no safe size, both are tried again at a quarter of the sizes: in some models few dimensions hold
 * most of the norm that sizes are relative to, and an edit of a tenth of it is large in all others.
 *
 * The plain answers also give `neutral`: their mean projection on each layer's v, over all their tokens, read under the
 * plain prompt.
 */

import { dot } from '../../../shared/steering/edit.ts'
import { hookAt } from '../../../shared/steering/hook.ts'
import type { LanguageModel } from '../../language/language-model.ts'
import { surprise } from '../../language/perplexity.ts'
import { plainPrompt } from '../../language/prompts.ts'
import { isRepeating } from '../../language/repetition.ts'
import { deriveSeed } from '../../language/rng.ts'
import { sample } from '../../language/sampling.ts'
import { significant } from '../../language/vector.ts'
import { CALIBRATION_TOKENS } from '../budget.ts'
import { FitError } from '../fit-error.ts'
import { editOf, type Fitted } from '../fitted.ts'
import { estimateSafeSizes, type SafeSize, type SafeSizes, type SampledAnswer } from '../safe-size.ts'
import type { Stage, StageContext } from '../stage.ts'

const OPERATOR_UNIT = 0.25

/** Of the sizes that failed. */
const SMALLER = 1 / 4

export type CalibrationInput = {
  fitted: Fitted
  /** Tried with both signs, ascending. Of vectors most lie where a working direction's safe maximum does. */
  sizes: readonly number[]
  /** Whether smaller ones make sense: what is to be applied as published is not to be made smaller. */
  smaller: boolean
  queries: string[]
  seed: number
}
export type CalibrationOutput = {
  /** Sizes; 0: none is safe. */
  positive: number
  negative: number
  /** Perplexity as estimated: plain, and at the sizes found (at the smallest size tried where none is safe). */
  fluency: { plain: number; positive: number; negative: number }
  /** Of each layer. */
  neutral: number[]
}

/** @throws FitError not_steerable when neither sign has a safe size, or when the model is silent even unsteered */
export const calibrate: Stage<CalibrationInput, CalibrationOutput> = async (input, { model, task }) => {
  const { fitted, sizes, smaller } = input
  const scale = fitted.layers[0]!.operator ? OPERATOR_UNIT / sizes.at(-1)! : 1
  const both = (sizes: readonly number[]) => sizes.flatMap((size) => [size, -size])
  const label = (sizes: readonly number[]) => `Sampling answers at ${sizes.join(', ')}, both ways`

  const end = smaller ? 0.75 : 1
  const first = await sampleAnswers(model, input, [0, ...both(sizes)], task(label(sizes), 0, 0.6 * end))
  const plain = first.filter(({ size }) => size === 0)
  const neutral = await meanProjections(model, fitted, plain, task('Reading plain answers', 0.6 * end, 0.65 * end))
  const read = await readBack(model, first, task('Reading the answers back', 0.65 * end, end))
  let safe = safeSizes(read, scale)

  if (smaller && (safe.positive.size === 0 || safe.negative.size === 0)) {
    const fractions = sizes.map((size) => size * SMALLER)
    const second = await sampleAnswers(model, input, both(fractions), task(label(fractions), end, 0.9))
    const readAgain = await readBack(model, second, task('Reading the answers back', 0.9, 1))
    const again = safeSizes([...read.filter(({ size }) => size === 0), ...readAgain], scale)
    const better = (one: SafeSize, other: SafeSize) => (one.size === 0 ? other : one)
    safe = {
      plain: safe.plain,
      positive: better(safe.positive, again.positive),
      negative: better(safe.negative, again.negative),
    }
  }

  const { positive, negative } = safe
  if (positive.size === 0 && negative.size === 0) {
    const smallest = sizes[0]! * (smaller ? SMALLER : 1)
    throw new FitError(
      'not_steerable',
      `This axis is not steerable on this model: moving along the direction breaks the model's text both ways, even by ${smallest} ${fitted.layers[0]!.operator ? 'of its coefficients' : "of the layer's norm"}: towards +1, ${positive.problem}; towards -1, ${negative.problem}. Try other pairs, other layers or another method.`,
    )
  }
  const norms = fitted.layers.map(({ norm }) => norm.toFixed(0)).join(', ')
  return {
    output: {
      positive: positive.size,
      negative: negative.size,
      fluency: { plain: safe.plain, positive: positive.perplexity, negative: negative.perplexity },
      neutral,
    },
    note: `+1 is ${inWords(positive)}, -1 is ${inWords(negative)}; norm ${norms}`,
  }
}

/** safe-size.ts thinks in shares of the norm. A coefficient is none: the largest tried is taken for a vector's largest. */
function safeSizes(answers: readonly SampledAnswer[], scale: number): SafeSizes {
  const { plain, ...signs } = estimateSafeSizes(answers.map((answer) => ({ ...answer, size: answer.size * scale })))
  const back = (safe: SafeSize) => ({ ...safe, size: significant(safe.size / scale, 6) })
  return { plain, positive: back(signs.positive), negative: back(signs.negative) }
}

const inWords = ({ size, problem }: SafeSize): string => (problem ? `${size} (${problem})` : `${size}`)

type Answer = { query: string; size: number; text: string }
type Task = ReturnType<StageContext['task']>

/** Answers to every query at each signed size; 0 is plain. */
async function sampleAnswers(
  model: LanguageModel,
  { fitted, queries, seed }: CalibrationInput,
  sizes: readonly number[],
  task: Task,
): Promise<Answer[]> {
  const asked = sizes.flatMap((size) =>
    queries.map((query, i) => ({ query, size, seed: deriveSeed(seed, 'calibration', i) })),
  )
  const texts = await model.generate(
    asked.map(({ query, size, seed }) =>
      sample(plainPrompt(query), CALIBRATION_TOKENS, seed, size === 0 ? undefined : editOf(fitted, size)),
    ),
    task,
  )
  return asked.map(({ query, size }, i) => ({ query, size, text: texts[i]!.text }))
}

const hasText = ({ text }: Answer): boolean => text.trim() !== ''
const asReading = ({ query, text }: Answer) => ({ messages: plainPrompt(query), answer: text })

async function meanProjections(
  model: LanguageModel,
  { site, layers }: Fitted,
  answers: Answer[],
  task: Task,
): Promise<number[]> {
  const readings = answers.filter(hasText).map(asReading)
  if (readings.length === 0) {
    throw new FitError('not_steerable', 'The model answered none of the calibration queries, even without steering.')
  }
  const hooks = layers.map(({ layer }) => hookAt(site, layer))
  const read = await model.activations(readings, hooks, task)
  const tokens = read.reduce((sum, answer) => sum + answer.tokens, 0)
  return layers.map(({ v }, k) =>
    read.reduce((sum, answer) => sum + (answer.tokens * dot(answer.means.get(hooks[k]!)!, v)) / tokens, 0),
  )
}

/** What the unsteered model makes of the answers. */
async function readBack(model: LanguageModel, answers: Answer[], task: Task): Promise<SampledAnswer[]> {
  const readable = answers.filter(hasText)
  const scores = await model.score(readable.map(asReading), task)
  const surprises = new Map(readable.map((answer, i) => [answer, surprise(scores[i]!)]))
  return answers.map((answer) => ({
    size: answer.size,
    surprise: surprises.get(answer) ?? null,
    broken: !hasText(answer) || isRepeating(answer.text),
  }))
}
