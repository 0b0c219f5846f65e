/**
 * The layer that steers most, near two thirds of the depth. (An operator acts at several layers and is one candidate.)
 *
 * Every candidate is tried with the same size of edit, relative to its own norm, on the same held-out pairs. Each pair is
 * scored under one sign only, the signs taking turns: over the pairs, what both signs do alike (damage) cancels, at half
 * the cost of scoring both. The layer nearest to two thirds wins, unless another one's odd part is larger by more than
 * NOISE: then that. So the axes of a model mostly share a layer, where they can be made orthogonal to each other. The
 * evaluation measures on the same pairs, so its figures are optimistic by what a choice between a few layers of a
 * plateau can bring.
 *
 * Anchors also orient: if at the best layer they say that the direction points the wrong way, it is turned.
 */

import { mean } from '../../language/vector.ts'
import { LAYER_SEARCH_PAIRS } from '../budget.ts'
import { editOf } from '../fitted.ts'
import type { HeldOutPair } from '../held-out.ts'
import { margins } from '../margin.ts'
import type { Stage } from '../stage.ts'
import { type Candidate, fittedFor } from './method.ts'

const PREFERRED_DEPTH = 0.67
/** Nats a token: differences below it are chance with about ten pairs. */
const NOISE = 0.1

/** `size`: at which candidates are compared. */
export type LayersInput = { candidates: Candidate[]; size: number; heldOut: HeldOutPair[]; orient: boolean }
export type LayersOutput = {
  /** The candidate's place in the list. */
  index: number
  /** Whether the anchors turned the direction round. */
  turned: boolean
  /** Margin of each held-out pair without any edit. */
  plain: number[]
  /** What was measured: odd part of the margin's change at ±size, nats a token. An operator's first layer names it. */
  candidates: { layer: number; odd: number }[]
}

export const chooseLayer: Stage<LayersInput, LayersOutput> = async (input, { model, task }) => {
  const { size, heldOut, orient } = input
  const searched = heldOut.slice(0, LAYER_SEARCH_PAIRS)
  // The folds take turns in the list, so signs change after every second pair: each fold gets both.
  const signs = searched.map((_, i) => (Math.floor(i / 2) % 2 ? -1 : 1))
  const tried = input.candidates.map((at) =>
    searched.map(({ pair, fold }, i) => ({ pair, edit: editOf(fittedFor(at, fold), signs[i]! * size) })),
  )
  // In one call, so that each prompt is read once.
  const names = input.candidates.map(({ layers }) => inWords(layers)).join('; ')
  const all = await margins(model, [...heldOut, ...tried.flat()], task(`Trying ${names}`))
  const plain = all.slice(0, heldOut.length)
  const candidates = input.candidates.map(({ layers }, k) => {
    const from = heldOut.length + k * searched.length
    const changes = searched.map((_, i) => all[from + i]! - plain[i]!)
    return { layer: layers[0]!, odd: oddPart(changes, signs) }
  })

  const worth = ({ odd }: { odd: number }) => (orient ? Math.abs(odd) : odd)
  const preference = PREFERRED_DEPTH * model.facts.layers
  const byPreference = candidates.toSorted((a, b) => Math.abs(a.layer - preference) - Math.abs(b.layer - preference))
  const best = byPreference.reduce((a, b) => (worth(b) > worth(a) + NOISE ? b : a))
  const turned = orient && best.odd < 0
  const index = candidates.indexOf(best)
  const note = `${inWords(input.candidates[index]!.layers)}${turned ? ', turned by the anchors' : ''} (${candidates
    .map(({ layer, odd }) => `${layer}: ${odd >= 0 ? '+' : ''}${odd.toFixed(2)}`)
    .join(', ')})`
  return { output: { index, turned, plain, candidates }, note }
}

/** (mean change under + minus mean change under -) / 2 */
function oddPart(changes: number[], signs: number[]): number {
  const under = (sign: number) => mean(changes.filter((_, i) => signs[i] === sign))
  return (under(1) - under(-1)) / 2
}

const inWords = (layers: readonly number[]): string => `layer${layers.length > 1 ? 's' : ''} ${layers.join(', ')}`
