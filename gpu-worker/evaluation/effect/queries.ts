/** What is asked to see a direction's effect: queries that no fit has seen. */
import { normalised } from '../../../shared/normalised.ts'

/** Of the same kinds as the fit's: advice, explanation, description, opinion, small talk and writing. */
export const EVALUATION_QUERIES: readonly string[] = [
  'How do I bake potatoes?',
  'I did badly in my driving test.',
  'Why is the sea salty?',
  'What do you think of autumn?',
  'Tell me about horses.',
  'How can I wake up earlier?',
  'What is a telephone?',
  'Should I move to the countryside?',
  'Describe a snowy street.',
  'My sister does not call me any more.',
  'What should I read on holiday?',
  'How do clouds form?',
  'I want to take up painting.',
  'What happens in a post office?',
  'How do I get rid of ants?',
  'Tell me about the city of Cairo.',
  'Is tea better than coffee?',
  'What does a nurse do?',
  'We are getting a puppy.',
  'Why do people go to the theatre?',
  'How does a radio work?',
  'I cannot sleep before long trips.',
  'What is good about living alone?',
  'How do I thank a colleague?',
  'What are mountains made of?',
  'Tell me about whales.',
  'My garden looks sad this year.',
  'How do I cook rice?',
  'What will schools be like in fifty years?',
  'Should I keep a diary?',
  'Why do we laugh?',
  'I found an old photograph of my grandmother.',
]

/** Answered plainly, prompted and steered; and answered at either pole, for the yardstick and the classifier. */
export const EFFECT_QUERIES = 10
export const POLE_QUERIES = 14
/** Fewer say nothing about others. */
const LEAST = 4

export type EvaluationQueries = { effect: string[]; poles: string[] }

/**
 * Disjoint, and none of `exclude`.
 * @param own asked instead of the built-in ones
 * @throws Error when too few are left
 */
export function evaluationQueries(exclude: readonly string[], own?: readonly string[]): EvaluationQueries {
  const taken = new Set(exclude.map(normalised))
  const free = (queries: readonly string[]) =>
    queries.filter((query) => {
      const isNew = !taken.has(normalised(query))
      taken.add(normalised(query))
      return isNew
    })
  const asked = own ? free(own) : null
  const builtin = free(EVALUATION_QUERIES)
  const effect = asked ?? builtin.splice(0, EFFECT_QUERIES)
  const poles = builtin.slice(0, POLE_QUERIES)
  if (effect.length < LEAST || poles.length < LEAST) {
    throw new Error(
      `the effect in text is measured on queries that the fit did not use, ${LEAST} at least, and on as many others at either pole; ${effect.length} and ${poles.length} are left`,
    )
  }
  return { effect, poles }
}
