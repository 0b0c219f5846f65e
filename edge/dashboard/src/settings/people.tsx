/** Who looks after the project, and who is invited to. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { keys } from '../api/query-keys.ts'
import type { Member } from '../api/types.ts'
import { useApi } from '../session/session.ts'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { Panel } from '../ui/panel.tsx'
import { Scoped } from '../ui/scoped.tsx'
import { Time } from '../ui/time.tsx'
import { toast } from '../ui/toast.tsx'
import { Invitations } from './invitations.tsx'
import { InviteDialog } from './invite-dialog.tsx'
import { ROLES, type Role } from './roles.ts'
import { membersQuery } from './settings-queries.ts'

export function People() {
  const members = useQuery(membersQuery(useApi()))
  const [isInviting, setInviting] = useState(false)
  const invite = members.data && (
    <button type="button" className="button" onClick={() => setInviting(true)}>
      Invite somebody
    </button>
  )
  return (
    <Panel title="People" lead="Each has a key of their own, which may what their role may." actions={invite}>
      <Scoped query={members} what="the people of the project" scope="project">
        {(all) => (
          <>
            {all.length === 0 ? (
              <p className="muted">
                Nobody yet: the project is run by its keys alone. Invite people, so that the audit log names them.
              </p>
            ) : (
              <ul className="plain-list" aria-label="Members">
                {all.map((member) => (
                  <li key={member.id}>
                    <MemberRow member={member} />
                  </li>
                ))}
              </ul>
            )}
            <Invitations />
          </>
        )}
      </Scoped>
      {isInviting && <InviteDialog onClose={() => setInviting(false)} />}
    </Panel>
  )
}

function MemberRow({ member }: { member: Member }) {
  const api = useApi()
  const queries = useQueryClient()
  const [isRemoving, setRemoving] = useState(false)
  const path = { id: member.id }
  const readAgain = () => queries.invalidateQueries({ queryKey: keys.members })
  const { mutate, isPending, variables } = useMutation({
    mutationFn: (role: Role) => api.patch('/v1/members/{id}', { path, body: { role } }),
    onSuccess: (_, role) => {
      const before = member.role
      toast({ message: `${member.name} is ${role} now.`, undo: () => mutate(before) })
    },
    onSettled: readAgain,
  })
  return (
    <div className="row">
      <div className="row-main">
        <strong>{member.name}</strong>
        <span className="muted">{member.email}</span>
      </div>
      <span className="row-facts muted">
        joined <Time at={member.created} />
      </span>
      <select
        className="small-select"
        aria-label={`Role of ${member.name}`}
        value={isPending ? variables : member.role}
        disabled={isPending}
        onChange={(event) => {
          const role = ROLES.find((one) => one === event.target.value)
          if (role) mutate(role)
        }}
      >
        {ROLES.map((role) => (
          <option key={role}>{role}</option>
        ))}
      </select>
      <button type="button" className="button button-small" onClick={() => setRemoving(true)}>
        Remove<span className="visually-hidden"> {member.name}</span>
      </button>
      {isRemoving && (
        <ConfirmDialog
          title={`Remove ${member.name}?`}
          action="Remove"
          onClose={() => setRemoving(false)}
          onConfirm={async () => {
            await api.delete('/v1/members/{id}', { path })
            await readAgain()
          }}
        >
          <p>
            Keys and sessions of their own end at once. Keys that they made for the project stay: revoke those under
            Keys. To bring {member.name} back, invite them again.
          </p>
        </ConfirmDialog>
      )}
    </div>
  )
}
