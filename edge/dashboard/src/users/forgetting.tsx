/** What cannot be undone: to begin anew with a user, or to know nothing of them any more. */
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { keys } from '../api/query-keys.ts'
import { useApi } from '../session/session.ts'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { toast } from '../ui/toast.tsx'

export function Forgetting({ user }: { user: string }) {
  const [asked, setAsked] = useState<'reset' | 'erase' | null>(null)
  const close = () => setAsked(null)
  return (
    <section className="card section" aria-labelledby="forgetting-title">
      <h2 id="forgetting-title">Forgetting</h2>
      <div className="choice-row">
        <p>
          <strong>Begin anew.</strong> <span className="muted">Forgets what {user} has signalled.</span>
        </p>
        <button type="button" className="button" onClick={() => setAsked('reset')}>
          Reset
        </button>
      </div>
      <div className="choice-row">
        <p>
          <strong>Erase.</strong>{' '}
          <span className="muted">Deletes the profile, the signals and the kept answers of {user}.</span>
        </p>
        <button type="button" className="button button-stop" onClick={() => setAsked('erase')}>
          Erase
        </button>
      </div>
      {asked === 'reset' && <ResetDialog user={user} onClose={close} />}
      {asked === 'erase' && <EraseDialog user={user} onClose={close} />}
    </section>
  )
}

type Props = { user: string; onClose: () => void }

function ResetDialog({ user, onClose }: Props) {
  const api = useApi()
  const queries = useQueryClient()
  const [pins, setPins] = useState(false)
  async function reset() {
    await api.post('/v1/profiles/{user}/reset', { path: { user }, body: { pins } })
    await Promise.all([
      queries.invalidateQueries({ queryKey: keys.user(user) }),
      queries.invalidateQueries({ queryKey: keys.profiles }),
    ])
    toast({ message: `${user} begins anew.` })
  }
  return (
    <ConfirmDialog title={`Begin anew with ${user}?`} action="Reset" onConfirm={reset} onClose={onClose}>
      <p>All signals are deleted, for good. {user} is steered by what holds for users of whom nothing is known.</p>
      <label className="switch">
        <input type="checkbox" checked={pins} onChange={(event) => setPins(event.target.checked)} />
        <span>Let go of what is held by hand, too</span>
      </label>
    </ConfirmDialog>
  )
}

function EraseDialog({ user, onClose }: Props) {
  const api = useApi()
  const queries = useQueryClient()
  const navigate = useNavigate()
  async function erase() {
    const { complete } = await api.delete('/v1/users/{user}', { path: { user } })
    queries.removeQueries({ queryKey: keys.user(user) })
    void queries.invalidateQueries({ queryKey: keys.profiles })
    toast({ message: complete ? `${user} is erased.` : `${user} is being erased; the rest goes within minutes.` })
    await navigate({ to: '/users' })
  }
  return (
    <ConfirmDialog title={`Erase ${user}?`} action="Erase for good" typed={user} onConfirm={erase} onClose={onClose}>
      <p>
        The profile, all signals and the kept answers are deleted, running answers end. What was used stays in the sums,
        as nobody’s. This cannot be undone; an export beforehand keeps a copy.
      </p>
    </ConfirmDialog>
  )
}
