import { z } from 'zod'
import { userName } from '../../shared/wire/chat.ts'
import { appliedStrength, axisName, STRENGTH_LIMIT, strengthUpTo } from '../../shared/wire/steering.ts'
import { mapOf } from '../../shared/wire/strict.ts'
import { pageQuery, unixSeconds } from './list.ts'

export const MAX_PROFILE_AXES = 64

const A_STRENGTH = `a strength is a number from -${STRENGTH_LIMIT} to ${STRENGTH_LIMIT} (more needs overdrive, by request), or {value, mode}`

/** Overdrive is asked for by a request, so what is stored stays within ±1. */
export const storedStrength = strengthUpTo(STRENGTH_LIMIT, A_STRENGTH).meta({ id: 'StoredStrength' })

/** A union: in a map, the API's description would leave out that a schema with a name is nullable. */
const strengthOrNone = z.union([storedStrength, z.null()], { error: A_STRENGTH })

const fewAxes = (strengths: object) => Object.keys(strengths).length <= MAX_PROFILE_AXES
const tooMany = `a profile has at most ${MAX_PROFILE_AXES} axes`

export const profileStrengths = z
  .strictObject({ strengths: mapOf(axisName, storedStrength, 'the id of an axis').refine(fewAxes, tooMany) })
  .meta({ id: 'ProfileStrengths' })
export type ProfileStrengths = z.infer<typeof profileStrengths>

export const profileChange = z
  .strictObject({ strengths: mapOf(axisName, strengthOrNone, 'the id of an axis').refine(fewAxes, tooMany) })
  .meta({
    id: 'ProfileChange',
    description: 'Per axis; a number holds it there, null removes it from the profile, or leaves it to what is learnt.',
  })
export type ProfileChange = z.infer<typeof profileChange>

/** Of one call. */
export const MAX_BULK = 1000

export const profileWrites = z
  .strictObject({
    profiles: z
      .array(
        z.discriminatedUnion('mode', [
          z.strictObject({
            user: userName,
            mode: z.literal('replace'),
            strengths: mapOf(axisName, storedStrength, 'the id of an axis').refine(fewAxes, tooMany),
          }),
          z.strictObject({
            user: userName,
            mode: z.literal('merge'),
            strengths: mapOf(axisName, strengthOrNone, 'the id of an axis').refine(fewAxes, tooMany),
          }),
          z.strictObject({ user: userName, mode: z.literal('delete') }),
        ]),
      )
      .min(1, 'at least one profile is expected')
      .max(MAX_BULK, `at most ${MAX_BULK} profiles are possible in one call`),
  })
  .meta({
    id: 'ProfileWrites',
    description: 'replace: as PUT does; merge: as PATCH, per axis, null removes; delete: forget. Each user once.',
  })
export type ProfileWrites = z.infer<typeof profileWrites>
export type ProfileWrite = ProfileWrites['profiles'][number]

export const profileResults = z
  .object({
    object: z.literal('list'),
    data: z.array(
      z.object({
        object: z.literal('profile_result'),
        user: z.string(),
        status: z.enum(['written', 'deleted', 'refused']),
        error: z.object({ code: z.string(), message: z.string(), param: z.string().nullable() }).nullable(),
      }),
    ),
    has_more: z.literal(false),
    written: z.number().int(),
    deleted: z.number().int(),
    refused: z.number().int(),
  })
  .meta({ id: 'ProfileResults', description: 'One for each that was sent, in its order.' })
export type ProfileResults = z.infer<typeof profileResults>

export const strengthsShown = z.record(axisName, appliedStrength)

export const profile = z
  .object({
    object: z.literal('profile'),
    user: z.string().nullable().meta({ description: 'null: the default profile of the project.' }),
    stored: z.boolean().meta({ description: 'false: never set; the default profile is what is shown and used.' }),
    strengths: strengthsShown.meta({
      description: 'What the user is steered by: what was set by hand, and for all else what was learned.',
    }),
    learned: z.record(axisName, z.object({ deviation: z.number() })).meta({
      description:
        'Which of the strengths were learned, and how unsure each is, as a standard deviation. The others were set by hand, ' +
        'and stay until they are set to null.',
      example: { formal: { deviation: 0.18 } },
    }),
    updated: unixSeconds.nullable(),
  })
  .meta({ id: 'Profile' })
export type Profile = z.infer<typeof profile>

export const profilesQuery = pageQuery.extend({
  prefix: z.string().min(1).max(256).optional().meta({ description: 'Of users whose names begin so.' }),
  axis: axisName.optional().meta({ description: 'Those that say something of this axis.' }),
})
export type ProfilesQuery = z.infer<typeof profilesQuery>
