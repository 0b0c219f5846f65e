/** Tokens that a project's own issuer signs for its users, proven by the public keys that it registered. */
import { createLocalJWKSet, errors, importJWK, type JWK, type JWTPayload } from 'jose'
import type { issuers } from '../../schema/tables.ts'
import { userName } from '../../shared/wire/chat.ts'
import { readToken } from './jwt.ts'
import { publishedKeys } from './key-sets.ts'

/** Asymmetric ones alone: whoever can read a public key must not be able to sign. */
const ALGORITHMS = ['ES256', 'EdDSA', 'RS256']
/** Clocks differ by so much. */
const LEEWAY_SECONDS = 60
/** From its issue to its end; longer ones are refused. */
export const MOST_LIFETIME_MS = 24 * 60 * 60_000

/** What each type of key signs with here. */
const ALGORITHM_OF: Record<string, string> = { EC: 'ES256', OKP: 'EdDSA', RSA: 'RS256' }

/** Whether tokens can be proven by it. */
export async function isUsable(key: JWK): Promise<boolean> {
  try {
    await importJWK(key, ALGORITHM_OF[key.kty ?? ''])
    return true
  } catch {
    return false
  }
}

export type IssuerClaims = {
  user: string
  /** Unix milliseconds. */
  issued: number
  expires: number
}

export type KnownIssuer = typeof issuers.$inferSelect

/** @throws JOSEError; ApiError 503 where the issuer's keys cannot be had */
export async function readIssuerToken(known: KnownIssuer, token: string): Promise<IssuerClaims> {
  const { issuer, audience, userClaim, keys, keysUrl } = known
  const payload = await readToken(token, keys ? createLocalJWKSet(keys) : publishedKeys(keysUrl!), {
    algorithms: ALGORITHMS,
    issuer,
    audience,
    clockTolerance: LEEWAY_SECONDS,
    requiredClaims: ['iat', 'exp', userClaim],
  })
  const [issued, expires] = [payload.iat! * 1000, payload.exp! * 1000]
  if (issued > Date.now() + LEEWAY_SECONDS * 1000) throw refused('it was issued in the future', payload, 'iat')
  if (!(expires - issued <= MOST_LIFETIME_MS)) throw refused('it lives too long', payload, 'exp')
  const user = userName.safeParse(payload[userClaim])
  if (!user.success) throw refused('it names no user', payload, userClaim)
  return { user: user.data, issued, expires }
}

const refused = (why: string, payload: JWTPayload, claim: string) =>
  new errors.JWTClaimValidationFailed(why, payload, claim, 'check_failed')
