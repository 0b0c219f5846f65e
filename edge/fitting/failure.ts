/**
 * Why a fit failed, across a step's boundary: of an error that a step throws, the workflow gets only a message. So the
 * code travels in it, in brackets; anything else that is thrown is not for an admin's eyes.
 */
import { NonRetryableError } from 'cloudflare:workflows'
import { ApiError } from '../../shared/errors.ts'
import { quotaProblem } from '../http/quota-problem.ts'
import { storageProblem } from '../http/storage-problem.ts'

export type Failure = { code: string; message: string }

/** What a step does, its errors made ready for the boundary: a refusal is final, everything else is tried again. */
export async function asStep<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (thrown) {
    const error = thrown instanceof ApiError ? thrown : (quotaProblem(thrown) ?? storageProblem(thrown))
    if (!error) throw thrown
    const message = `[${error.code}] ${error.message}`
    const refused = error.status < 500 && error.status !== 429
    throw refused ? new NonRetryableError(message) : new Error(message, { cause: thrown })
  }
}

export function failureOf(thrown: unknown): Failure {
  const [, code, message] = /\[([a-z_]+)\] (.+)$/s.exec(thrown instanceof Error ? thrown.message : '') ?? []
  if (code && message) return { code, message }
  console.error('a fit stopped:', thrown)
  return { code: 'internal_error', message: 'The fit stopped for a reason on our side. Please try again.' }
}
