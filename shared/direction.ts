/**
 * A direction: the fitted vectors of one axis on one model, as an immutable file. The file is one safetensors whose
 * metadata carries the manifest, so that a single SHA-256 names vectors and manifest together.
 *
 * Tensors, for every layer L of `manifest.layers` (H = hidden size):
 * - `layer.L.v` [H]: the unit vector, oriented to the positive pole. Mode add moves along it; boost and neutralise
 *   read and write it.
 *
 * Format 2: a direction that is an operator (direction-operator.ts says what it holds besides). Mode add then applies
 * that; v only tells how far a state leans to the positive pole, for conditions and receipts.
 */
import { z } from 'zod'
import { type Operator, operatorFacts, readOperator, writeOperator } from './direction-operator.ts'
import { type F32Tensor, openSafetensors, writeSafetensors } from './safetensors.ts'
import { SITES } from './steering/hook.ts'
import { vectorLength } from './vector-length.ts'
import { fitMethod, fitSource } from './wire/fit.ts'
import { axisName } from './wire/steering.ts'

export const VECTOR_FORMAT = 1
export const OPERATOR_FORMAT = 2
/** As long as a pole's description may be, and its name. */
const MAX_PROMPT = 600
const MAX_POLE = 60
/** Manifests lie in rows of a database, so all of one is bounded. */
const MAX_NAME = 200
/** No model has so many. */
export const MAX_LAYERS = 512
/** Bytes of a file's header; a direction of so many layers, each with an operator, has half of it. */
const MAX_HEADER = 2 ** 20
const textUpTo = (most: number) => z.string().max(most, `must be at most ${most} characters long`)
const finite = z.number().refine(Number.isFinite, 'must be finite')
const within = (most: number) => finite.max(most, `must be at most ${most}`)

/** Far above what any model and any edit has: their product, summed over axes, stays a float32 that is finite. */
const LARGEST_NORM = 1e9
export const LARGEST_SIZE = 1e6

/** Where a direction acts. Norms and projections in its manifest are of what lies there. */
export const site = z.enum(SITES, { error: `a site is one of ${SITES.join(', ')}` })

/** Instead of a method and a source: vectors that were made elsewhere, of which neither is known. */
const imported = z.literal('imported')

export const directionManifest = z.object({
  format: z.literal([VECTOR_FORMAT, OPERATOR_FORMAT]),
  axis: axisName,
  poles: z.object({ positive: textUpTo(MAX_POLE), negative: textUpTo(MAX_POLE) }),
  /** What asks a model for either pole in words; without it, the poles' names must do. */
  prompts: z.object({ positive: textUpTo(MAX_PROMPT), negative: textUpTo(MAX_PROMPT) }).optional(),
  model: z.object({
    /** SHA-256 of the source file (not of a weight form): a direction belongs to a model. */
    hash: z.string().regex(/^[0-9a-f]{64}$/),
    name: textUpTo(MAX_NAME),
    architecture: textUpTo(MAX_NAME),
    hidden_size: z.number().int().positive(),
    layers: z.number().int().positive(),
  }),
  site,
  method: z.union([fitMethod, imported]),
  source: z.union([fitSource, imported]),
  layers: z
    .array(
      z
        .object({
          layer: z.number().int().nonnegative(),
          /** Mean norm of what lies at the site over answer tokens: what strengths are relative to. */
          residual_norm: within(LARGEST_NORM).positive(),
          /** Mean projection of neutral text on v: what boost amplifies from and neutralise pulls to. */
          neutral: finite,
          /**
           * Size of the edit at strength +1 and -1, relative to residual_norm; of an operator, what its coefficients
           * are multiplied by.
           */
          positive: within(LARGEST_SIZE).nonnegative(),
          negative: within(LARGEST_SIZE).nonnegative(),
        })
        .refine(
          ({ neutral, residual_norm }) => Math.abs(neutral) <= 2 * residual_norm,
          'neutral is a projection of what lies there, so it is not far beyond residual_norm',
        ),
    )
    .min(1)
    .max(MAX_LAYERS, `must be at most ${MAX_LAYERS}`),
  operator: operatorFacts.optional(),
  pairs: z.number().int().nonnegative(),
  seed: z.number().int(),
  /** Whether labelled pairs oriented and gated it. */
  verified: z.boolean(),
  made_by: z.object({ attune: textUpTo(MAX_NAME), weight_form: textUpTo(MAX_NAME) }),
})
export type DirectionManifest = z.infer<typeof directionManifest>

