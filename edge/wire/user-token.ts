import { z } from 'zod'
import { wholeBetween } from '../../shared/wire/bounds.ts'
import { userName } from '../../shared/wire/chat.ts'
import { unixSeconds } from './list.ts'

const SECONDS = { least: 60, most: 3600, default: 900 }

export const newUserToken = z
  .strictObject({
    user: userName,
    expires_in: wholeBetween(SECONDS.least, SECONDS.most)
      .default(SECONDS.default)
      .meta({ description: 'Seconds; no longer than the key that mints it lives.' }),
  })
  .meta({ id: 'NewUserToken' })
export type NewUserToken = z.infer<typeof newUserToken>

export const userToken = z
  .object({
    object: z.literal('user_token'),
    token: z.string().meta({ description: 'A bearer token. What is in it is nobody else’s business and may change.' }),
    user: z.string(),
    expires_at: unixSeconds,
  })
  .meta({ id: 'UserToken' })
export type UserToken = z.infer<typeof userToken>
