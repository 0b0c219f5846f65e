/**
 * How alike a pair's two answers are to the model itself: the cosine of their mean hidden states, both read under the
 * plain query at the middle of the depth, after the mean of all answers is taken off, which would drown what differs.
 * AlignEZ drops pairs whose answers are too alike in embedding space; which embedding and which bound, its text leaves
 * open.
 */
import { hookAt } from '../../shared/steering/hook.ts'
import type { LanguageModel, LongTask } from '../language/language-model.ts'
import { plainPrompt } from '../language/prompts.ts'
import { READING_CHUNK } from './budget.ts'
import { inner } from './methods/algebra/rows.ts'
import type { FitPair } from './stages/pairs.ts'

export async function likeness(model: LanguageModel, pairs: readonly FitPair[], task: LongTask): Promise<number[]> {
  const hook = hookAt('residual', Math.floor(model.facts.layers / 2))
  const readings = pairs.flatMap(({ query, positive, negative }) =>
    [positive, negative].map(({ text }) => ({ messages: plainPrompt(query), answer: text })),
  )
  const states: Float32Array[] = []
  for (let from = 0; from < readings.length; from += READING_CHUNK) {
    const read = await model.activations(readings.slice(from, from + READING_CHUNK), [hook], task)
    states.push(...read.map(({ means }) => means.get(hook)!))
  }
  return centredCosines(states)
}

/** Of states 2i and 2i + 1, less the mean of all; 1 where one is the mean itself. */
export function centredCosines(states: readonly Float32Array[]): number[] {
  const mean = new Float64Array(states[0]?.length ?? 0)
  for (const state of states) for (let d = 0; d < mean.length; d++) mean[d]! += state[d]! / states.length
  const centred = states.map((state) => Float64Array.from(state, (x, d) => x - mean[d]!))
  return Array.from({ length: states.length / 2 }, (_, i) => {
    const [a, b] = [centred[2 * i]!, centred[2 * i + 1]!]
    const size = Math.sqrt(inner(a, a) * inner(b, b))
    return size > 0 ? inner(a, b) / size : 1
  })
}
