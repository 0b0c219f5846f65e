/**
 * User tokens that this edge signs itself: a JWT (HS256) for one user of one project, minted by a key of it. Times have
 * milliseconds (RFC 7519 allows fractions), so that what was issued before a revocation and after it can be told apart.
 */
import { errors, type JWTVerifyGetKey, jwtVerify, SignJWT } from 'jose'
import { newId } from '../../shared/ids.ts'
import { type DerivedKey, derivedKeys } from './derived-keys.ts'

/** Issuer and audience of every token of this edge's own. */
export const OWN_ISSUER = 'attune'
const TYPE = 'attune-user+jwt'
const PURPOSE = 'user token'

export type UserClaims = {
  user: string
  project: string
  /** The id of the key that minted it. */
  key: string
  /** Unix milliseconds. */
  issued: number
  expires: number
}

export async function signUserToken(secrets: readonly string[], claims: UserClaims): Promise<string> {
  const [{ id, key }] = (await derivedKeys(secrets, PURPOSE)) as [DerivedKey]
  return new SignJWT({ prj: claims.project, key: claims.key })
    .setProtectedHeader({ alg: 'HS256', typ: TYPE, kid: id })
    .setIssuer(OWN_ISSUER)
    .setAudience(OWN_ISSUER)
    .setSubject(claims.user)
    .setJti(newId('ut'))
    .setIssuedAt(claims.issued / 1000)
    .setExpirationTime(claims.expires / 1000)
    .sign(key)
}

/** @throws JOSEError for one that is not whole, not genuine or not for this; JWTExpired for one that was all of that */
export async function readUserToken(secrets: readonly string[], token: string): Promise<UserClaims> {
  const keys = await derivedKeys(secrets, PURPOSE)
  const named: JWTVerifyGetKey = ({ kid }) => {
    const found = keys.find(({ id }) => id === kid)
    if (!found) throw new errors.JWKSNoMatchingKey()
    return found.key
  }
  const { payload } = await jwtVerify<{ prj: unknown; key: unknown }>(token, named, {
    algorithms: ['HS256'],
    typ: TYPE,
    issuer: OWN_ISSUER,
    audience: OWN_ISSUER,
    requiredClaims: ['sub', 'prj', 'key', 'jti', 'iat', 'exp'],
  })
  const { sub, prj, key, iat, exp } = payload
  return {
    user: String(sub),
    project: String(prj),
    key: String(key),
    issued: Math.round(iat! * 1000),
    expires: Math.round(exp! * 1000),
  }
}
