/**
 * A control vector → a direction. A control vector says how far to move, not how large a state is: strength 1 adds the
 * file's vector as it is (times `scale`, llama.cpp's number behind the colon), and strength -1 its opposite. What a
 * direction needs beside that is measured on the importing model: the residual norm, which sizes are relative to and the
 * cap is a share of, and neutral text's projection. Vector = v × size × norm holds whatever norm was measured.
 */
import attune from '../../package.json' with { type: 'json' }
import { type Direction, type DirectionLayer, LARGEST_SIZE, VECTOR_FORMAT } from '../../shared/direction.ts'
import { dot } from '../../shared/steering/edit.ts'
import { modelEntry } from '../fitting/stages/artifact.ts'
import type { ModelFacts } from '../language/language-model.ts'
import { norm, significant, unit } from '../language/vector.ts'
import { UnusableFile } from '../model/gguf/unusable-file.ts'
import type { ControlVector } from './read.ts'

/** Of one layer, over neutral text: the mean norm of the residual stream, and its mean. */
export type NeutralState = { norm: number; mean: Float32Array }

export type ImportFacts = {
  vector: ControlVector
  model: ModelFacts
  axis: string
  poles: { positive: string; negative: string }
  scale: number
  /** By layer. */
  neutral: ReadonlyMap<number, NeutralState>
}

/** @throws UnusableFile where a vector, scaled, is far longer than what it is to be added to */
export function directionOf({ vector, model, axis, poles, scale, neutral }: ImportFacts): Direction {
  const layers = vector.layers.map(({ layer, vector }): DirectionLayer => {
    const state = neutral.get(layer)
    if (!state) throw new Error(`nothing was measured at layer ${layer}`)
    const length = Math.abs(scale) * norm(vector)
    const v = unit(scale < 0 ? vector.map((x) => -x) : vector)
    const size = length / state.norm
    if (size > LARGEST_SIZE) {
      const times = size.toPrecision(2)
      throw new UnusableFile(
        `layer ${layer}: the vector times scale is ${times} times as long as the states there; at most ${LARGEST_SIZE}`,
      )
    }
    return {
      layer,
      residual_norm: state.norm,
      neutral: significant(dot(state.mean, v), 5),
      positive: size,
      negative: size,
      v,
    }
  })
  return {
    manifest: {
      format: VECTOR_FORMAT,
      axis,
      poles,
      model: modelEntry(model),
      site: 'residual',
      method: 'imported',
      source: 'imported',
      layers: layers.map(({ v: _, ...facts }) => facts),
      pairs: 0,
      seed: 0,
      verified: false,
      made_by: { attune: attune.version, weight_form: model.weightForm },
    },
    layers,
  }
}
