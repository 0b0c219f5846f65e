/**
 * Credentials that open nothing, counted by address: who tries many is told to wait. It is asked only when one has failed,
 * so that a genuine key always opens, whoever guesses behind the same address. The count is the platform's own (rate-limit
 * binding): it costs no round trip, and that each of Cloudflare's places counts for itself does not matter to 260 bits.
 */
import type { Context } from 'hono'
import { ApiError } from '../../shared/errors.ts'
import type { AppEnv } from '../env.ts'
import { blockOf, clientAddress } from '../http/address.ts'

/** The binding's period (wrangler.toml). */
const PERIOD_SECONDS = 60

/** Who has one address of IPv6 has all that begin alike. */
const neighbourhood = (address: string): string =>
  address.includes(':') ? (blockOf(`${address}/64`) ?? address) : address

/** @throws ApiError 429 `too_many_guesses` */
export async function countGuess(c: Context<AppEnv>): Promise<void> {
  const address = clientAddress(c)
  if (address === null || (await c.env.GUESSES.limit({ key: neighbourhood(address) })).success) return
  const message =
    'Too many unknown credentials came from your address. One that is valid opens as ever; wait with others.'
  throw new ApiError(429, 'too_many_guesses', message, { retryAfterSeconds: PERIOD_SECONDS })
}
