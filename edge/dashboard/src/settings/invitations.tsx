/** Invitations that are open. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { keys } from '../api/query-keys.ts'
import type { Invitation } from '../api/types.ts'
import { useApi } from '../session/session.ts'
import { Loaded } from '../ui/states.tsx'
import { Time } from '../ui/time.tsx'
import { useRemoval } from '../ui/use-removal.ts'
import { invitationsQuery } from './settings-queries.ts'

export function Invitations() {
  const api = useApi()
  const queries = useQueryClient()
  const invitations = useQuery(invitationsQuery(api))
  const { isGone, remove } = useRemoval(async (id) => {
    await api.delete('/v1/members/invitations/{id}', { path: { id } })
    await queries.invalidateQueries({ queryKey: keys.invitations })
  })
  return (
    <Loaded query={invitations} what="the invitations">
      {(all) => {
        const open = all.filter(({ id }) => !isGone(id))
        if (open.length === 0) return null
        return (
          <ul className="plain-list" aria-label="Open invitations">
            {open.map((invitation) => (
              <li key={invitation.id}>
                <InvitationRow
                  invitation={invitation}
                  onWithdraw={() => remove(invitation.id, `The invitation of ${invitation.email} is withdrawn.`)}
                />
              </li>
            ))}
          </ul>
        )
      }}
    </Loaded>
  )
}

type RowProps = { invitation: Invitation; onWithdraw: () => void }

const InvitationRow = ({ invitation: { email, role, expires_at }, onWithdraw }: RowProps) => (
  <div className="row">
    <div className="row-main">
      <strong>{email}</strong>
      <span className="muted">
        invited as {role}; the link ends <Time at={expires_at} />
      </span>
    </div>
    <button type="button" className="button button-small" onClick={onWithdraw}>
      Withdraw<span className="visually-hidden"> the invitation of {email}</span>
    </button>
  </div>
)
