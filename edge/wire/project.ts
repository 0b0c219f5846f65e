import { z } from 'zod'
import { trimmedTextOf } from '../../shared/wire/bounds.ts'
import { basis } from '../../shared/wire/steering.ts'
import { unixSeconds } from './list.ts'

const projectName = trimmedTextOf(1, 100)

export const projectChange = z
  .strictObject({ name: projectName.optional(), basis: basis.optional() })
  .refine(({ name, basis }) => name !== undefined || basis !== undefined, 'give name or basis, or both')
  .meta({ id: 'ProjectChange' })
export type ProjectChange = z.infer<typeof projectChange>

export const project = z
  .object({ object: z.literal('project'), id: z.string(), name: z.string(), basis, created: unixSeconds })
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
