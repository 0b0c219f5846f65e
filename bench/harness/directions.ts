/** Directions with random vectors: what an edit costs does not depend on what it means. */

import type { OpenModel } from '../../gpu-worker/engine/open.ts'
import type { SteeredAxis } from '../../gpu-worker/engine/steering.ts'
import type { Direction } from '../../shared/direction.ts'
import type { EditMode } from '../../shared/wire/steering.ts'
import { createRandom } from '../../test/support/random.ts'

/** A random unit vector at each of `layers`, small enough that the text stays text. */
export function randomDirection(
  { source, config }: OpenModel,
  axis: string,
  layers: number[],
  seed: number,
): Direction {
  const random = createRandom(seed)
  const facts = layers.map((layer) => ({ layer, residual_norm: 100, neutral: 0, positive: 0.02, negative: 0.02 }))
  return {
    manifest: {
      format: 1,
      axis,
      poles: { positive: 'one', negative: 'other' },
      model: {
        hash: source.sha256,
        name: source.id,
        architecture: config.architecture,
        hidden_size: config.hidden,
        layers: config.layers,
      },
      site: 'residual',
      method: 'mean-difference',
      source: 'given',
      layers: facts,
      pairs: 0,
      seed,
      verified: false,
      made_by: { attune: '0', weight_form: 'q8' },
    },
    layers: facts.map((layer) => {
      const v = Float32Array.from({ length: config.hidden }, () => random.normal())
      const length = Math.hypot(...v)
      return { ...layer, v: v.map((value) => value / length) }
    }),
  }
}

export const steeredAxis = (direction: Direction, strength: number, mode: EditMode): SteeredAxis => ({
  axis: direction.manifest.axis,
  version: 1,
  hash: '0'.repeat(64),
  direction,
  strength,
  mode,
  condition: null,
})
