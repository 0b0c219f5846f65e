/** Whether and when a call that failed is made again. */
import { ApiError, ConnectionError, TimeoutError } from './errors.ts'

const FIRST_MS = 500
const LONGEST_MS = 8_000
/** Whoever is told to come back later than that is told so, rather than left waiting. */
const MOST_PATIENT_S = 60

/** What is full or away has taken nothing. */
const PASSING = [429, 503]

/** Milliseconds to wait before attempt `attempt` + 1; null: it is not made. */
export function pauseAfter(problem: unknown, attempt: number): number | null {
  const backoff = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt) * (0.5 + Math.random() / 2)
  if (problem instanceof ApiError) {
    if (!PASSING.includes(problem.status)) return null
    const { retryAfter } = problem
    if (retryAfter === null) return backoff
    return retryAfter > MOST_PATIENT_S ? null : retryAfter * 1000
  }
  // Asking again what was silent for so long takes as long again.
  return problem instanceof ConnectionError && !(problem instanceof TimeoutError) ? backoff : null
}

/** @throws the signal's reason */
export function wait(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const stop = () => {
      clearTimeout(timer)
      reject(signal!.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, milliseconds)
    signal?.addEventListener('abort', stop, { once: true })
  })
}
