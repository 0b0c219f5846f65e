/** The direction as the immutable file it is stored and named by: equal fits give equal bytes. */
import attune from '../../../package.json' with { type: 'json' }
import {
  type Direction,
  type DirectionLayer,
  decodeDirection,
  encodeDirection,
  OPERATOR_FORMAT,
  VECTOR_FORMAT,
} from '../../../shared/direction.ts'
import type { FitSpec } from '../../../shared/wire/fit.ts'
import type { ModelFacts } from '../../language/language-model.ts'
import { significant } from '../../language/vector.ts'
import { FitError } from '../fit-error.ts'
import type { Fitted } from '../fitted.ts'
import type { Stage } from '../stage.ts'
import { sha256 } from '../stage-value.ts'

export type ArtifactFacts = {
  spec: FitSpec
  model: ModelFacts
  fitted: Fitted
  calibration: { positive: number; negative: number; neutral: number[] }
  pairs: number
  verified: boolean
}

export type Artifact = { bytes: Uint8Array<ArrayBuffer>; hash: string; direction: Direction }

/** What a direction's manifest says of the model that it was made for. */
export const modelEntry = ({ hash, name, architecture, hiddenSize, layers }: ModelFacts) => ({
  hash,
  name,
  architecture,
  hidden_size: hiddenSize,
  layers,
})

/** Less than the body of a request may have. */
const LARGEST = 16 * 1024 * 1024 - 1024

/**
 * No time, no id, no place goes in. Measured numbers keep the five digits that mean something.
 * @throws FitError too_large
 */
export function makeArtifact({ spec, model, fitted, calibration, pairs, verified }: ArtifactFacts): Artifact {
  const layers = fitted.layers.map(
    ({ layer, norm, v, operator }, k): DirectionLayer => ({
      layer,
      residual_norm: significant(norm, 5),
      neutral: significant(calibration.neutral[k]!, 5),
      positive: calibration.positive,
      negative: calibration.negative,
      v,
      ...(operator && { operator }),
    }),
  )
  const slots = layers.flatMap(({ operator }) => operator?.positive ?? [])
  const bytes = encodeDirection({
    manifest: {
      format: slots.length ? OPERATOR_FORMAT : VECTOR_FORMAT,
      axis: spec.axis,
      poles: { positive: spec.positive.name, negative: spec.negative.name },
      prompts: { positive: spec.positive.description, negative: spec.negative.description },
      model: modelEntry(model),
      site: fitted.site,
      method: spec.method,
      source: spec.source,
      layers: layers.map(({ v: _v, operator: _operator, ...facts }) => facts),
      ...(slots.length && { operator: { when_opposed: slots.some(({ whenOpposed }) => whenOpposed) } }),
      pairs,
      seed: spec.seed,
      verified,
      made_by: { attune: attune.version, weight_form: model.weightForm },
    },
    layers,
  })
  if (bytes.length > LARGEST) {
    throw new FitError(
      'too_large',
      `The direction has ${bytes.length} bytes; ${LARGEST} are what workers and edge take. Name fewer \`layers\` for ${spec.method}.`,
    )
  }
  return { bytes, hash: sha256(bytes), direction: decodeDirection(bytes) }
}

/** The stage itself keeps no second copy: the file is a pure function of the stages before, and made again from them. */
export const describeArtifact: Stage<{ hash: string; size: number }, null> = async ({ hash, size }) => ({
  output: null,
  note: `${size} bytes, ${hash.slice(0, 12)}`,
})
