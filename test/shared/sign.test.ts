/** Signed requests: genuine ones pass once, anything altered, old, repeated or incomplete does not. */
import { describe, expect, test } from 'vitest'
import { sha256Hex, utf8 } from '../../shared/ids.ts'
import {
  NonceCache,
  type Nonces,
  SIGNATURE_HEADERS,
  SIGNATURE_SKEW_MS,
  type Signable,
  signRequest,
  verifyRequest,
} from '../../shared/sign.ts'

const SECRET = 'a secret that both ends know, of tests only'
const NOW = 1_700_000_000_000
const request: Signable = { method: 'POST', path: '/v1/generate?project=p', body: '{"a":1}' }

type Change = {
  secret?: string
  request?: Partial<Signable>
  headers?: Record<string, string | null>
  now?: number
  nonces?: NonceCache
}

/** What is wrong with a request that arrives with these headers; null where nothing is. */
async function verify(
  secret: string,
  { method, path, body }: Signable,
  headers: Record<string, string | null>,
  nonces: Nonces,
  now = NOW,
) {
  const bytes = typeof body === 'string' ? utf8(body) : body
  const arrived = { method, path, header: (name: string) => headers[name], readBody: async () => bytes }
  const verified = await verifyRequest([secret], arrived, nonces, now)
  if ('problem' in verified) return verified.problem
  expect(verified.body).toEqual(bytes)
  return null
}

/** Signs the request, changes what is asked for, and verifies. */
async function verdict({
  secret = SECRET,
  headers = {},
  now = NOW,
  nonces = new NonceCache(),
  ...change
}: Change = {}) {
  const sent: Record<string, string | null> = { ...(await signRequest(SECRET, request, NOW)), ...headers }
  return verify(secret, { ...request, ...change.request }, sent, nonces, now)
}

describe('a genuine request', () => {
  test('passes', async () => {
    expect(await verdict()).toBeNull()
  })

  test('passes whatever the case of its method', async () => {
    expect(await verdict({ request: { method: 'post' } })).toBeNull()
  })

  test('is signed over bytes: a text and its UTF-8 are one', async () => {
    const text = 'grüße 🙂'
    const headers = await signRequest(SECRET, { ...request, body: text }, NOW)
    const bytes = { ...request, body: new TextEncoder().encode(text) as Uint8Array<ArrayBuffer> }
    expect(await verify(SECRET, bytes, headers, new NonceCache(), NOW)).toBeNull()
  })

  test('signs only the bytes of a view, not its whole buffer', async () => {
    const whole = new Uint8Array([9, 9, 1, 2, 3, 9])
    const headers = await signRequest(SECRET, { ...request, body: whole.subarray(2, 5) }, NOW)
    const same = { ...request, body: Uint8Array.of(1, 2, 3) }
    expect(await verify(SECRET, same, headers, new NonceCache(), NOW)).toBeNull()
  })

  test('never carries the same nonce or signature twice', async () => {
    const [first, second] = await Promise.all([signRequest(SECRET, request, NOW), signRequest(SECRET, request, NOW)])
    expect(first[SIGNATURE_HEADERS.nonce]).not.toBe(second[SIGNATURE_HEADERS.nonce])
    expect(first[SIGNATURE_HEADERS.signature]).not.toBe(second[SIGNATURE_HEADERS.signature])
  })
})

