/** What a user signalled, newest first. Each can be taken back, as if it had never been given. */
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { toProblem } from '../api/problem.ts'
import { keys } from '../api/query-keys.ts'
import type { Signal } from '../api/types.ts'
import { useApi } from '../session/session.ts'
import { ProblemNote } from '../ui/problem-note.tsx'
import { Loading } from '../ui/states.tsx'
import { Time } from '../ui/time.tsx'
import { undoable } from '../ui/toast.tsx'
import { signalWords } from './signal-words.ts'
import { signalsQuery } from './users-queries.ts'

export function SignalHistory({ user }: { user: string }) {
  const api = useApi()
  const pages = useInfiniteQuery(signalsQuery(api, user))
  const { leaving, takeBack } = useTakingBack(user)
  const signals = pages.data?.pages.flatMap(({ data }) => data).filter(({ id }) => !leaving.has(id)) ?? []
  return (
    <section className="card section" aria-labelledby="signals-title">
      <h2 id="signals-title">What they signalled</h2>
      <ProblemNote problem={pages.error ? toProblem(pages.error) : null} onRetry={() => void pages.refetch()} />
      {pages.isPending && <Loading what="the signals" />}
      {pages.data && signals.length === 0 && (
        <p className="muted">
          Nothing yet. Thumbs, picks and edits that your app sends to <code>POST /v1/feedback</code> stand here.
        </p>
      )}
      {signals.length > 0 && (
        <ul className="signals" aria-label="Signals">
          {signals.map((signal) => (
            <li key={signal.id}>
              <SignalRow signal={signal} onTakeBack={() => takeBack(signal)} />
            </li>
          ))}
        </ul>
      )}
      {pages.hasNextPage && (
        <button
          type="button"
          className="button button-small"
          disabled={pages.isFetchingNextPage}
          onClick={() => void pages.fetchNextPage()}
        >
          {pages.isFetchingNextPage ? 'Loading…' : 'Show older ones'}
        </button>
      )}
    </section>
  )
}

function SignalRow({ signal, onTakeBack }: { signal: Signal; onTakeBack: () => void }) {
  const words = signalWords(signal)
  return (
    <>
      <span>{words}</span>
      <span className="muted signal-axes">{signal.type === 'adjust' ? '' : signal.axes.join(', ')}</span>
      <span className="muted">
        <Time at={signal.at} />
      </span>
      <button type="button" className="button button-small" onClick={onTakeBack}>
        Take back<span className="visually-hidden"> what was signalled: {words}</span>
      </button>
    </>
  )
}

/** A signal that was deleted cannot be given again as it was: it is deleted once nobody has undone it. */
function useTakingBack(user: string) {
  const api = useApi()
  const queries = useQueryClient()
  const [leaving, setLeaving] = useState<ReadonlySet<string>>(new Set())
  const stay = (id: string) => setLeaving((before) => new Set([...before].filter((one) => one !== id)))
  const { mutate } = useMutation({
    mutationFn: (id: string) => api.delete('/v1/feedback/{id}', { path: { id } }),
    onSettled: (_, __, id) =>
      Promise.all([
        queries.invalidateQueries({ queryKey: keys.user(user) }),
        queries.invalidateQueries({ queryKey: keys.profiles }),
      ]).finally(() => stay(id)),
  })
  function takeBack(signal: Signal) {
    setLeaving((before) => new Set(before).add(signal.id))
    undoable(`Taken back: ${signalWords(signal)}.`, { undo: () => stay(signal.id), commit: () => mutate(signal.id) })
  }
  return { leaving, takeBack }
}
