/** Drops the pairs that would teach the direction something else than the axis, and counts why. */

import { MIN_PAIRS } from '../../../shared/fit-facts.ts'
import { normalised } from '../../../shared/normalised.ts'
import type { FitSource } from '../../../shared/wire/fit.ts'
import { isRefusal } from '../../language/refusal.ts'
import { isRepeating } from '../../language/repetition.ts'
import { likeness } from '../embedding-likeness.ts'
import { FitError } from '../fit-error.ts'
import type { Stage } from '../stage.ts'
import type { Answer, FitPair, PairsOutput } from './pairs.ts'

export type FilterInput = PairsOutput & {
  source: FitSource
  /** Whether pairs are measured on each other's directions: then they must come from several queries. */
  folded: boolean
  /** Share of the pairs to drop, those whose answers are most alike to the model (embedding-likeness.ts). */
  dropAlike: number
  /** Prompts of the anchors: a direction that is measured on them is not fitted on them. */
  taken: string[]
}
export type FilterOutput = PairsOutput & { dropped: Partial<Record<DropReason, number>> }

const DROP_REASONS = [
  'empty',
  'alike',
  'repeating',
  'refused',
  'cut too short',
  'kept as anchors',
  'alike in embedding space',
] as const
export type DropReason = (typeof DROP_REASONS)[number]

/** An answer cut at its token limit still shows its style, unless hardly anything came before the cut. */
const SHORTEST_CUT = 8

/** @throws FitError too_few_pairs, which says why the others went and what to try */
export const filterPairs: Stage<FilterInput, FilterOutput> = async (input, { model, task }) => {
  const { pairs, probes, source, folded } = input
  const dropped: FilterOutput['dropped'] = {}
  const taken = new Set(input.taken.map(normalised))
  const kept = (candidates: FitPair[]) =>
    candidates.filter((pair) => {
      const reason = whyDrop(pair) ?? (taken.has(normalised(pair.query)) ? 'kept as anchors' : null)
      if (reason) dropped[reason] = (dropped[reason] ?? 0) + 1
      return reason === null
    })
  const output = { pairs: kept(pairs), probes: kept(probes), dropped }
  const surplus = Math.round(input.dropAlike * output.pairs.length)
  if (surplus > 0) {
    const alike = await likeness(model, output.pairs, task('Comparing the answers'))
    const least = new Set([...alike.keys()].sort((a, b) => alike[a]! - alike[b]!).slice(0, alike.length - surplus))
    output.pairs = output.pairs.filter((_, i) => least.has(i))
    dropped['alike in embedding space'] = surplus
  }
  const drops = DROP_REASONS.filter((reason) => dropped[reason]).map((reason) => `${dropped[reason]} ${reason}`)

  const tooFew = (what: string) => new FitError('too_few_pairs', `${what} ${ADVICE[source]}`)
  const because = drops.length ? ` (dropped: ${drops.join(', ')})` : ''
  const measured = probes.length ? output.probes : output.pairs
  if (output.pairs.length < MIN_PAIRS || measured.length < MIN_PAIRS) {
    const left = Math.min(output.pairs.length, measured.length)
    throw tooFew(
      `${left} of ${(probes.length ? probes : pairs).length} pairs are usable${because}; at least ${MIN_PAIRS} are needed.`,
    )
  }
  if (folded && source !== 'texts' && new Set(output.pairs.map(({ query }) => normalised(query))).size < 2) {
    throw tooFew(
      "All pairs answer the same prompt, so none is left to measure on: use at least two prompts, or give the answers as texts of either pole (source 'texts').",
    )
  }
  return { output, note: `${output.pairs.length} of ${pairs.length} kept${because}` }
}

const ADVICE: Record<FitSource, string> = {
  given: 'Give more pairs whose two answers differ.',
  texts: 'Give more texts of either pole.',
  'self-generated':
    "Describe the poles as plain instructions ('Answer in short, simple words.'), give other queries, or give pairs of your own (source 'given').",
  'context-shift':
    "Describe the poles as plain instructions ('Answer in short, simple words.'), add anchors, or give pairs of your own (source 'given').",
}

export function whyDrop({ positive, negative }: FitPair): DropReason | null {
  const answers = [positive, negative]
  if (answers.some(({ text }) => text.trim() === '')) return 'empty'
  const samePrompt = JSON.stringify(positive.messages) === JSON.stringify(negative.messages)
  const bothSampled = positive.sampled !== null && negative.sampled !== null
  if ((samePrompt || bothSampled) && normalised(positive.text) === normalised(negative.text)) return 'alike'
  // What somebody wrote is meant: a refusal may be the very pole, a refrain its style.
  const sampled = answers.filter((answer): answer is Sampled => answer.sampled !== null)
  if (sampled.some(({ text }) => isRepeating(text))) return 'repeating'
  if (sampled.some(({ text }) => isRefusal(text))) return 'refused'
  if (sampled.some(({ sampled: { tokens, finish } }) => finish === 'length' && tokens < SHORTEST_CUT)) {
    return 'cut too short'
  }
  return null
}

type Sampled = Answer & { sampled: NonNullable<Answer['sampled']> }
