/** Where an invitation's link leads: one gives a name, and gets a key of one's own, which is shown this once. */
import { type FormEvent, useState } from 'react'
import { createApi } from '../api/client.ts'
import { type Problem, toProblem } from '../api/problem.ts'
import type { AcceptedInvitation, CurrentSession } from '../api/types.ts'
import { Logo } from '../ui/logo.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { SecretOnce } from '../ui/secret-once.tsx'
import { TextField } from '../ui/text-field.tsx'

type Props = { token: string; onSignIn: (session: CurrentSession) => void; onLeave: () => void }

export function Join({ token, onSignIn, onLeave }: Props) {
  const [name, setName] = useState('')
  const [joined, setJoined] = useState<AcceptedInvitation | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)

  async function attempt(action: () => Promise<void>) {
    setBusy(true)
    setProblem(null)
    try {
      await action()
    } catch (thrown) {
      setProblem(toProblem(thrown))
    }
    setBusy(false)
  }
  const accept = async () => {
    setJoined(await createApi().post('/v1/invitations/accept', { body: { token, name: name.trim() } }))
  }
  const goIn = async (key: string) => {
    const session = await createApi().post('/v1/sessions', { body: { key } })
    onLeave()
    onSignIn(session)
  }

  function submit(event: FormEvent) {
    event.preventDefault()
    void attempt(() => (joined ? goIn(joined.key.secret) : accept()))
  }
  return (
    <main className="sign-in">
      <form className="sign-in-card" onSubmit={submit}>
        <Logo />
        <h1>{joined ? `Welcome, ${joined.member.name}` : 'You are invited'}</h1>
        {joined ? (
          <SecretOnce label="Your key" secret={joined.key.secret}>
            Keep it in a password manager: you sign in with it, and nobody can show it again.
          </SecretOnce>
        ) : (
          <TextField label="Your name" required maxLength={100} value={name} onChange={setName} />
        )}
        <ProblemNote problem={problem} />
        <button type="submit" className="button button-primary" disabled={busy}>
          {joined ? 'I have kept it: sign in' : 'Join'}
        </button>
        {!joined && (
          <button type="button" className="button button-quiet" onClick={onLeave}>
            I have a key already
          </button>
        )}
      </form>
    </main>
  )
}
