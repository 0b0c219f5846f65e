/**
 * Requests between edge and worker are signed: HMAC-SHA256 over method, path (with query), timestamp, nonce and the
 * body's SHA-256, one a line. WebCrypto only, so that both ends run this very file.
 */
import { sha256Hex, toHex, utf8 } from './ids.ts'

export const SIGNATURE_HEADERS = {
  timestamp: 'x-attune-timestamp',
  nonce: 'x-attune-nonce',
  signature: 'x-attune-signature',
} as const

/** Characters that a secret has at least. */
export const MIN_SECRET = 32

/** A signature is accepted this long before and after its timestamp; a nonce is remembered for twice as long. */
export const SIGNATURE_SKEW_MS = 30_000

const importKey = (secret: string) =>
  crypto.subtle.importKey('raw', utf8(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify'])

type HmacKey = Awaited<ReturnType<typeof importKey>>

/** Importing costs more than signing; secrets are few. */
const keys = new Map<string, Promise<HmacKey>>()
function keyOf(secret: string): Promise<HmacKey> {
  let key = keys.get(secret)
  if (!key) {
    if (keys.size > 16) keys.clear()
    key = importKey(secret)
    keys.set(secret, key)
  }
  return key
}

export type Signable = { method: string; path: string; body: Uint8Array<ArrayBuffer> | string }

const bytesOf = (body: Uint8Array<ArrayBuffer> | string) => (typeof body === 'string' ? utf8(body) : body)

async function canonical(request: Signable, timestamp: string, nonce: string): Promise<Uint8Array<ArrayBuffer>> {
  const digest = await sha256Hex(bytesOf(request.body))
  return utf8([request.method.toUpperCase(), request.path, timestamp, nonce, digest].join('\n'))
}

export async function signRequest(
  secret: string,
  request: Signable,
  now = Date.now(),
): Promise<Record<string, string>> {
  const timestamp = String(now)
  const nonce = crypto.randomUUID()
  const signature = await crypto.subtle.sign('HMAC', await keyOf(secret), await canonical(request, timestamp, nonce))
  return {
    [SIGNATURE_HEADERS.timestamp]: timestamp,
    [SIGNATURE_HEADERS.nonce]: nonce,
    [SIGNATURE_HEADERS.signature]: toHex(signature),
  }
}

/** Nonces seen within the window, so that a captured request cannot be sent twice. */
export class NonceCache {
  #seen = new Map<string, number>()

  /** False if the nonce was seen before. Entries leave in order of arrival once they have expired. */
  add(nonce: string, now: number): boolean {
    for (const [old, expires] of this.#seen) {
      if (expires >= now) break
      this.#seen.delete(old)
    }
    if (this.#seen.has(nonce)) return false
    this.#seen.set(nonce, now + 2 * SIGNATURE_SKEW_MS)
    return true
  }
}

export type SignatureProblem = 'missing' | 'expired' | 'mismatch' | 'replayed'

/** `null` when the request is genuine, fresh and seen for the first time; otherwise what was wrong. */
export async function verifyRequest(
  secret: string,
  request: Signable,
  header: (name: string) => string | null | undefined,
  nonces: NonceCache,
  now = Date.now(),
): Promise<SignatureProblem | null> {
  const timestamp = header(SIGNATURE_HEADERS.timestamp)
  const nonce = header(SIGNATURE_HEADERS.nonce)
  const signature = header(SIGNATURE_HEADERS.signature)
  if (!timestamp || !nonce || !signature || !/^[0-9a-f]{64}$/.test(signature) || nonce.length > 64) return 'missing'
  if (!(Math.abs(now - Number(timestamp)) <= SIGNATURE_SKEW_MS)) return 'expired'
  const raw = Uint8Array.from(signature.match(/../g)!, (pair) => Number.parseInt(pair, 16))
  const genuine = await crypto.subtle.verify(
    'HMAC',
    await keyOf(secret),
    raw,
    await canonical(request, timestamp, nonce),
  )
  if (!genuine) return 'mismatch'
  return nonces.add(nonce, now) ? null : 'replayed'
}