describe('while the secret is changed', () => {
  const BEFORE = 'the secret before it'
  const verifyWith = async (secrets: string[], signedWith: string, nonces = new NonceCache()) => {
    const headers = await signRequest(signedWith, request, NOW)
    const bytes = utf8(String(request.body))
    const arrived = { ...request, header: (name: string) => headers[name], readBody: async () => bytes }
    const verified = await verifyRequest(secrets, arrived, nonces, NOW)
    return 'problem' in verified ? verified.problem : null
  }

  test('a request passes that is signed with either, and no other', async () => {
    expect(await verifyWith([SECRET, BEFORE], SECRET)).toBeNull()
    expect(await verifyWith([SECRET, BEFORE], BEFORE)).toBeNull()
    expect(await verifyWith([SECRET, BEFORE], 'another secret')).toBe('mismatch')
    expect(await verifyWith([SECRET], BEFORE)).toBe('mismatch')
    expect(await verifyWith([], SECRET)).toBe('mismatch')
  })

  test('the nonces of both are one: what passed with one is not taken again', async () => {
    const nonces = new NonceCache()
    const headers = await signRequest(BEFORE, request, NOW)
    const bytes = utf8(String(request.body))
    const arrived = { ...request, header: (name: string) => headers[name], readBody: async () => bytes }
    expect(await verifyRequest([SECRET, BEFORE], arrived, nonces, NOW)).toEqual({ body: bytes })
    expect(await verifyRequest([BEFORE, SECRET], arrived, nonces, NOW)).toEqual({ problem: 'replayed' })
  })
})

describe('an altered request is a mismatch', () => {
  test.each<[string, Change]>([
    ['body', { request: { body: '{"a":2}' } }],
    ['empty body', { request: { body: '' } }],
    ['path', { request: { path: '/v1/generate' } }],
    ['query', { request: { path: '/v1/generate?project=q' } }],
    ['method', { request: { method: 'PUT' } }],
    ['secret', { secret: 'another secret' }],
    ['timestamp', { headers: { [SIGNATURE_HEADERS.timestamp]: String(NOW + 1) } }],
    ['nonce', { headers: { [SIGNATURE_HEADERS.nonce]: '00000000-0000-4000-8000-000000000000' } }],
    ['signature', { headers: { [SIGNATURE_HEADERS.signature]: '0'.repeat(64) } }],
    ['digest', { headers: { [SIGNATURE_HEADERS.digest]: '0'.repeat(64) } }],
    // What is signed is joined by line breaks: moving a break must not give the same text.
    ['border between method and path', { request: { method: 'POST\n/v1', path: '/generate?project=p' } }],
  ])('%s', async (_what, change) => {
    expect(await verdict(change)).toBe('mismatch')
  })

  test('and its nonce stays free: a forgery does not use up the real one', async () => {
    const nonces = new NonceCache()
    const headers = await signRequest(SECRET, request, NOW)
    const forged = { ...request, body: 'x' }
    expect(await verify(SECRET, forged, headers, nonces, NOW)).toBe('mismatch')
    expect(await verify(SECRET, request, headers, nonces, NOW)).toBeNull()
  })
})

describe('time', () => {
  test.each([0, SIGNATURE_SKEW_MS, -SIGNATURE_SKEW_MS])('%d ms apart is fresh', async (apart) => {
    expect(await verdict({ now: NOW + apart })).toBeNull()
  })

  test.each([SIGNATURE_SKEW_MS + 1, -SIGNATURE_SKEW_MS - 1])('%d ms apart is expired', async (apart) => {
    expect(await verdict({ now: NOW + apart })).toBe('expired')
  })

  test('a timestamp that is no number is expired', async () => {
    expect(await verdict({ headers: { [SIGNATURE_HEADERS.timestamp]: 'soon' } })).toBe('expired')
  })
})

describe('a request sent again', () => {
  /** From a clock as far ahead as is allowed, so that it stays acceptable for as long as it can. */
  async function replayedAfter(milliseconds: number, between: (nonces: NonceCache) => void = () => {}) {
    const nonces = new NonceCache()
    const headers = await signRequest(SECRET, request, NOW + SIGNATURE_SKEW_MS)
    const arrive = (now: number) => verify(SECRET, request, headers, nonces, now)
    expect(await arrive(NOW)).toBeNull()
    between(nonces)
    return arrive(NOW + milliseconds)
  }

  test.each([0, 1, SIGNATURE_SKEW_MS, 2 * SIGNATURE_SKEW_MS - 1])('is refused after %d ms', async (later) => {
    expect(await replayedAfter(later)).toBe('replayed')
  })

  test('is refused in the last millisecond in which it is not yet expired', async () => {
    expect(await replayedAfter(2 * SIGNATURE_SKEW_MS)).toBe('replayed')
    expect(await replayedAfter(2 * SIGNATURE_SKEW_MS + 1)).toBe('expired')
  })

  test('is refused however many others came between', async () => {
    const others = (nonces: NonceCache) => {
      for (let i = 0; i < 10_000; i++) nonces.add(`other ${i}`, NOW + 1000)
    }
    expect(await replayedAfter(2000, others)).toBe('replayed')
  })
})

