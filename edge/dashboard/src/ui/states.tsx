/** What stands where data is not: it is on its way, it could not be had, or there is none yet. */
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { toProblem } from '../api/problem.ts'
import { ProblemNote } from './problem-note.tsx'

export const Loading = ({ what }: { what: string }) => (
  <p className="loading" role="status">
    Loading {what}…
  </p>
)

/** Says what belongs here and how to make the first one. */
export const Empty = ({ title, children, action }: { title: string; children: ReactNode; action?: ReactNode }) => (
  <div className="empty">
    <h2>{title}</h2>
    <p className="muted">{children}</p>
    {action}
  </div>
)

type Props<T> = {
  query: UseQueryResult<T>
  /** As in 'Loading the axes…' */
  what: string
  children: (data: T) => ReactNode
}

/** What was read, once it is there. A failure is told above what was there before. */
export function Loaded<T>({ query, what, children }: Props<T>) {
  return (
    <>
      <ProblemNote problem={query.error ? toProblem(query.error) : null} onRetry={() => void query.refetch()} />
      {query.data !== undefined && children(query.data)}
      {query.isPending && <Loading what={what} />}
    </>
  )
}
