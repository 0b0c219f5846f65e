/** A user who asks with a token: one that this edge signed, or one of an issuer that the project has registered. */
import type { Context } from 'hono'
import { decodeJwt, errors } from 'jose'
import { ApiError } from '../../shared/errors.ts'
import { readConfig } from '../config.ts'
import type { AppEnv } from '../env.ts'
import { findIssuer } from '../services/issuers.ts'
import { isRevokedFor } from '../services/user-tokens.ts'
import { findKeyById } from './api-key.ts'
import type { Caller } from './caller.ts'
import { countGuess } from './guesses.ts'
import { type IssuerClaims, readIssuerToken } from './issuer-token.ts'
import { knownCaller } from './known-callers.ts'
import { NOT_NARROWED } from './narrowing.ts'
import { OWN_ISSUER, readUserToken } from './user-token.ts'

/** Which project a token of another issuer is for, where its audience does not say so. */
export const PROJECT_HEADER = 'x-attune-project'

/** Three parts, as a signed JWT has; no key contains a dot. */
export const isToken = (credential: string): boolean => /^[\w-]+\.[\w-]+\.[\w-]*$/.test(credential)

/**
 * @throws ApiError 401 `invalid_user_token`, whatever is wrong with it; `expired_user_token` for one that was right; 429
 * `too_many_guesses`; 503 `issuer_unavailable`
 */
export async function userOfToken(c: Context<AppEnv>, token: string): Promise<Caller> {
  let caller: Caller | null
  try {
    // With all that it is proven by.
    const proven = [c.req.header(PROJECT_HEADER) ?? '', ...readConfig(c.env).secrets, token].join(' ')
    caller = await knownCaller(proven, () => (issuerOf(token) === OWN_ISSUER ? ofOwn(c, token) : ofIssuer(c, token)))
  } catch (thrown) {
    if (thrown instanceof errors.JWTExpired) throw expired(thrown)
    if (!(thrown instanceof errors.JOSEError)) throw thrown
    await countGuess(c)
    throw invalid()
  }
  if (caller) return caller
  throw invalid()
}

/** null for what is genuine and opens nothing any more. @throws JOSEError */
async function ofOwn(c: Context<AppEnv>, token: string): Promise<Caller | null> {
  const { user, project, key, issued, expires } = await readUserToken(readConfig(c.env).secrets, token)
  const { db } = c.var
  const [minter, isRevoked] = await Promise.all([
    findKeyById(db, project, key),
    isRevokedFor(db, { project, user, issued }),
  ])
  if (!minter || isRevoked) return null
  // Addresses are those of the backend that mints, not of the device that it mints for.
  const narrowing = { ...minter.narrowing, addresses: null, users: null }
  const actor = { kind: 'user_token' as const, id: key, name: user }
  return { actor, project, scopes: [], user, expires, key, narrowing, session: null }
}

/** The same of an issuer's. @throws JOSEError; ApiError 503 */
async function ofIssuer(c: Context<AppEnv>, token: string): Promise<Caller | null> {
  const project = c.req.header(PROJECT_HEADER) ?? projectIn(token)
  const known = project && (await findIssuer(c.var.db, project, issuerOf(token)))
  if (!known) throw new errors.JOSEError('nobody of this name is trusted')
  const { user, issued, expires }: IssuerClaims = await readIssuerToken(known, token)
  if (await isRevokedFor(c.var.db, { project, user, issued })) return null
  const actor = { kind: 'user_token' as const, id: known.id, name: user }
  return { actor, project, scopes: [], user, expires, key: null, narrowing: NOT_NARROWED, session: null }
}

/** As the token says, which nothing has proven yet. */
const issuerOf = (token: string): string => {
  const { iss } = decodeJwt(token)
  return typeof iss === 'string' ? iss : ''
}

const projectIn = (token: string): string | undefined =>
  [decodeJwt(token).aud ?? []].flat().find((audience) => String(audience).startsWith('proj_'))

const expired = (cause: unknown) =>
  new ApiError(401, 'expired_user_token', "This user's token has expired. Get a new one from your backend.", { cause })

const invalid = () =>
  new ApiError(
    401,
    'invalid_user_token',
    "This user's token is not valid: not whole, not signed by who may, not for this project, or revoked. A token of an " +
      `issuer of your own names the project as its audience, or the header ${PROJECT_HEADER} does.`,
  )
