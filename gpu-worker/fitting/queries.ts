/** What the model is asked while a direction is made, when the admin gives no queries of their own. */
import { normalised } from '../../shared/normalised.ts'
import type { FitSpec } from '../../shared/wire/fit.ts'
import { createRng, deriveSeed } from '../language/rng.ts'
import { CALIBRATION_QUERIES, SELF_GENERATED_PAIRS } from './budget.ts'

/** Advice, explanation, description, opinion, small talk and writing: everyday, harmless, and open to any style. */
export const BUILTIN_QUERIES: readonly string[] = [
  'How do I make a good cup of tea?',
  'What causes thunder?',
  'Tell me about elephants.',
  'I cannot decide what to wear tomorrow.',
  'How can I get better at cooking?',
  'What is a library for?',
  'Should I adopt a cat?',
  'What do you think of long train rides?',
  'How does a bicycle stay upright?',
  'My neighbour plays loud music at night.',
  'Can you suggest a film for this evening?',
  'Why do leaves change colour?',
  'How do I remove a coffee stain?',
  'Describe a busy market.',
  'What is the quickest way to learn to swim?',
  'I start a new job on Monday.',
  'Why do we yawn?',
  'How does a refrigerator work?',
  'Tell me about the city of Rome.',
  'What can I make with leftover rice?',
  'I miss my old friends.',
  'How do ships float?',
  'What makes people laugh?',
  'Is it worth buying a bicycle?',
  'Explain what a volcano is.',
  'How do I start a conversation with a stranger?',
  'What is your view on working from home?',
  'I forgot an important birthday.',
  'How do antibiotics work?',
  'Tell me about the planet Mars.',
  'What makes a good teacher?',
  'My car will not start this morning.',
  'How should I prepare for a long walk?',
  'What is a bank?',
  'Is chocolate bad for my teeth?',
  'I have to give a speech next week.',
  'What will cities look like in a hundred years?',
  'How do bees make honey?',
  'Describe a quiet forest.',
  'Should I learn to code?',
  'What is electricity?',
  'How do I keep my desk tidy?',
  'Tell me about painting.',
  'We are planning a camping trip.',
  'Why is sleep important?',
  'What can one person do for the environment?',
  'How do I choose a good melon?',
  'What happens at a football match?',
]

export type QuerySplit = {
  /** Answered at either pole (self-generated), or only to measure on (context shift); none for what is given. */
  pairs: string[]
  /** Answered plainly and steered, for calibration: none that a pair is about, as long as there are others. */
  calibration: string[]
}

/**
 * The admin's queries serve for both where they are many enough; otherwise they make the pairs and calibration takes
 * built-in ones. The split is drawn from the seed.
 */
export function splitQueries(spec: FitSpec): QuerySplit {
  const shuffled = (queries: readonly string[]) => createRng(deriveSeed(spec.seed, 'queries')).shuffled(queries)
  const own = shuffled(distinct(spec.queries))
  const builtin = shuffled(BUILTIN_QUERIES)
  const given = spec.source === 'given' || spec.source === 'texts'
  const pairs = given ? [] : (own.length ? own : builtin).slice(0, SELF_GENERATED_PAIRS)

  const taken = new Set((given ? spec.pairs.map(({ prompt }) => prompt) : pairs).map(normalised))
  const ownSuffice = own.length >= CALIBRATION_QUERIES + pairs.length
  const candidates = ownSuffice ? own : builtin
  const free = candidates.filter((query) => !taken.has(normalised(query)))
  const rest = candidates.filter((query) => taken.has(normalised(query)))
  return { pairs, calibration: [...free, ...rest].slice(0, CALIBRATION_QUERIES) }
}

const distinct = (queries: readonly string[]): string[] => [
  ...new Map(queries.map((query) => [normalised(query), query])).values(),
]
