/**
 * One attempt to deliver. Redirects are not followed, and nothing of the answer but its status is read: what lies behind an
 * address is nobody's business here.
 */
import type { Attempt } from '../../schema/tables.ts'
import { ApiError } from '../../shared/errors.ts'
import { hostOf, isAddress, isPublic } from '../http/public-host.ts'
import { isLocal, parseAddress } from './address.ts'
import { addressesOf } from './resolve.ts'
import { type Message, signatureHeaders } from './signature.ts'

export type Sender = {
  /** A server of DNS over HTTPS. */
  resolver: string
  /** Whether this machine may be sent to. */
  toLocalhost: boolean
}

const WITHIN_MS = 10_000

export async function attempt(
  sender: Sender,
  to: { url: string; secrets: readonly string[] },
  message: Message,
): Promise<Attempt> {
  const began = Date.now()
  const ended = (status: number | null, code: string | null): Attempt => ({
    at: began,
    status,
    code,
    duration_ms: Date.now() - began,
  })
  const refused = await whyNot(sender, to.url)
  if (refused) return ended(null, refused)
  try {
    const response = await fetch(to.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Attune-Webhooks',
        ...(await signatureHeaders(to.secrets, message)),
      },
      body: message.payload,
      redirect: 'manual',
      signal: AbortSignal.timeout(WITHIN_MS),
    })
    await response.body?.cancel()
    return ended(response.status, codeOf(response.status))
  } catch (thrown) {
    const isLate = thrown instanceof Error && thrown.name === 'TimeoutError'
    return ended(null, isLate ? 'timed_out' : 'unreachable')
  }
}

function codeOf(status: number): string | null {
  if (status >= 200 && status < 300) return null
  return status >= 300 && status < 400 ? 'redirected' : 'refused'
}

/** Where the address may not be sent to, or no longer: its code. */
async function whyNot({ resolver, toLocalhost }: Sender, text: string): Promise<string | null> {
  try {
    const url = parseAddress(text, toLocalhost)
    const host = hostOf(url)
    if (isAddress(host) || (toLocalhost && isLocal(url))) return null
    const addresses = await addressesOf(resolver, host)
    if (addresses.length === 0) return 'no_address'
    return addresses.every(isPublic) ? null : 'private_address'
  } catch (thrown) {
    return thrown instanceof ApiError ? 'private_address' : 'not_resolved'
  }
}
