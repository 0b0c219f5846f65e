/**
 * Requests between edge and worker are signed: HMAC-SHA256 over method, path (with query), timestamp, nonce and the
 * body's SHA-256, one a line. The headers prove themselves: nobody without the secret gets a body read. WebCrypto only,
 * so that both ends run this very file.
 */
import { sha256Hex, toHex, utf8 } from './ids.ts'

export const SIGNATURE_HEADERS = {
  timestamp: 'x-attune-timestamp',
  nonce: 'x-attune-nonce',
  /** Lower-case hex SHA-256 of the body. */
  digest: 'x-attune-content-sha256',
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

/** All that a signature covers, the body by its digest. */
type Covered = { method: string; path: string; timestamp: string; nonce: string; digest: string }

const canonical = ({ method, path, timestamp, nonce, digest }: Covered): Uint8Array<ArrayBuffer> =>
  utf8([method.toUpperCase(), path, timestamp, nonce, digest].join('\n'))

export async function signRequest(
  secret: string,
  { method, path, body }: Signable,
  now = Date.now(),
): Promise<Record<string, string>> {
  const timestamp = String(now)
  const nonce = crypto.randomUUID()
  const digest = await sha256Hex(bytesOf(body))
  const covered = canonical({ method, path, timestamp, nonce, digest })
  const signature = await crypto.subtle.sign('HMAC', await keyOf(secret), covered)
  return {
    [SIGNATURE_HEADERS.timestamp]: timestamp,
    [SIGNATURE_HEADERS.nonce]: nonce,
    [SIGNATURE_HEADERS.digest]: digest,
    [SIGNATURE_HEADERS.signature]: toHex(signature),
  }
}

/** What keeps a captured request from being taken twice. */
export type Nonces = {
  /** Unix milliseconds: of what was signed before it, nobody knows whether it was taken. */
  since: number
  /** Whether the nonce was seen, as far as it can be told without asking anybody. */
  has(nonce: string): boolean
  /** False if the nonce was seen before. */
  add(nonce: string, now: number): boolean | Promise<boolean>
}

/** Nonces seen within the window, in memory. */
export class NonceCache implements Nonces {
  readonly since: number
  #seen = new Map<string, number>()

  /** @param since when it was begun, where requests may have been taken before that */
  constructor(since = 0) {
    this.since = since
  }

  has(nonce: string): boolean {
    return this.#seen.has(nonce)
  }

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

/** Signed before whoever got it started: it is genuine, but may have been taken already. */
export const BEFORE_START = 'before_start'

export type SignatureProblem = 'missing' | 'expired' | typeof BEFORE_START | 'mismatch' | 'replayed'

/** A request whose headers are there; what its body is, it is asked for once they have proven genuine. */
export type Arrived = {
  method: string
  path: string
  header: (name: string) => string | null | undefined
  readBody: () => Promise<Uint8Array<ArrayBuffer>>
}

/**
 * @param secrets any of which it may be signed with: while the secret is changed, there are two
 * @returns the body, when the request is genuine, fresh and seen for the first time; otherwise what was wrong.
 * @throws what `readBody` throws
 */
export async function verifyRequest(
  secrets: readonly string[],
  { method, path, header, readBody }: Arrived,
  nonces: Nonces,
  now = Date.now(),
): Promise<{ body: Uint8Array<ArrayBuffer> } | { problem: SignatureProblem }> {
  const timestamp = header(SIGNATURE_HEADERS.timestamp)
  const nonce = header(SIGNATURE_HEADERS.nonce)
  const digest = header(SIGNATURE_HEADERS.digest)
  const signature = header(SIGNATURE_HEADERS.signature)
  if (!timestamp || !nonce || !digest || !signature) return { problem: 'missing' }
  if (!isSha256(digest) || !isSha256(signature) || nonce.length > 64) return { problem: 'missing' }
  if (!(Math.abs(now - Number(timestamp)) <= SIGNATURE_SKEW_MS)) return { problem: 'expired' }
  const raw = Uint8Array.from(signature.match(/../g)!, (pair) => Number.parseInt(pair, 16))
  const covered = canonical({ method, path, timestamp, nonce, digest })
  if (!(await isSignedWithAny(secrets, raw, covered))) return { problem: 'mismatch' }
  if (Number(timestamp) < nonces.since) return { problem: BEFORE_START }
  if (nonces.has(nonce)) return { problem: 'replayed' }
  const body = await readBody()
  // Only then is the nonce used: who changes a body on its way does not use up the real one's.
  if ((await sha256Hex(body)) !== digest) return { problem: 'mismatch' }
  return (await nonces.add(nonce, now)) ? { body } : { problem: 'replayed' }
}

async function isSignedWithAny(
  secrets: readonly string[],
  signature: Uint8Array<ArrayBuffer>,
  covered: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  for (const secret of secrets) {
    if (await crypto.subtle.verify('HMAC', await keyOf(secret), signature, covered)) return true
  }
  return false
}

const isSha256 = (text: string) => /^[0-9a-f]{64}$/.test(text)
