import { z } from 'zod'
import { trimmedTextOf } from '../../shared/wire/bounds.ts'
import { axisName, basis } from '../../shared/wire/steering.ts'
import { mapOf } from '../../shared/wire/strict.ts'
import { unixSeconds } from './list.ts'
import { storedStrength, strengthsShown } from './profile.ts'

const projectName = trimmedTextOf(1, 100)

const MAX_DEFAULT_EDITS = 8

const defaultEdits = mapOf(axisName, storedStrength, 'the id of an axis').refine(
  (edits) => Object.keys(edits).length <= MAX_DEFAULT_EDITS,
  `at most ${MAX_DEFAULT_EDITS} axes are possible`,
)

export const projectChange = z
  .strictObject({
    name: projectName.optional(),
    default_edits: defaultEdits.optional().meta({
      description:
        'Replaces the default edits: strength by axis, applied to every answer, beneath the profile and the request, which ' +
        'win axis by axis. {helpful: 0.5} aligns a base model for everybody. An axis acts as soon as it has an active ' +
        'direction.',
    }),
    basis: basis.optional(),
  })
  .refine(
    (change) => Object.values(change).some((value) => value !== undefined),
    'give name, default_edits or basis, or several of them',
  )
  .meta({ id: 'ProjectChange' })
export type ProjectChange = z.infer<typeof projectChange>

export const project = z
  .object({
    object: z.literal('project'),
    id: z.string(),
    name: z.string(),
    default_edits: strengthsShown.meta({ description: 'By axis, beneath profiles and requests.' }),
    basis,
    created: unixSeconds,
  })
  .meta({ id: 'Project' })
export type Project = z.infer<typeof project>

/** `POST /internal/projects` */
export const newProject = z.strictObject({
  name: projectName,
  key: z
    .string()
    .regex(/^sk-attune-[0-9a-hjkmnp-tv-z]{52}$/, 'a key is sk-attune- and 52 of 0-9 and a-z without i, l, o and u')
    .optional(),
})
