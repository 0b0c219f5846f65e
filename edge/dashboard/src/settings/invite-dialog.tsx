/** Invites somebody, and shows the link for them, this once: nothing is sent. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { toProblem } from '../api/problem.ts'
import { keys } from '../api/query-keys.ts'
import { linkOf } from '../session/invitation-link.ts'
import { useApi } from '../session/session.ts'
import { Modal } from '../ui/modal.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { SecretOnce } from '../ui/secret-once.tsx'
import { SelectField } from '../ui/select-field.tsx'
import { TextField } from '../ui/text-field.tsx'
import { useDraft } from '../ui/use-draft.ts'
import { MAY, ROLES, type Role } from './roles.ts'

export function InviteDialog({ onClose }: { onClose: () => void }) {
  const api = useApi()
  const queries = useQueryClient()
  const [email, setEmail] = useDraft('settings.invite', '')
  const [role, setRole] = useState<Role>('editor')
  const invite = useMutation({
    meta: { told: 'in place' },
    mutationFn: () => api.post('/v1/members/invitations', { body: { email: email.trim(), role } }),
    onSuccess: () => {
      setEmail('')
      void queries.invalidateQueries({ queryKey: keys.invitations })
    },
  })
  function submit(event: FormEvent) {
    event.preventDefault()
    invite.mutate()
  }
  if (invite.data) {
    return (
      <Modal title={`${invite.data.email} is invited`} onClose={onClose}>
        <div className="dialog-body">
          <SecretOnce label="Link for them" secret={linkOf(invite.data.token)}>
            Nothing was sent: pass the link on yourself. It is shown this once, opens once, and for seven days.
          </SecretOnce>
        </div>
      </Modal>
    )
  }
  return (
    <Modal title="Invite somebody" onClose={onClose}>
      <form onSubmit={submit}>
        <TextField label="E-mail address" type="email" required maxLength={254} value={email} onChange={setEmail} />
        <SelectField label="Role" hint={MAY[role]} options={ROLES} value={role} onChange={setRole} />
        <ProblemNote problem={invite.error && toProblem(invite.error)} />
        <div className="buttons">
          <button type="submit" className="button button-primary" disabled={invite.isPending}>
            Make the link
          </button>
        </div>
      </form>
    </Modal>
  )
}