export type DirectionLayer = DirectionManifest['layers'][number] & {
  v: Float32Array
  /** Of a direction that is an operator. */
  operator?: Operator
}
export type Direction = { manifest: DirectionManifest; layers: DirectionLayer[] }

export const isOperator = ({ manifest }: Direction): boolean => manifest.operator !== undefined

const METADATA_KEY = 'attune'
/** Of a vector's length, for rounding; strengths mean nothing on a vector of another length. */
const UNIT_TOLERANCE = 1e-3
const tensorName = (layer: number) => `layer.${layer}.v`

export function encodeDirection(direction: Direction): Uint8Array<ArrayBuffer> {
  const tensors = new Map<string, F32Tensor>()
  for (const { layer, v, operator } of direction.layers) {
    tensors.set(tensorName(layer), { shape: [v.length], data: v })
    if (operator) writeOperator(tensors, layer, operator)
  }
  return writeSafetensors({ tensors, metadata: { [METADATA_KEY]: JSON.stringify(direction.manifest) } })
}

/**
 * Only what the manifest names is read.
 * @throws Error that says what is wrong with the file.
 */
export function decodeDirection(bytes: Uint8Array): Direction {
  const { metadata, shapes, read } = openSafetensors(bytes, MAX_HEADER)
  if (!metadata[METADATA_KEY]) throw new Error("not a direction: the file has no 'attune' manifest in its metadata")
  let json: unknown
  try {
    json = JSON.parse(metadata[METADATA_KEY])
  } catch {
    throw new Error('not a usable direction: its manifest is not JSON')
  }
  const parsed = directionManifest.safeParse(json)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!
    throw new Error(`not a usable direction: manifest.${issue.path.join('.')}: ${issue.message}`)
  }
  const manifest = parsed.data
  if ((manifest.format === OPERATOR_FORMAT) !== (manifest.operator !== undefined)) {
    throw new Error(`not a usable direction: format ${OPERATOR_FORMAT} is for operators, and for no others`)
  }
  if (new Set(manifest.layers.map(({ layer }) => layer)).size < manifest.layers.length) {
    throw new Error('not a usable direction: its manifest names a layer twice')
  }
  const layers = manifest.layers.map((facts): DirectionLayer => {
    const shape = shapes.get(tensorName(facts.layer))
    if (!shape) throw new Error(`not a usable direction: it has no tensor ${tensorName(facts.layer)}`)
    const values = shape.reduce((product, side) => product * side, 1)
    if (values !== manifest.model.hidden_size) {
      throw new Error(
        `not a usable direction: ${tensorName(facts.layer)} has ${values} values, the model's hidden size is ${manifest.model.hidden_size}`,
      )
    }
    if (facts.layer >= manifest.model.layers) {
      throw new Error(`not a usable direction: layer ${facts.layer} of a model with ${manifest.model.layers} layers`)
    }
    const v = read(tensorName(facts.layer))!.data
    if (!v.every(Number.isFinite)) {
      throw new Error(`not a usable direction: ${tensorName(facts.layer)} holds values that are not finite`)
    }
    const length = vectorLength(v)
    if (Math.abs(length - 1) > UNIT_TOLERANCE) {
      throw new Error(`not a usable direction: ${tensorName(facts.layer)} has length ${length.toPrecision(4)}, not 1`)
    }
    const { operator } = manifest
    return {
      ...facts,
      v,
      ...(operator && { operator: readOperator({ shapes, read }, facts.layer, v.length, operator) }),
    }
  })
  return { manifest, layers }
}
