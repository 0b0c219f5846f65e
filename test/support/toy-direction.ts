/** A direction small enough to read, for tests of what carries directions about. */
import { type DirectionManifest, encodeDirection } from '../../shared/direction.ts'
import type { Evaluation } from '../../shared/wire/fit.ts'

export const TOY_MODEL_HASH = 'ab'.repeat(32)
const HIDDEN = 4

export type ToyOptions = {
  axis?: string
  modelHash?: string
  seed?: number
  verified?: boolean
  layer?: number
  /** [4] */
  v?: number[]
  source?: DirectionManifest['source']
  pole?: string
}

/** Another seed is another file, and so is another source. */
export function toyDirection(options: ToyOptions = {}): Uint8Array<ArrayBuffer> {
  const {
    axis = 'formal',
    modelHash = TOY_MODEL_HASH,
    seed = 1,
    verified = true,
    layer = 2,
    v = [1, 0, 0, 0],
    source = 'given',
    pole = 'high',
  } = options
  const facts = { layer, residual_norm: 10, neutral: 0.5, positive: 0.2, negative: 0.2 }
  const manifest: DirectionManifest = {
    format: 1,
    axis,
    poles: { positive: pole, negative: 'low' },
    model: { hash: modelHash, name: 'toy', architecture: 'llama', hidden_size: HIDDEN, layers: 4 },
    site: 'residual',
    method: 'mean-difference',
    source,
    layers: [facts],
    pairs: 10,
    seed,
    verified,
    made_by: { attune: 'test', weight_form: 'fp32' },
  }
  return encodeDirection({ manifest, layers: [{ ...facts, v: Float32Array.from(v) }] })
}

export const toyEvaluation = (passed = true): Evaluation => ({
  margin: {
    positive: 0.5,
    negative: -0.4,
    odd: 0.45,
    control: [{ positive: 0.01, negative: 0.02 }],
    pairs: 8,
    on: 'anchors',
  },
  fluency: { plain: 5, positive: 5.5, negative: 5.6 },
  layers: [],
  pairs: null,
  verified: true,
  passed,
  reasons: passed ? [] : ['no stronger than chance'],
  report: null,
})
