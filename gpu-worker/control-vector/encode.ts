/**
 * A direction → a control vector for llama.cpp (format.ts). `--control-vector-scaled FILE:1` adds what Attune's strength 1
 * adds with scope `all`: at every layer v × size × residual norm. llama.cpp's scale is linear and knows one size, so
 * `FILE:-1` is the same the other way round, while Attune's strength -1 has a size of its own: `pole` 'negative' makes the
 * file whose `FILE:1` is Attune's strength -1. Attune's cap on summed edits, conditions and live changes are not in a file.
 */
import type { Direction } from '../../shared/direction.ts'
import { encodeGguf } from '../model/gguf/write.ts'
import {
  ARCHITECTURE,
  COUNT_KEY,
  FIRST_LAYER,
  ggufArchitecture,
  HINT_KEY,
  NAME_KEY,
  POLE_KEYS,
  tensorName,
} from './format.ts'

export type ExportedPole = 'positive' | 'negative'

/** @throws Error naming what of the direction a control vector cannot hold. */
export function encodeControlVector(
  { manifest, layers }: Direction,
  pole: ExportedPole = 'positive',
): Uint8Array<ArrayBuffer> {
  const { axis, site, model, poles, operator } = manifest
  const cannot = (why: string) => new Error(`'${axis}' cannot be exported as a control vector: ${why}`)
  if (operator) throw cannot('it is an operator that reads the state, and a control vector only adds')
  if (site !== 'residual') {
    throw cannot(`it acts at site '${site}', and llama.cpp adds to the residual stream only (site 'residual')`)
  }
  const first = layers.find(({ layer }) => layer < FIRST_LAYER)
  if (first) throw cannot(`it acts at layer ${first.layer}, and llama.cpp takes vectors from layer ${FIRST_LAYER} on`)
  const sign = pole === 'positive' ? 1 : -1
  const moving = layers.filter((layer) => layer[pole] > 0).sort((a, b) => a.layer - b.layer)
  if (moving.length === 0) throw cannot(`its ${pole} pole '${poles[pole]}' has size 0, so there is nothing to add`)
  const tensors = new Map(
    moving.map(({ layer, v, residual_norm, [pole]: size }) => {
      const amount = sign * size * residual_norm
      return [tensorName(layer), v.map((x) => amount * x)]
    }),
  )
  const [plus, minus] = pole === 'positive' ? [poles.positive, poles.negative] : [poles.negative, poles.positive]
  return encodeGguf({
    metadata: {
      'general.architecture': ARCHITECTURE,
      [NAME_KEY]: axis,
      [HINT_KEY]: ggufArchitecture(model.architecture),
      [COUNT_KEY]: tensors.size,
      [POLE_KEYS.positive]: plus,
      [POLE_KEYS.negative]: minus,
    },
    tensors,
  })
}
