import { z } from 'zod'
import { SCOPES } from '../../schema/tables.ts'
import { listOf, trimmedTextOf, wholeFrom } from '../../shared/wire/bounds.ts'
import { strictObject } from '../../shared/wire/strict.ts'
import { rates } from './limits.ts'
import { unixSeconds } from './list.ts'

export const scopeName = z.enum(SCOPES, { error: `a scope is one of ${SCOPES.join(', ')}` })

export const newKey = z
  .strictObject({
    name: trimmedTextOf(1, 100),
    scopes: listOf(scopeName, 1, SCOPES.length).transform((scopes) => [...new Set(scopes)]),
    expires_at: wholeFrom(1).nullish().meta({ description: 'Unix time in seconds; absent: never.' }),
  })
  .meta({ id: 'NewKey' })
export type NewKey = z.infer<typeof newKey>

export const keyChange = strictObject({
  limits: rates.nullable().meta({
    description:
      'Take the place of what the project has for keys: what is left out has no limit. null: the project’s hold.',
  }),
}).meta({ id: 'KeyChange' })
export type KeyChange = z.infer<typeof keyChange>

export const key = z
  .object({
    object: z.literal('key'),
    id: z.string(),
    name: z.string(),
    prefix: z.string().meta({ description: 'The first characters of the secret.' }),
    scopes: z.array(scopeName),
    created: unixSeconds,
    expires_at: unixSeconds.nullable(),
    last_used: unixSeconds.nullable(),
    revoked: z.boolean(),
    limits: rates.nullable().meta({ description: 'Of its own; null: those that the project has for keys.' }),
  })
  .meta({ id: 'Key' })
export type Key = z.infer<typeof key>

export const keyWithSecret = key
  .extend({ secret: z.string().meta({ description: 'Shown this once; only its SHA-256 is kept.' }) })
  .meta({ id: 'KeyWithSecret' })
export type KeyWithSecret = z.infer<typeof keyWithSecret>
