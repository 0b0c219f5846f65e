import { z } from 'zod'
import { textOf } from '../../shared/wire/bounds.ts'
import { unixSeconds } from './list.ts'

export const newSession = z.strictObject({ key: textOf(1, 1024) }).meta({ id: 'NewSession' })

export const session = z
  .object({
    object: z.literal('session'),
    id: z.string(),
    project: z.string(),
    key: z.string().meta({ description: 'The id of the key that it was opened with; it ends with it.' }),
    agent: z.string().meta({ description: 'What the browser says it is.' }),
    current: z.boolean().meta({ description: 'Whether it is the one that asks.' }),
    created: unixSeconds,
    last_used: unixSeconds.meta({ description: 'To the minute.' }),
    expires_at: unixSeconds,
  })
  .meta({ id: 'Session' })
export type Session = z.infer<typeof session>

export const currentSession = session
  .extend({
    csrf_token: z.string().meta({ description: 'To be sent as x-csrf-token with whatever changes something.' }),
  })
  .meta({ id: 'CurrentSession' })
export type CurrentSession = z.infer<typeof currentSession>
