/**
 * The strength that is the safe maximum, each sign on its own: answers to held-out queries are sampled plainly and at a
 * few sizes of either sign, in one batch, and read back by the unsteered model under the plain prompt. safe-size.ts says
 * which size they allow. The same queries and seeds at every size keep the comparison paired.
 *
 * Measured on four built-in axes, six seeds each: sizes have a standard deviation of .014. Halving a grid, from 56 answers
 * instead of 63, had .040.
 *
 * The plain answers also give `neutral`: their mean projection on v, over all their tokens, read under the plain prompt.
 */

import { dot } from '../../../shared/steering/edit.ts'
import { hookAt } from '../../../shared/steering/hook.ts'
import { CALIBRATION_TOKENS } from '../budget.ts'
import { FitError } from '../fit-error.ts'
import type { LanguageModel } from '../language-model.ts'
import { additiveEdit } from '../margin.ts'
import { surprise } from '../perplexity.ts'
import { plainPrompt } from '../prompts.ts'
import { isRepeating } from '../repetition.ts'
import { deriveSeed } from '../rng.ts'
import { estimateSafeSizes, type SafeSize, type SampledAnswer } from '../safe-size.ts'
import { sample } from '../sampling.ts'
import type { Stage, StageContext } from '../stage.ts'

/**
 * Relative to the layer's mean residual norm, tried with both signs. The largest is the cap on a user's summed edit;
 * most answers lie where a working direction's safe maximum does, because those say most about it.
 */
export const SIZES = [0.1, 0.2, 0.25]

export type CalibrationInput = {
  layer: number
  v: Float32Array
  norm: number
  queries: string[]
  seed: number
}
export type CalibrationOutput = {
  /** Relative sizes; 0: no size is safe. */
  positive: number
  negative: number
  /** Perplexity as estimated: plain, and at the sizes found (at the smallest size tried where none is safe). */
  fluency: { plain: number; positive: number; negative: number }
  neutral: number
}

/** @throws FitError not_steerable when neither sign has a safe size, or when the model is silent even unsteered */
export const calibrate: Stage<CalibrationInput, CalibrationOutput> = async (input, { model, task }) => {
  const { layer, norm } = input
  const answers = await sampleAnswers(model, input, task)
  const neutral = await meanProjection(model, input, answers, task)
  const { plain, positive, negative } = estimateSafeSizes(await readBack(model, answers, task))

  if (positive.size === 0 && negative.size === 0) {
    throw new FitError(
      'not_steerable',
      `Moving along this direction breaks the model's text in both directions, even by ${SIZES[0]} of the layer's norm: towards +1, ${positive.problem}; towards -1, ${negative.problem}. Try other pairs or other layers.`,
    )
  }
  return {
    output: {
      positive: positive.size,
      negative: negative.size,
      fluency: { plain, positive: positive.perplexity, negative: negative.perplexity },
      neutral,
    },
    note: `layer ${layer}: +1 is ${inWords(positive)}, -1 is ${inWords(negative)} of norm ${norm.toFixed(0)}`,
  }
}

const inWords = ({ size, problem }: SafeSize): string => (problem ? `${size} (${problem})` : `${size}`)

type Answer = { query: string; size: number; text: string }

/** Answers to every query: plain, and at each size of either sign. */
async function sampleAnswers(
  model: LanguageModel,
  { layer, v, norm, queries, seed }: CalibrationInput,
  task: StageContext['task'],
): Promise<Answer[]> {
  const asked = [0, ...SIZES.flatMap((size) => [size, -size])].flatMap((size) =>
    queries.map((query, i) => ({ query, size, seed: deriveSeed(seed, 'calibration', i) })),
  )
  const texts = await model.generate(
    asked.map(({ query, size, seed }) =>
      sample(
        plainPrompt(query),
        CALIBRATION_TOKENS,
        seed,
        size === 0 ? undefined : additiveEdit(layer, v, size * norm),
      ),
    ),
    task(`Sampling answers at ${SIZES.join(', ')} of the norm, both ways`, 0, 0.6),
  )
  return asked.map(({ query, size }, i) => ({ query, size, text: texts[i]!.text }))
}

const hasText = ({ text }: Answer): boolean => text.trim() !== ''
const asReading = ({ query, text }: Answer) => ({ messages: plainPrompt(query), answer: text })

async function meanProjection(
  model: LanguageModel,
  { layer, v }: CalibrationInput,
  answers: Answer[],
  task: StageContext['task'],
): Promise<number> {
  const readings = answers.filter((answer) => answer.size === 0 && hasText(answer)).map(asReading)
  if (readings.length === 0) {
    throw new FitError('not_steerable', 'The model answered none of the calibration queries, even without steering.')
  }
  const hook = hookAt('residual', layer)
  const read = await model.activations(readings, [hook], task('Reading plain answers', 0.6, 0.65))
  const tokens = read.reduce((sum, answer) => sum + answer.tokens, 0)
  return read.reduce((sum, answer) => sum + answer.tokens * dot(answer.means.get(hook)!, v), 0) / tokens
}

/** What the unsteered model makes of the answers. */
async function readBack(model: LanguageModel, answers: Answer[], task: StageContext['task']): Promise<SampledAnswer[]> {
  const readable = answers.filter(hasText)
  const scores = await model.score(readable.map(asReading), task('Reading the answers back', 0.65, 1))
  const surprises = new Map(readable.map((answer, i) => [answer, surprise(scores[i]!)]))
  return answers.map((answer) => ({
    size: answer.size,
    surprise: surprises.get(answer) ?? null,
    broken: !hasText(answer) || isRepeating(answer.text),
  }))
}
