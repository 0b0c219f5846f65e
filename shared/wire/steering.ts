/** How a request, a profile or a live change says what to steer. */
import { z } from 'zod'
import { numberBetween, wholeBetween, wholeFrom } from './bounds.ts'
import { mapOf, strictObject } from './strict.ts'

export const STRENGTH_LIMIT = 1
export const OVERDRIVE_LIMIT = 1.5

/** Of a text, in units of strength. A direction by which it leans further moves so little that it cannot say. */
export const MAX_LEAN = 100

export const axisName = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,39}$/, 'an axis id is 1 to 40 of a-z, 0-9, _ and -, beginning with a letter')
  .meta({ description: 'The id of an axis; +1 is its first pole.', example: 'formal' })

export const editMode = z.enum(['add', 'boost', 'neutralise']).meta({
  description:
    'add: move towards a pole. boost: amplify how far the text already leans. neutralise: pull it back to neutral.',
})
export type EditMode = z.infer<typeof editMode>

const strengthValue = numberBetween(-OVERDRIVE_LIMIT, OVERDRIVE_LIMIT)

/** A bare number means mode `add`. */
export function strengthUpTo(limit: number, error: string) {
  const value = numberBetween(-limit, limit)
  return z.union([value, z.strictObject({ value, mode: editMode.default('add') })], { error })
}

export const strength = strengthUpTo(
  OVERDRIVE_LIMIT,
  `a strength is a number from -${STRENGTH_LIMIT} to ${STRENGTH_LIMIT} (to ±${OVERDRIVE_LIMIT} with overdrive), or {value, mode}`,
).meta({ id: 'Strength' })
export type StrengthInput = z.infer<typeof strength>

export type Strength = { value: number; mode: EditMode }
/** As it is told again. */
export const appliedStrength = z.object({ value: z.number(), mode: editMode }).meta({ id: 'AppliedStrength' })
export const toStrength = (input: StrengthInput): Strength =>
  typeof input === 'number' ? { value: input, mode: 'add' } : { value: input.value, mode: input.mode }

export const strengths = mapOf(axisName, strength, 'the id of an axis').meta({
  description: 'Strength by axis: 0 nothing, ±1 the calibrated safe maximum of either pole.',
  example: { formal: 0.5, warm: { value: -1, mode: 'neutralise' } },
})

/** Far beyond what a state can lean. */
const MAX_THRESHOLD = 100

/** When an axis acts (Conditional Activation Steering): decided once, by how the prompt leans along another direction. */
export const condition = z
  .strictObject({
    axis: axisName.meta({ description: 'The axis whose active direction reads the prompt.', example: 'medical' }),
    layer: wholeFrom(0)
      .nullable()
      .default(null)
      .meta({
        description:
          'The layer that is read, one that the active direction has; null: all layers of that direction, averaged. While ' +
          'the active direction lacks it, profiles that hold the axis are applied without it, and requests that ask for it ' +
          'are refused.',
      }),
    threshold: numberBetween(-MAX_THRESHOLD, MAX_THRESHOLD).meta({
      description:
        "What the reading is compared with: the projection of the last prompt token's state on the direction, less " +
        "neutral text's, relative to the layer's mean residual norm. Receipts show it as condition.value.",
      example: 0.1,
    }),
    comparison: z.enum(['above', 'below']).default('above'),
  })
  .meta({ id: 'Condition', description: 'The axis acts only in answers to prompts that fulfil this.' })
export type Condition = z.infer<typeof condition>

export const scope = z.enum(['generated', 'answer', 'all']).meta({
  description:
    'Which tokens are edited. generated: every generated token. answer: the last prompt token too, so that even the ' +
    'first token moves. all: the whole prompt (such a prompt never enters the shared prefix cache).',
})
export type Scope = z.infer<typeof scope>

export const jsonEdit = z.enum(['edit', 'strings', 'spare']).meta({
  description:
    'What of structured output (response_format, tool calls) is edited. edit: all of it. strings: only the texts inside ' +
    'it, not its keys, numbers and punctuation. spare: nothing. Answers without structure are edited whole.',
})
export type JsonEdit = z.infer<typeof jsonEdit>

