/**
 * The layer that steers most, near two thirds of the depth.
 *
 * Every candidate layer is tried with the same edit, relative to its own norm, on the same held-out pairs. Each pair is
 * scored under one sign only, the signs taking turns: over the pairs, what both signs do alike (damage) cancels, at half
 * the cost of scoring both. The layer nearest to two thirds wins, unless another one's odd part is larger by more than
 * NOISE: then that. So the axes of a model mostly share a layer, where they can be made orthogonal to each other. The evaluation measures on the same pairs, so its
 * figures are optimistic by what a choice between a few layers of a plateau can bring.
 *
 * Anchors also orient: if at the best layer they say that the direction points the wrong way, it is turned.
 */
import { LAYER_SEARCH_PAIRS } from '../budget.ts'
import type { HeldOutPair } from '../held-out.ts'
import { additiveEdit, margins } from '../margin.ts'
import type { Stage } from '../stage.ts'
import { mean } from '../vector.ts'
import { type LayerVectors, vectorFor } from './method.ts'

/** Shares of the depth: of 30 layers, those after which 16, 20 and 24 blocks have run (indices 16, 20, 24). */
const DEPTHS = [0.53, 0.67, 0.8]
/** Relative to the layer's norm: a size that moves a working direction and breaks no text. */
const SEARCH_SIZE = 0.15
const PREFERRED_DEPTH = 0.67
/** Nats a token: differences below it are chance with about ten pairs. */
const NOISE = 0.1

export const candidateLayers = (wanted: readonly number[], depth: number): number[] =>
  [...new Set(wanted.length ? wanted : DEPTHS.map((share) => Math.min(depth - 1, Math.round(share * depth))))].sort(
    (a, b) => a - b,
  )

export type LayersInput = { vectors: LayerVectors[]; heldOut: HeldOutPair[]; orient: boolean }
export type LayersOutput = {
  layer: number
  /** Whether the anchors turned the direction round. */
  turned: boolean
  /** Margin of each held-out pair without any edit. */
  plain: number[]
  /** What was measured: odd part of the margin's change at ±SEARCH_SIZE, nats a token. */
  candidates: { layer: number; odd: number }[]
}

export const chooseLayer: Stage<LayersInput, LayersOutput> = async ({ vectors, heldOut, orient }, { model, task }) => {
  const share = (done: number) => done / (vectors.length + 1)
  const plain = await margins(model, heldOut, task('Scoring the held-out pairs', 0, share(1)))

  const searched = heldOut.slice(0, LAYER_SEARCH_PAIRS)
  // The folds take turns in the list, so signs change after every second pair: each fold gets both.
  const signs = searched.map((_, i) => (Math.floor(i / 2) % 2 ? -1 : 1))
  const candidates: LayersOutput['candidates'] = []
  for (const [i, at] of vectors.entries()) {
    const steered = await margins(
      model,
      searched.map(({ pair, fold }, j) => ({
        pair,
        edit: additiveEdit(at.layer, vectorFor(at, fold), signs[j]! * SEARCH_SIZE * at.norm),
      })),
      task(`Trying layer ${at.layer}`, share(i + 1), share(i + 2)),
    )
    candidates.push({
      layer: at.layer,
      odd: oddPart(
        steered.map((margin, j) => margin - plain[j]!),
        signs,
      ),
    })
  }

  const worth = ({ odd }: { odd: number }) => (orient ? Math.abs(odd) : odd)
  const preference = PREFERRED_DEPTH * model.facts.layers
  const byPreference = candidates.toSorted((a, b) => Math.abs(a.layer - preference) - Math.abs(b.layer - preference))
  const best = byPreference.reduce((a, b) => (worth(b) > worth(a) + NOISE ? b : a))
  const turned = orient && best.odd < 0
  const note = `layer ${best.layer}${turned ? ', turned by the anchors' : ''} (${candidates
    .map(({ layer, odd }) => `${layer}: ${odd >= 0 ? '+' : ''}${odd.toFixed(2)}`)
    .join(', ')})`
  return { output: { layer: best.layer, turned, plain, candidates }, note }
}

/** (mean change under + minus mean change under -) / 2 */
function oddPart(changes: number[], signs: number[]): number {
  const under = (sign: number) => mean(changes.filter((_, i) => signs[i] === sign))
  return (under(1) - under(-1)) / 2
}
