import { z } from 'zod'
import { ROLES } from '../../schema/tables.ts'
import { textOf, trimmedTextOf } from '../../shared/wire/bounds.ts'
import { keyWithSecret } from './key.ts'
import { pageQuery, unixSeconds } from './list.ts'

const role = z.enum(ROLES, { error: `a role is one of ${ROLES.join(', ')}` }).meta({
  description:
    'owner: everything. admin: all but people, issuers and the end of the project. editor: axes, fits, profiles, chats. ' +
    'viewer: chats and what was used.',
})

const EMAIL_EXPECTED = 'an e-mail address is expected'
const email = z
  .email(EMAIL_EXPECTED)
  .max(254, EMAIL_EXPECTED)
  .transform((text) => text.toLowerCase())

export const newInvitation = z.strictObject({ email, role }).meta({ id: 'NewInvitation' })
export type NewInvitation = z.infer<typeof newInvitation>

export const invitation = z
  .object({
    object: z.literal('invitation'),
    id: z.string(),
    email: z.string(),
    role,
    created: unixSeconds,
    expires_at: unixSeconds,
  })
  .meta({ id: 'Invitation' })
export type Invitation = z.infer<typeof invitation>

export const invitationWithToken = invitation
  .extend({ token: z.string().meta({ description: 'For the one who is invited; shown this once.' }) })
  .meta({ id: 'InvitationWithToken' })
export type InvitationWithToken = z.infer<typeof invitationWithToken>

export const acceptance = z
  .strictObject({ token: textOf(1, 256), name: trimmedTextOf(1, 100) })
  .meta({ id: 'InvitationAcceptance' })
export type Acceptance = z.infer<typeof acceptance>

export const member = z
  .object({
    object: z.literal('member'),
    id: z.string(),
    email: z.string(),
    name: z.string(),
    role,
    created: unixSeconds,
  })
  .meta({ id: 'Member' })
export type Member = z.infer<typeof member>

export const accepted = z
  .object({ member, key: keyWithSecret.meta({ description: 'Their own key; it may what their role may.' }) })
  .meta({ id: 'AcceptedInvitation' })
export type Accepted = z.infer<typeof accepted>

export const memberChange = z.strictObject({ role }).meta({ id: 'MemberChange' })
export type MemberChange = z.infer<typeof memberChange>

export const membersQuery = pageQuery.extend({ role: role.optional() })
export type MembersQuery = z.infer<typeof membersQuery>
