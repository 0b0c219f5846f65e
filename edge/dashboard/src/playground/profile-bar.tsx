/** Whose profile the sliders show: naming a user loads it, saving writes the sliders back. */
import { type FormEvent, useEffect, useId, useRef, useState } from 'react'
import type { Api } from '../api/client.ts'
import { type Problem, toProblem } from '../api/problem.ts'
import type { Axis, Profile, Strengths } from '../api/types.ts'
import { ProblemNote } from '../ui/problem-note.tsx'
import { changesBetween, strengthOf } from './strengths.ts'

type Props = {
  api: Api
  axes: Axis[]
  strengths: Strengths
  user: string
  /** Loaded as soon as it is there; null: nobody. */
  askedUser: string | null
  onUser: (user: string) => void
  onLoad: (strengths: Strengths) => void
}

export function ProfileBar({ api, axes, strengths, user, askedUser, onUser, onLoad }: Props) {
  const id = useId()
  const [name, setName] = useState(user)
  const [profile, setProfile] = useState<Profile | null>(null)
  const [saved, setSaved] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  /** An answer for somebody else, named meanwhile, is too late. */
  const wanted = useRef(user)

  const shown = (from: Strengths): Strengths =>
    Object.fromEntries(axes.map((axis) => [axis.id, strengthOf(from, axis.id)]))
  const differs = profile !== null && changesBetween(shown(profile.strengths), shown(strengths)).length > 0

  async function call(asked: string, answer: Promise<Profile>, then: (profile: Profile) => void) {
    wanted.current = asked
    setBusy(true)
    setProblem(null)
    try {
      const answered = await answer
      if (wanted.current !== asked) return
      setProfile(answered)
      then(answered)
    } catch (thrown) {
      if (wanted.current === asked) setProblem(toProblem(thrown))
    } finally {
      if (wanted.current === asked) setBusy(false)
    }
  }

  function load(named = name.trim()) {
    setName(named)
    onUser(named)
    setProfile(null)
    setSaved(false)
    if (named)
      void call(named, api.get('/v1/profiles/{user}', { path: { user: named } }), (loaded) =>
        onLoad(shown(loaded.strengths)),
      )
  }
  const save = () => {
    const body = { strengths: shown(strengths) }
    return call(user, api.patch('/v1/profiles/{user}', { path: { user }, body }), () => setSaved(true))
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: only the address says when
  useEffect(() => {
    if (askedUser !== null) load(askedUser)
  }, [askedUser])

  function submit(event: FormEvent) {
    event.preventDefault()
    load()
  }

  return (
    <form className="profile" onSubmit={submit}>
      <div className="field">
        <label htmlFor={id}>User</label>
        <div className="field-row">
          <input
            id={id}
            autoComplete="off"
            placeholder="nobody in particular"
            maxLength={256}
            value={name}
            onChange={(event) => setName(event.target.value)}
            onBlur={() => name.trim() !== user && load()}
          />
          <button type="submit" className="button button-small" disabled={busy || name.trim() === ''}>
            Load
          </button>
          <button
            type="button"
            className="button button-small"
            disabled={busy || profile === null || !differs}
            onClick={() => void save()}
          >
            Save
          </button>
        </div>
        <small role="status">{profile && statusOf(profile, { differs, saved })}</small>
      </div>
      <ProblemNote problem={problem} />
    </form>
  )
}

function statusOf({ user, stored }: Profile, { differs, saved }: { differs: boolean; saved: boolean }): string {
  if (differs) return `The sliders differ from ${user}’s profile.`
  if (saved) return `Saved as ${user}’s profile.`
  return stored ? `${user}’s profile is on the sliders.` : `${user} is new: the project’s default is on the sliders.`
}