describe('a body is not read', () => {
  const unread = async (headers: Record<string, string>, nonces: Nonces = new NonceCache(), now = NOW) => {
    let read = 0
    const readBody = async () => {
      read++
      return utf8('{"a":1}')
    }
    const { method, path } = request
    const verified = await verifyRequest(
      [SECRET],
      { method, path, header: (name) => headers[name], readBody },
      nonces,
      now,
    )
    return { read, problem: 'problem' in verified ? verified.problem : null }
  }

  test('of a request without a signature, or with one that nobody with the secret made', async () => {
    expect(await unread({})).toEqual({ read: 0, problem: 'missing' })
    const forged = {
      ...(await signRequest(SECRET, request, NOW)),
      [SIGNATURE_HEADERS.digest]: await sha256Hex(utf8('x')),
    }
    expect(await unread(forged)).toEqual({ read: 0, problem: 'mismatch' })
  })

  test('of one that is old, or was there before', async () => {
    const headers = await signRequest(SECRET, request, NOW)
    expect(await unread(headers, new NonceCache(), NOW + 2 * SIGNATURE_SKEW_MS)).toEqual({
      read: 0,
      problem: 'expired',
    })
    const nonces = new NonceCache()
    expect(await unread(headers, nonces)).toEqual({ read: 1, problem: null })
    expect(await unread(headers, nonces)).toEqual({ read: 0, problem: 'replayed' })
  })
})

test('what was signed before a start is refused after it, as nobody knows whether it was taken', async () => {
  const headers = await signRequest(SECRET, request, NOW)
  expect(await verify(SECRET, request, headers, new NonceCache(NOW - 1000))).toBeNull()
  const restarted = new NonceCache(NOW + 1)
  expect(await verify(SECRET, request, headers, restarted, NOW + 500)).toBe('before_start')
  const later = await signRequest(SECRET, request, NOW + 1)
  expect(await verify(SECRET, request, later, restarted, NOW + 500)).toBeNull()
})

test('nonces are forgotten once they have expired', () => {
  const nonces = new NonceCache()
  expect(nonces.add('a', NOW)).toBe(true)
  expect(nonces.add('a', NOW + 1)).toBe(false)
  expect(nonces.add('a', NOW + 2 * SIGNATURE_SKEW_MS + 1)).toBe(true)
})

describe('missing or malformed', () => {
  test.each(Object.values(SIGNATURE_HEADERS))('no %s', async (name) => {
    expect(await verdict({ headers: { [name]: null } })).toBe('missing')
    expect(await verdict({ headers: { [name]: '' } })).toBe('missing')
  })

  test.each([
    ['too short', '0'.repeat(63)],
    ['too long', '0'.repeat(65)],
    ['not hex', 'g'.repeat(64)],
    ['upper case', 'A'.repeat(64)],
    ['two lines', `${'0'.repeat(64)}\n`],
  ])('a signature that is %s', async (_what, signature) => {
    expect(await verdict({ headers: { [SIGNATURE_HEADERS.signature]: signature } })).toBe('missing')
  })

  test('a nonce of more than 64 characters, which would fill the memory of nonces', async () => {
    expect(await verdict({ headers: { [SIGNATURE_HEADERS.nonce]: 'n'.repeat(65) } })).toBe('missing')
  })
})
