/**
 * The public keys that issuers publish (JWKS, RFC 7517): asked for when they are needed, kept for minutes, and asked for
 * anew where a token names one that is not among them, at most once in half a minute.
 */
import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose'
import { readBounded } from '../../shared/bounded-body.ts'
import { ApiError } from '../../shared/errors.ts'
import { publicUrlProblem } from '../http/public-url.ts'

const KEPT_MS = 5 * 60_000
const COOL_DOWN_MS = 30_000
const ANSWERS_WITHIN_MS = 3_000
const MOST_BYTES = 64 * 1024
const MOST_REMEMBERED = 256

const sets = new Map<string, JWTVerifyGetKey>()

/** @throws ApiError 503 `issuer_unavailable`, when used, where the keys cannot be had */
export function publishedKeys(url: string): JWTVerifyGetKey {
  let set = sets.get(url)
  if (!set) {
    if (sets.size >= MOST_REMEMBERED) sets.clear()
    set = createRemoteJWKSet(new URL(url), {
      cacheMaxAge: KEPT_MS,
      cooldownDuration: COOL_DOWN_MS,
      timeoutDuration: ANSWERS_WITHIN_MS,
      [customFetch]: fetchOnce(),
    })
    sets.set(url, set)
  }
  return set
}

/** One that failed is not asked again at once. */
function fetchOnce() {
  let failed = Number.NEGATIVE_INFINITY
  return async (url: string, init: RequestInit): Promise<Response> => {
    if (Date.now() - failed < COOL_DOWN_MS) throw unavailable(new Error(`${url} failed a moment ago`))
    try {
      return await fetchKeys(url, init)
    } catch (cause) {
      failed = Date.now()
      throw unavailable(new Error(url, { cause }))
    }
  }
}

async function fetchKeys(url: string, { method, headers, signal }: RequestInit): Promise<Response> {
  const problem = publicUrlProblem(url)
  if (problem) throw new Error(problem)
  const response = await fetch(url, { method, headers, signal, redirect: 'manual' })
  if (response.status !== 200) {
    await response.body?.cancel()
    throw new Error(`status ${response.status}`)
  }
  const body = await readBounded(response.body, { most: MOST_BYTES, within: ANSWERS_WITHIN_MS })
  // What is no JSON is a failure too, and is not asked for again at once.
  return Response.json(JSON.parse(new TextDecoder().decode(body)))
}

const unavailable = (cause: Error) =>
  new ApiError(
    503,
    'issuer_unavailable',
    "The keys of the token's issuer cannot be had at the moment. Please try again.",
    {
      retryAfterSeconds: COOL_DOWN_MS / 1000,
      cause,
    },
  )
