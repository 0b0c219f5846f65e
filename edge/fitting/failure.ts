/**
 * Why a fit failed, across a step's boundary: of an error that a step throws, the workflow keeps only name and message.
 * So the name carries the code; anything else that is thrown is not for an admin's eyes.
 */
import { NonRetryableError } from 'cloudflare:workflows'
import { ApiError } from '../../shared/errors.ts'

export type Failure = { code: string; message: string }

/** What a step does, its errors made ready for the boundary: bad requests are final, the rest is tried again. */
export async function asStep<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (thrown) {
    if (!(thrown instanceof ApiError)) throw thrown
    if (thrown.status < 500 && thrown.status !== 429) throw new NonRetryableError(thrown.message, thrown.code)
    throw Object.assign(new Error(thrown.message, { cause: thrown }), { name: thrown.code })
  }
}

export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof Error && /^[a-z][a-z_]*$/.test(thrown.name)) {
    return { code: thrown.name, message: thrown.message }
  }
  console.error('fit stopped', thrown)
  return { code: 'internal_error', message: 'The fit stopped for a reason on our side. Please try again.' }
}