/** Directions that are made orthogonal together: the cost, once a set, grows with their number's cube. */
export const MAX_BASIS = 64

export const basis = z.enum(['raw', 'orthogonal']).meta({
  description:
    'raw: each axis moves along its direction as fitted. Directions are correlated: moving one axis moves others, and sums of ' +
    'opposed ones cancel. orthogonal: mode add moves along the nearest vectors that are orthogonal to one another, over all ' +
    'active directions of the project for the model (Löwdin), each as far as it was calibrated to. Boost, neutralise and ' +
    `conditions act along the directions as fitted in either. More than ${MAX_BASIS} active directions are steered raw.`,
})
export type Basis = z.infer<typeof basis>

/** The request field `steering`, merged per axis over the user's profile. */
export const steering = strictObject({
  strengths: strengths.default({}),
  scope: scope.default('generated'),
  json: jsonEdit.default('edit'),
  overdrive: z
    .boolean()
    .default(false)
    .meta({
      description: `Allow strengths up to ±${OVERDRIVE_LIMIT} and lift the cap on the summed edit.`,
    }),
  profile: z.boolean().default(true).meta({
    description:
      "false: leave the stored profile and the project's default edits aside and apply only the strengths given here.",
  }),
  basis: basis.optional().meta({ description: "Unsaid, the project's own holds." }),
  live: z
    .boolean()
    .default(false)
    .meta({
      description:
        'Whether the answer follows what its user signals while it runs, from the next token on. Axes that the request sets ' +
        'stay as they are.',
    }),
  explore: z
    .boolean()
    .default(false)
    .meta({
      description:
        'Whether the answer is to find out what its user likes: strengths are drawn from what is believed of them, and ' +
        'several choices (n) are told apart so that a pick among them says most. Axes that the request or a hand has set stay as they ' +
        'are, and so does all of an answer with tools or a response_format. Receipts say `explored`.',
    }),
}).meta({ id: 'Steering' })
export type Steering = z.infer<typeof steering>

export const directionHash = z.string().regex(/^[0-9a-f]{64}$/, 'a direction is named by the SHA-256 of its artifact')
const version = z.number().int().positive()

/** A condition with the direction that reads. */
export const resolvedCondition = condition.extend({ version, direction: directionHash })
export type ResolvedCondition = z.infer<typeof resolvedCondition>

/** One axis of one generation, resolved by the edge: which direction, how far, how, and when. */
export const resolvedEdit = z.strictObject({
  axis: axisName,
  version,
  direction: directionHash,
  strength: strengthValue,
  mode: editMode,
  condition: resolvedCondition.nullable().default(null),
})
export type ResolvedEdit = z.infer<typeof resolvedEdit>

/** An axis that does not steer, resolved by the edge: which direction the text is read by. */
export const observedAxis = resolvedEdit.pick({ axis: true, version: true, direction: true })
export type ObservedAxis = z.infer<typeof observedAxis>

/** All that must be there to apply them, those that conditions read too. */
export const directionsOf = (edits: readonly ResolvedEdit[]): string[] =>
  edits.flatMap(({ direction, condition }) => (condition ? [direction, condition.direction] : [direction]))

/** Far above what anybody counts to, and far below where numbers stop being whole. */
export const MAX_SEQ = 2 ** 40

/** Tokens. */
export const MAX_RAMP = 1000

/** `PATCH /v1/generations/{id}` as a client sends it. */
export const liveChange = z.strictObject({
  strengths,
  seq: wholeBetween(0, MAX_SEQ).optional().meta({
    description: 'A number that grows with every change of this generation; one not above the last is ignored.',
  }),
  ramp: wholeBetween(0, MAX_RAMP).default(0).meta({
    description: 'Reach the new strengths evenly over this many tokens; 0 at once.',
  }),
  overdrive: z.boolean().optional(),
})
export type LiveChange = z.infer<typeof liveChange>
