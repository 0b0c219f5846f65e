/** The door: paste a key, for which the server opens a session. The page keeps neither. */
import { type FormEvent, useId, useState } from 'react'
import { createApi } from '../api/client.ts'
import { toProblem } from '../api/problem.ts'
import type { CurrentSession } from '../api/types.ts'
import { Logo } from '../ui/logo.tsx'

type Props = {
  /** Why one is at the door. */
  notice: string | null
  /** Whether what was open before is still there behind it. */
  isReturn?: boolean
  onSignIn: (session: CurrentSession) => void
}

export function SignIn({ notice, isReturn = false, onSignIn }: Props) {
  const id = useId()
  const [key, setKey] = useState('')
  const [problem, setProblem] = useState(notice)
  const [checking, setChecking] = useState(false)

  async function submit(event: FormEvent) {
    event.preventDefault()
    const pasted = key.trim()
    if (!/^[\x21-\x7e]+$/.test(pasted)) return setProblem('A key is one word that begins with sk-attune-.')
    setChecking(true)
    try {
      onSignIn(await createApi().post('/v1/sessions', { body: { key: pasted } }))
    } catch (thrown) {
      setProblem(toProblem(thrown).message)
      setChecking(false)
    }
  }

  return (
    <form className="sign-in-card" onSubmit={(event) => void submit(event)}>
      <Logo />
      <h1>{isReturn ? 'Sign in again' : 'One model, tuned to each user.'}</h1>
      <p className="muted">
        {isReturn ? (
          'What you had open is kept as it was.'
        ) : (
          <>
            Paste the development key that <code>npm start</code> printed. It opens a session of twelve hours; this page
            does not keep it.
          </>
        )}
      </p>
      <div className="field">
        <label htmlFor={id}>API key</label>
        <input
          id={id}
          type="password"
          autoComplete="off"
          spellCheck={false}
          placeholder="sk-attune-…"
          required
          value={key}
          aria-invalid={problem !== null}
          aria-describedby={`${id}-problem`}
          onChange={(event) => setKey(event.target.value)}
        />
      </div>
      <p id={`${id}-problem`} className="field-problem" role="alert">
        {problem}
      </p>
      <button type="submit" className="button button-primary" disabled={checking}>
        {checking ? 'Checking…' : 'Sign in'}
      </button>
    </form>
  )
}
