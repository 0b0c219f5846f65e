/** The hidden states of the pairs' answers at one site of the candidate layers: mean over each answer's tokens. */
import { hookAt, type Site } from '../../../shared/steering/hook.ts'
import { READING_CHUNK } from '../budget.ts'
import { bundlesOf } from '../bundles.ts'
import type { PairStates } from '../pair-states.ts'
import type { Stage } from '../stage.ts'
import type { FitPair } from './pairs.ts'

export type ActivationsInput = {
  pairs: FitPair[]
  folds: number[] | null
  site: Site
  layers: number[]
  /** Rows of states at most (bundles.ts). */
  most: number
}

export type LayerStates = PairStates & {
  layer: number
  /** Mean norm of what lies at the site over all answers' tokens: what edit sizes are relative to. */
  norm: number
}

export type ActivationsOutput = {
  states: LayerStates[]
  /** The fold of each row of states; null without folds. */
  folds: number[] | null
}

/**
 * Answers are read a chunk at a time, all layers from one pass, and added to their row at once: 2 × rows × layers × H
 * floats are held in all, and no more rows than bundles.ts allows, however many pairs there are.
 */
export const collectActivations: Stage<ActivationsInput, ActivationsOutput> = async (input, context) => {
  const { pairs, site, layers, most } = input
  const { model, task } = context
  const hidden = model.facts.hiddenSize
  const bundles = bundlesOf(pairs.length, input.folds, most)
  const states = layers.map((layer) => ({
    layer,
    count: bundles.count,
    hidden,
    positive: new Float32Array(bundles.count * hidden),
    negative: new Float32Array(bundles.count * hidden),
    norm: 0,
  }))
  const hooks = layers.map((layer) => hookAt(site, layer))
  const used = pairs.flatMap((pair, i) => (bundles.rowOf[i]! >= 0 ? [{ pair, row: bundles.rowOf[i]! }] : []))

  let tokens = 0
  const perChunk = READING_CHUNK / 2
  for (let from = 0; from < used.length; from += perChunk) {
    const chunk = used.slice(from, from + perChunk)
    const readings = chunk.flatMap(({ pair: { positive, negative } }) =>
      [positive, negative].map(({ messages, text }) => ({ messages, answer: text })),
    )
    const share = (count: number) => count / used.length
    const reading = task('Reading the answers', share(from), share(from + chunk.length))
    const read = await model.activations(readings, hooks, reading)
    read.forEach((answer, i) => {
      tokens += answer.tokens
      const { row } = chunk[Math.floor(i / 2)]!
      const at = row * hidden
      for (const [k, layer] of states.entries()) {
        const rows = i % 2 ? layer.negative : layer.positive
        const mean = answer.means.get(hooks[k]!)!
        for (let d = 0; d < hidden; d++) rows[at + d]! += mean[d]! / bundles.sizes[row]!
        layer.norm += answer.tokens * answer.norms.get(hooks[k]!)!
      }
    })
  }
  for (const at of states) at.norm /= tokens
  const left = pairs.length - used.length
  const rows =
    bundles.size > 1 ? `; ${bundles.count} bundles of ${bundles.size} pairs${left ? `, ${left} left over` : ''}` : ''
  return {
    output: { states, folds: bundles.folds },
    note: `${2 * used.length} answers, ${tokens} tokens, ${site} at ${inWords(layers)}${rows}`,
  }
}

const inWords = (layers: readonly number[]): string =>
  layers.length > 6 ? `${layers.length} layers` : `layers ${layers.join(', ')}`
