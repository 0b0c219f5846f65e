/** The hidden states of the pairs' answers: mean over each answer's tokens, at the candidate layers only. */
import { hookAt } from '../../../shared/steering/hook.ts'
import { READING_CHUNK } from '../budget.ts'
import type { PairStates } from '../pair-states.ts'
import type { Stage } from '../stage.ts'
import type { FitPair } from './pairs.ts'

export type ActivationsInput = { pairs: FitPair[]; layers: number[] }

export type LayerStates = PairStates & {
  layer: number
  /** Mean norm of the residual stream over all answers' tokens: what edit sizes are relative to. */
  norm: number
}

/**
 * Answers are read a chunk at a time and only the candidate layers of each are kept: 2 × pairs × candidates × H floats
 * in all, however many layers the model has.
 */
export const collectActivations: Stage<ActivationsInput, LayerStates[]> = async ({ pairs, layers }, context) => {
  const { model, task } = context
  const hidden = model.facts.hiddenSize
  const states = layers.map((layer) => ({
    layer,
    count: pairs.length,
    hidden,
    positive: new Float32Array(pairs.length * hidden),
    negative: new Float32Array(pairs.length * hidden),
    norm: 0,
  }))
  const hooks = layers.map((layer) => hookAt('residual', layer))
  let tokens = 0
  const perChunk = READING_CHUNK / 2
  for (let from = 0; from < pairs.length; from += perChunk) {
    const chunk = pairs.slice(from, from + perChunk)
    const readings = chunk.flatMap(({ positive, negative }) =>
      [positive, negative].map(({ messages, text }) => ({ messages, answer: text })),
    )
    const share = (count: number) => count / pairs.length
    const reading = task('Reading the answers', share(from), share(from + chunk.length))
    const read = await model.activations(readings, hooks, reading)
    read.forEach((answer, i) => {
      tokens += answer.tokens
      for (const [k, at] of states.entries()) {
        const rows = i % 2 ? at.negative : at.positive
        rows.set(answer.means.get(hooks[k]!)!, (from + Math.floor(i / 2)) * hidden)
        at.norm += answer.tokens * answer.norms.get(hooks[k]!)!
      }
    })
  }
  for (const at of states) at.norm /= tokens
  return { output: states, note: `${2 * pairs.length} answers, ${tokens} tokens, layers ${layers.join(', ')}` }
}
