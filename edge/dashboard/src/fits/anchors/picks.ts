/**
 * Anchors by picking: of two self-made answers to one query, which is nearer the positive pole? The sides are drawn at
 * random, so that nobody learns which one the model meant. States are plain values; each step makes a new one.
 */
import type { Pair } from '../../../../../shared/wire/fit.ts'
import { shuffled } from './shuffled.ts'

/** As many as one judges in a minute. */
export const MOST_QUESTIONS = 8

export type Side = 'first' | 'second'
export type Pick = Side | 'skipped'

export type Question = { pair: Pair; first: string; second: string }
export type Picks = { questions: readonly Question[]; picks: readonly Pick[] }

/** @param seed the same one gives the same order and sides. Half of the sides are swapped, so no key is always right. */
export function startPicks(choices: readonly Pair[], seed: number): Picks {
  const asked = shuffled(choices, seed).slice(0, MOST_QUESTIONS)
  const swapped = shuffled(
    asked.map((_, i) => i % 2 === 1),
    seed + 1,
  )
  const questions = asked.map((pair, i): Question => {
    const { chosen, rejected } = pair
    return swapped[i] ? { pair, first: rejected, second: chosen } : { pair, first: chosen, second: rejected }
  })
  return { questions, picks: [] }
}

/** The question that is open; null when all have been answered or skipped. */
export const openQuestion = ({ questions, picks }: Picks): Question | null => questions[picks.length] ?? null

export const pick = (state: Picks, next: Pick): Picks =>
  openQuestion(state) ? { ...state, picks: [...state.picks, next] } : state

export const undo = (state: Picks): Picks => ({ ...state, picks: state.picks.slice(0, -1) })

/** What was picked is `chosen`, the positive pole's answer, whatever the model had meant by it. */
export const anchorsOf = ({ questions, picks }: Picks): Pair[] =>
  picks.flatMap((picked, i) => {
    const { pair, first, second } = questions[i]!
    if (picked === 'skipped') return []
    const [chosen, rejected] = picked === 'first' ? [first, second] : [second, first]
    return [{ prompt: pair.prompt, chosen, rejected }]
  })

/** How many of the picks are the answers that the model wrote for the positive pole. */
export const agreements = ({ questions, picks }: Picks): number =>
  picks.filter((picked, i) => picked !== 'skipped' && questions[i]![picked] === questions[i]!.pair.chosen).length
