import { z } from 'zod'
import { pageQuery, unixSeconds } from './list.ts'

const text = z.string().min(1).max(256)
const time = z.coerce.number('a Unix time in seconds is expected').min(0, 'a Unix time in seconds is expected')

export const auditQuery = pageQuery.extend({
  action: text.optional().meta({ description: 'Such as `key.created`.' }),
  actor: text.optional().meta({ description: 'The id of who did it: of a key, a member or an issuer.' }),
  target: text.optional().meta({ description: 'What it was done to, as the API names it.' }),
  since: time.optional().meta({ description: 'Unix time in seconds; from then on.' }),
  until: time.optional().meta({ description: 'Unix time in seconds; before then.' }),
})
export type AuditQuery = z.infer<typeof auditQuery>

export const auditEntryShown = z
  .object({
    object: z.literal('audit_entry'),
    id: z.string(),
    at: unixSeconds,
    actor: z.object({
      kind: z.enum(['key', 'user_token', 'member', 'schedule']),
      id: z.string(),
      name: z.string(),
    }),
    action: z.string(),
    target: z.string(),
    before: z.unknown().meta({ description: 'As the API showed it; null where there was nothing.' }),
    after: z.unknown().meta({ description: 'As the API shows it; null where there is nothing any more.' }),
    request: z.string().nullable().meta({ description: 'The `x-request-id` of the request.' }),
  })
  .meta({ id: 'AuditEntry' })
export type AuditEntry = z.infer<typeof auditEntryShown>
