/** As `Loaded`, for what not every key may see: where it may not, which scope it would need, and how to come by it. */
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { toProblem } from '../api/problem.ts'
import { Loaded } from './states.tsx'

type Props<T> = {
  query: UseQueryResult<T>
  /** As in 'Loading the webhooks…' */
  what: string
  scope: string
  children: (data: T) => ReactNode
}

export function Scoped<T>({ scope, ...shown }: Props<T>) {
  const refusal = shown.query.error ? toProblem(shown.query.error) : null
  if (refusal?.status !== 403) return <Loaded {...shown} />
  return (
    <div className="warning" role="status">
      <p>{refusal.message}</p>
      <p>
        To see {shown.what}, sign out and come back with a key that has the scope <code>{scope}</code>.
      </p>
    </div>
  )
}
