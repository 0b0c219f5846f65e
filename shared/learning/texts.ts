/**
 * A user's own writing → where they are taken to stand on the axes, and how sure that is. Each text is held against the
 * model's own plain version of it, so that what it is about cancels; what is left is how it is said:
 *
 *     d_i = lean(text) - lean(plain version),    mean = κ·Σ w_i·d_i ÷ Σ w_i,    variance = κ²·s² ÷ Σ w_i + floor
 *
 * w_i is 1 for a text that is long enough and in words that the model knows, and less for others, so that Σ w_i counts
 * texts; s² is how the d_i differ from text to text, shrunk towards what texts of one writer usually do, as a few say little
 * of it (the posterior mean of a variance under an inverse-gamma prior: Gelman et al. 2013, Bayesian Data Analysis, §2.6).
 */

import type { Evidence } from './events.ts'

/** As a worker tells it; leans in the order of the axes, in units of strength, null where a direction cannot say. */
export type ReadText = {
  leans: readonly (number | null)[]
  tokens: number
  /** Mean -log p of a token, in nats. */
  surprise: number
  /** Of what was read. */
  characters: number
  plain: { leans: readonly (number | null)[] } | null
}

export type TextProblem = 'short' | 'foreign' | 'no_plain_version'

export type Taste = {
  mean: Record<string, number>
  variance: Record<string, number>
  /** Of each text; null: it was used. */
  problems: (TextProblem | null)[]
}

/**
 * κ, preferred strength per lean. The built-in directions on the default model (`npm run bench -- texts`): with 1, a profile
 * from texts leaves the likelihood of the same person's other texts as it is or raises it by a hundredth of a nat a token;
 * with 2 it falls. Leans taken as they are, without plain versions, cost users' texts a sixth of a nat at half strength: how
 * people chat is not how they like to be answered.
 */
export const STRENGTH_PER_LEAN = 1
/**
 * Of the mean of however many texts: how far off a writer's taste may be from how they write. It is nearly all that is known
 * before: there, a small model's plain versions keep nine tenths of a text's style, so that texts wholly of one pole differ
 * from theirs by .05 to .2 alone, and no profile told its person from others. Texts are a hint, and what a user signals
 * outweighs them.
 */
export const FLOOR = 0.4 ** 2
/** Between texts of one writer, in lean². Counts as so many texts. */
const USUAL_VARIANCE = 0.12 ** 2
const USUAL_COUNTS = 4

/** Fewer tokens say nothing; from the second number on, a text counts in full. */
const LEAST_TOKENS = 8
const ENOUGH_TOKENS = 64

/** Surprise in nats a character, which does not depend on how a tokenizer cuts words. */
const FAMILIAR = 0.9
const FOREIGN = 1.8

/**
 * @param axes names of the leans
 * @param texts of one writer
 * @returns no axis where no text could be used
 * @throws Error that names a text whose numbers are not finite
 */
export function tasteOf(axes: readonly string[], texts: readonly ReadText[]): Taste {
  for (const [at, { tokens, surprise, characters, leans, plain }] of texts.entries()) {
    const numbers = [tokens, surprise, characters, ...leans, ...(plain?.leans ?? [])]
    if (!numbers.every((value) => value === null || Number.isFinite(value))) {
      throw new Error(`text ${at} was read as ${JSON.stringify(numbers)}`)
    }
  }
  const problems = texts.map(problemOf)
  const usable = texts.filter((_, at) => problems[at] === null)
  const mean: Record<string, number> = {}
  const variance: Record<string, number> = {}
  for (const [at, axis] of axes.entries()) {
    const said = usable.flatMap((text) => {
      const [own, plain] = [text.leans[at] ?? null, text.plain?.leans[at] ?? null]
      return own === null || plain === null ? [] : [{ difference: own - plain, weight: weightOf(text) }]
    })
    if (said.length === 0) continue
    const counts = said.reduce((sum, { weight }) => sum + weight, 0)
    const middle = said.reduce((sum, { difference, weight }) => sum + weight * difference, 0) / counts
    const squares = said.reduce((sum, { difference, weight }) => sum + weight * (difference - middle) ** 2, 0)
    const degrees = (counts * (said.length - 1)) / said.length
    const spread = (squares + USUAL_COUNTS * USUAL_VARIANCE) / (degrees + USUAL_COUNTS)
    mean[axis] = STRENGTH_PER_LEAN * middle
    variance[axis] = STRENGTH_PER_LEAN ** 2 * (spread / counts) + FLOOR
  }
  return { mean, variance, problems }
}

/**
 * Texts that came one after another say no more than if they had come together: what makes a taste unlike a writing is the
 * same in all of them. So the floor counts once. With s_i = variance_i - floor, readings of variance s_i·(1 + floor·Σ 1/s_j)
 * come to a mean of variance 1/Σ(1/s_j) + floor.
 * @param events as they are kept; those that are no texts stay as they are
 */
export function withOneFloor<Event extends Evidence>(events: readonly Event[]): Event[] {
  const precisions = new Map<string, number>()
  for (const event of events) {
    if (event.kind !== 'texts') continue
    for (const [axis, variance] of Object.entries(event.variance)) {
      precisions.set(axis, (precisions.get(axis) ?? 0) + 1 / ownVariance(variance))
    }
  }
  return events.map((event) => {
    if (event.kind !== 'texts') return event
    const variance = Object.fromEntries(
      Object.entries(event.variance).map(([axis, own]) => [
        axis,
        ownVariance(own) * (1 + FLOOR * precisions.get(axis)!),
      ]),
    )
    return { ...event, variance }
  })
}

/** Without the floor; of whatever was kept when that was another. */
const ownVariance = (variance: number): number => Math.max(variance - FLOOR, LEAST_OWN_VARIANCE)
const LEAST_OWN_VARIANCE = 1e-4

function problemOf(text: ReadText): TextProblem | null {
  if (text.tokens < LEAST_TOKENS) return 'short'
  if (familiarity(text) === 0) return 'foreign'
  return text.plain === null ? 'no_plain_version' : null
}

const weightOf = (text: ReadText): number => Math.min(text.tokens / ENOUGH_TOKENS, 1) * familiarity(text)

/** 1 for English prose and chat, 0 for what the model cannot read, as most other alphabets or random letters. */
function familiarity({ tokens, surprise, characters }: ReadText): number {
  const nats = (tokens * surprise) / Math.max(characters, 1)
  return Math.max(0, Math.min(1, (FOREIGN - nats) / (FOREIGN - FAMILIAR)))
}
