/** Tokens of others, proven by their public keys. */
import { errors, type JWTPayload, type JWTVerifyGetKey, type JWTVerifyOptions, jwtVerify } from 'jose'
import { ApiError } from '../../shared/errors.ts'

/**
 * What a genuine token says.
 * @throws JOSEError for any other, one whose key cannot be used too; ApiError 503 where the keys cannot be had
 */
export async function readToken(token: string, keys: JWTVerifyGetKey, options: JWTVerifyOptions): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, keys, options)).payload
  } catch (thrown) {
    if (thrown instanceof errors.JOSEError || thrown instanceof ApiError) throw thrown
    // WebCrypto's own words for a key that is none.
    throw new errors.JWKInvalid('the key cannot be used', { cause: thrown })
  }
}
