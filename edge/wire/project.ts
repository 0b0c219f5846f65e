import { z } from 'zod'
import { keyForm } from '../../shared/key-form.ts'
import { listOf, trimmedTextOf, wholeBetween } from '../../shared/wire/bounds.ts'
import { axisName, basis } from '../../shared/wire/steering.ts'
import { mapOf } from '../../shared/wire/strict.ts'
import { learning, learningChange } from './learning.ts'
import { unixSeconds } from './list.ts'
import { storedStrength, strengthsShown } from './profile.ts'

const projectName = trimmedTextOf(1, 100)

const MAX_DEFAULT_EDITS = 8

const defaultEdits = mapOf(axisName, storedStrength, 'the id of an axis').refine(
  (edits) => Object.keys(edits).length <= MAX_DEFAULT_EDITS,
  `at most ${MAX_DEFAULT_EDITS} axes are possible`,
)

const MAX_ORIGINS = 32

const isOrigin = (text: string): boolean => {
  if (!/^https?:/.test(text)) return /^[a-z][a-z0-9+.-]*:\/\/[a-z0-9._-]+(:\d+)?$/.test(text)
  return URL.canParse(text) && new URL(text).origin === text && !text.includes('*')
}

/** Pages in apps have schemes of their own, such as capacitor://localhost. */
const origin = z
  .string()
  .refine(isOrigin, 'an origin is like https://app.example.com or http://localhost:3000: no path, no slash at the end')

/** Thirty days. */
const MAX_RETENTION = 30 * 86_400

const answerRetention = wholeBetween(0, MAX_RETENTION).meta({
  description:
    'Seconds for which answers of /v1/responses, and of chat completions with background, are kept to be fetched, resumed ' +
    'and gone on from, from when they are asked for. 0: none is ever written to a disk; background and whatever needs kept answers is refused then.',
  example: 86_400,
})

const logPrompts = z.boolean().meta({
  description:
    "Whether the operator's logs and traces hold what answers are asked for (the first 4,000 characters of each). Off, there is " +
    'nothing in them that anybody wrote.',
})

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
    answer_retention_seconds: answerRetention.optional(),
    learning: learningChange.optional().meta({ description: 'How profiles learn; what is left out stays as it is.' }),
    log_prompts: logPrompts.optional(),
    origins: listOf(origin, 0, MAX_ORIGINS)
      .transform((origins) => [...new Set(origins)])
      .optional()
      .meta({
        description:
          'Replaces the origins of web pages that may call the API with keys of this project and read its answers (CORS). ' +
          'A key in a page is seen by whoever opens it: give it the scope chat alone.',
        example: ['https://app.example.com'],
      }),
  })
  .refine(
    (change) => Object.values(change).some((value) => value !== undefined),
    'give name, default_edits, basis, answer_retention_seconds, learning, log_prompts or origins, or several of them',
  )
  .meta({ id: 'ProjectChange', minProperties: 1 })
export type ProjectChange = z.infer<typeof projectChange>

export const project = z
  .object({
    object: z.literal('project'),
    id: z.string(),
    name: z.string(),
    default_edits: strengthsShown.meta({ description: 'By axis, beneath profiles and requests.' }),
    basis,
    answer_retention_seconds: answerRetention,
    learning,
    log_prompts: logPrompts,
    origins: z.array(z.string()).meta({ description: 'Of web pages that may read its answers.' }),
    created: unixSeconds,
  })
  .meta({ id: 'Project' })
export type Project = z.infer<typeof project>

export const projectDeletion = z
  .strictObject({ confirm: z.string().meta({ description: "The project's name, to be sure." }) })
  .meta({ id: 'ProjectDeletion' })

/** `POST /internal/projects` */
export const newProject = z.strictObject({
  name: projectName,
  key: z
    .string()
    .refine(
      (secret) => keyForm(secret) === 'whole',
      'a key is sk-attune-1_ and 58 characters, the last six of them a checksum',
    )
    .optional(),
})
