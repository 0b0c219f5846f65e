import { z } from 'zod'
import { directionManifest } from '../../shared/direction.ts'
import { evaluation } from '../../shared/wire/fit.ts'
import { flag, pageQuery, unixSeconds } from './list.ts'

export const direction = z
  .object({
    object: z.literal('direction'),
    axis: z.string(),
    version: z.number().int(),
    hash: z.string().meta({ description: 'SHA-256 of the file.' }),
    model_hash: z.string().meta({ description: 'The model it was fitted for.' }),
    active: z.boolean(),
    verified: z.boolean().meta({ description: 'Whether labelled pairs oriented and gated it.' }),
    preview: z.boolean().meta({ description: 'Made to be tried while the fit that was asked for still runs.' }),
    passed: z.boolean().nullable().meta({ description: 'Whether it passed its evaluation; null: none was made.' }),
    bytes: z.number().int(),
    manifest: directionManifest,
    evaluation: evaluation.nullable(),
    created: unixSeconds,
  })
  .meta({ id: 'Direction' })
export type DirectionShown = z.infer<typeof direction>

export const activate = z.enum(['auto', 'always', 'never']).meta({
  description: 'auto: make it active if it is verified and passed its evaluation, with the report where there is one.',
})
export type Activate = z.infer<typeof activate>

/** Of an uploaded file: vectors of a large model's every layer fit several times over. */
export const MAX_DIRECTION_BYTES = 16 * 1024 * 1024

export const version = z.coerce
  .number('a version is a number')
  .int('a version is whole')
  .positive('versions begin at 1')

export const directionsQuery = pageQuery.extend({
  after: version.optional().meta({ description: 'The last version of the page before: what follows it is listed.' }),
  verified: flag.optional().meta({ description: 'Those that labelled pairs oriented and gated, or the others.' }),
  model_hash: z.string().min(1).max(64).optional().meta({ description: 'Those for the model of this SHA-256.' }),
})
export type DirectionsQuery = z.infer<typeof directionsQuery>
