import { z } from 'zod'
import { appliedStrength, axisName, STRENGTH_LIMIT, strengthUpTo } from '../../shared/wire/steering.ts'
import { mapOf } from '../../shared/wire/strict.ts'
import { unixSeconds } from './list.ts'

export const MAX_PROFILE_AXES = 64

/** Overdrive is asked for by a request, so what is stored stays within ±1. */
export const storedStrength = strengthUpTo(
  STRENGTH_LIMIT,
  `a strength is a number from -${STRENGTH_LIMIT} to ${STRENGTH_LIMIT} (more needs overdrive, by request), or {value, mode}`,
).meta({ id: 'StoredStrength' })

const fewAxes = (strengths: object) => Object.keys(strengths).length <= MAX_PROFILE_AXES
const tooMany = `a profile has at most ${MAX_PROFILE_AXES} axes`

export const profileStrengths = z
  .strictObject({ strengths: mapOf(axisName, storedStrength, 'the id of an axis').refine(fewAxes, tooMany) })
  .meta({ id: 'ProfileStrengths' })
export type ProfileStrengths = z.infer<typeof profileStrengths>

export const profileChange = z
  .strictObject({ strengths: mapOf(axisName, storedStrength.nullable(), 'the id of an axis').refine(fewAxes, tooMany) })
  .meta({
    id: 'ProfileChange',
    description: 'Per axis; null removes it from the profile.',
  })
export type ProfileChange = z.infer<typeof profileChange>

export const strengthsShown = z.record(axisName, appliedStrength)

export const profile = z
  .object({
    object: z.literal('profile'),
    user: z.string().nullable().meta({ description: 'null: the default profile of the project.' }),
    stored: z.boolean().meta({ description: 'false: never set; the default profile is what is shown and used.' }),
    strengths: strengthsShown,
    updated: unixSeconds.nullable(),
  })
  .meta({ id: 'Profile' })
export type Profile = z.infer<typeof profile>
