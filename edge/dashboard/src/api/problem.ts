/** Whatever went wrong with a call, as one error whose message can be shown as it is. */
import type { ErrorBody } from '../../../../shared/errors.ts'

/**
 * - `refused`: the server answered with an error; `message` is its own.
 * - `unreachable`: no answer came.
 * - `interrupted`: the answer began and broke off.
 */
export type ProblemKind = 'refused' | 'unreachable' | 'interrupted'

export class Problem extends Error {
  readonly kind: ProblemKind
  /** HTTP status; null where none came. */
  readonly status: number | null
  /** The request field that was wrong, such as `axis.id`. */
  readonly param: string | null

  constructor(kind: ProblemKind, message: string, facts: { status?: number; param?: string | null } = {}) {
    super(message)
    this.name = 'Problem'
    this.kind = kind
    this.status = facts.status ?? null
    this.param = facts.param ?? null
  }
}

export const unreachable = () =>
  new Problem('unreachable', 'The server cannot be reached. Check that it is running, then try again.')

export const interrupted = () =>
  new Problem('interrupted', 'The connection broke off before the answer was complete. What had arrived is kept.')

/** A response that is not ok: the server's own words where it gave any. */
export async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null)
  const words = `The server answered ${response.status} ${response.statusText}`.trim()
  return refusal(body, response.status) ?? new Problem('refused', `${words}.`, { status: response.status })
}

/** `{error: {message, param}}` as a Problem; null for anything else. */
export function refusal(body: unknown, status?: number): Problem | null {
  const error = (body as Partial<ErrorBody> | null)?.error
  if (typeof error?.message !== 'string') return null
  return new Problem('refused', error.message, { status, param: error.param })
}

/** Anything thrown, as a Problem: a failed `fetch` is an unreachable server. */
export const toProblem = (thrown: unknown): Problem => (thrown instanceof Problem ? thrown : unreachable())

export const isAbort = (thrown: unknown): boolean => thrown instanceof Error && thrown.name === 'AbortError'
