/** Puts another key in the place of one, which goes on opening for a while. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { toProblem } from '../api/problem.ts'
import { keys } from '../api/query-keys.ts'
import type { Key, KeyWithSecret } from '../api/types.ts'
import { useApi } from '../session/session.ts'
import { Modal } from '../ui/modal.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'

const OVERLAPS = [
  { seconds: 0, name: 'Not at all' },
  { seconds: 3600, name: 'An hour' },
  { seconds: 86_400, name: 'A day' },
  { seconds: 604_800, name: 'Seven days' },
] as const

type Props = { apiKey: Key; onMade: (key: KeyWithSecret) => void; onClose: () => void }

export function RotateDialog({ apiKey, onMade, onClose }: Props) {
  const id = useId()
  const api = useApi()
  const queries = useQueryClient()
  const [overlap_seconds, setOverlap] = useState<number>(86_400)
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => api.post('/v1/keys/{id}/rotate', { path: { id: apiKey.id }, body: { overlap_seconds } }),
    meta: { told: 'in place' },
    // The answer holds the secret: it is kept nowhere.
    gcTime: 0,
    onSuccess: (key) => {
      void queries.invalidateQueries({ queryKey: keys.keys })
      onMade(key)
    },
  })
  function submit(event: FormEvent) {
    event.preventDefault()
    mutate()
  }
  return (
    <Modal
      title={`Rotate ${apiKey.name}`}
      lead="A new key with the same name, scopes and limits takes its place. Users’ tokens that the old one minted end with it."
      onClose={onClose}
    >
      {(close) => (
        <form onSubmit={submit}>
          <div className="field">
            <label htmlFor={id}>How long the old secret still opens</label>
            <select id={id} value={overlap_seconds} onChange={(event) => setOverlap(Number(event.target.value))}>
              {OVERLAPS.map(({ seconds, name }) => (
                <option key={seconds} value={seconds}>
                  {name}
                </option>
              ))}
            </select>
          </div>
          <ProblemNote problem={error && toProblem(error)} />
          <footer className="buttons">
            <button type="button" className="button button-quiet" onClick={close}>
              Cancel
            </button>
            <button type="submit" className="button button-primary" disabled={isPending}>
              {isPending ? 'Rotating…' : 'Rotate'}
            </button>
          </footer>
        </form>
      )}
    </Modal>
  )
}
