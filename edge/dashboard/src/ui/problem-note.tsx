/** Something went wrong, in words, with a way to try again where there is one. */
import type { Problem } from '../api/problem.ts'

export function ProblemNote({ problem, onRetry }: { problem: Problem | null; onRetry?: () => void }) {
  if (!problem) return null
  return (
    <div className="problem" role="alert">
      <p>{problem.message}</p>
      {onRetry && (
        <button type="button" className="button button-small" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  )
}
