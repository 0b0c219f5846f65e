import { z } from 'zod'
import { SCOPES } from '../../schema/tables.ts'
import { unixSeconds } from './list.ts'

export const scopeName = z.enum(SCOPES, { error: `a scope is one of ${SCOPES.join(', ')}` })

const keyName = z.string().trim().min(1, 'a key has a name').max(100)

export const newKey = z
  .strictObject({
    name: keyName,
    scopes: z
      .array(scopeName)
      .min(1, 'a key has at least one scope')
      .transform((scopes) => [...new Set(scopes)]),
    expires_at: z.number().int().positive().nullish().meta({ description: 'Unix time in seconds; absent: never.' }),
  })
  .meta({ id: 'NewKey' })
export type NewKey = z.infer<typeof newKey>

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
  })
  .meta({ id: 'Key' })
export type Key = z.infer<typeof key>

export const keyWithSecret = key
  .extend({ secret: z.string().meta({ description: 'Shown this once; only its SHA-256 is kept.' }) })
  .meta({ id: 'KeyWithSecret' })
export type KeyWithSecret = z.infer<typeof keyWithSecret>
