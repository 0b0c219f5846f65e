import { z } from 'zod'
import { SCOPES } from '../../schema/tables.ts'
import { MAX_ACTING_USERS } from '../../shared/owner.ts'
import { listOf, textOf, trimmedTextOf, wholeBetween, wholeFrom } from '../../shared/wire/bounds.ts'
import { userName } from '../../shared/wire/chat.ts'
import { strictObject } from '../../shared/wire/strict.ts'
import { blockOf } from '../http/address.ts'
import { rates } from './limits.ts'
import { pageQuery, unixSeconds } from './list.ts'

export const scopeName = z.enum(SCOPES, { error: `a scope is one of ${SCOPES.join(', ')}` })

const MOST_MODELS = 32
const MOST_ADDRESSES = 32
/** Of all names together, as they stand in an address. */
const MOST_USERS_LENGTH = 8192

const unique = <Item>(list: Item[]): Item[] => [...new Set(list)]

const BLOCK_EXPECTED = 'an address or a block of them is expected, such as 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32'
const addressBlock = z.string(BLOCK_EXPECTED).transform((text, { addIssue }) => {
  const block = blockOf(text)
  if (block === null) addIssue({ code: 'custom', message: BLOCK_EXPECTED })
  return block ?? ''
})

export const newKey = z
  .strictObject({
    name: trimmedTextOf(1, 100),
    scopes: listOf(scopeName, 1, SCOPES.length).transform(unique),
    expires_at: wholeFrom(1).nullish().meta({ description: 'Unix time in seconds; absent: never.' }),
    models: listOf(textOf(1, 256), 1, MOST_MODELS)
      .transform(unique)
      .nullish()
      .meta({
        description: 'The ids of the only models that it may ask.',
        example: ['smollm2-135m-instruct'],
      }),
    addresses: listOf(addressBlock, 1, MOST_ADDRESSES)
      .transform(unique)
      .nullish()
      .meta({
        description: 'The only addresses that it opens from, or blocks of them (CIDR).',
        example: ['192.0.2.0/24', '2001:db8::/32'],
      }),
    users: listOf(userName, 1, MAX_ACTING_USERS)
      .transform(unique)
      .refine(
        (users) => encodeURIComponent(users.join('')).length <= MOST_USERS_LENGTH,
        `names that together are at most ${MOST_USERS_LENGTH} characters long in an address are expected`,
      )
      .nullish()
      .meta({
        description:
          'The only users that it acts for: chats name one of them as `user`, and other profiles and answers are not reached.',
        example: ['ada'],
      }),
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

const MOST_OVERLAP_SECONDS = 7 * 24 * 3600

export const rotation = z
  .strictObject({
    overlap_seconds: wholeBetween(0, MOST_OVERLAP_SECONDS)
      .default(24 * 3600)
      .meta({ description: 'How long the old secret still opens.' }),
  })
  .meta({ id: 'Rotation' })
export type Rotation = z.infer<typeof rotation>

export const key = z
  .object({
    object: z.literal('key'),
    id: z.string(),
    name: z.string(),
    prefix: z.string().meta({ description: 'The first characters of the secret.' }),
    scopes: z.array(scopeName),
    models: z.array(z.string()).nullable().meta({ description: 'The only models that it may ask; null: all.' }),
    addresses: z.array(z.string()).nullable().meta({ description: 'The only addresses it opens from; null: all.' }),
    users: z.array(z.string()).nullable().meta({ description: 'The only users that it acts for; null: all.' }),
    rotated_from: z.string().nullable().meta({ description: 'The key whose place it has taken.' }),
    member: z.string().nullable().meta({ description: 'The member whose own it is; its scopes go by their role.' }),
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

export const keysQuery = pageQuery.extend({
  state: z.enum(['open', 'ended'], { error: 'state is open or ended' }).optional().meta({
    description: 'open: neither revoked nor expired.',
  }),
})
export type KeysQuery = z.infer<typeof keysQuery>
