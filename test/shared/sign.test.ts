/** Signed requests: genuine ones pass once, anything altered, old, repeated or incomplete does not. */
import { describe, expect, test } from 'vitest'
import {
  NonceCache,
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

/** Signs the request, changes what is asked for, and verifies. */
async function verdict({
  secret = SECRET,
  headers = {},
  now = NOW,
  nonces = new NonceCache(),
  ...change
}: Change = {}) {
  const sent: Record<string, string | null> = { ...(await signRequest(SECRET, request, NOW)), ...headers }
  return verifyRequest(secret, { ...request, ...change.request }, (name) => sent[name], nonces, now)
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
    expect(await verifyRequest(SECRET, bytes, (name) => headers[name], new NonceCache(), NOW)).toBeNull()
  })

  test('signs only the bytes of a view, not its whole buffer', async () => {
    const whole = new Uint8Array([9, 9, 1, 2, 3, 9])
    const headers = await signRequest(SECRET, { ...request, body: whole.subarray(2, 5) }, NOW)
    const same = { ...request, body: Uint8Array.of(1, 2, 3) }
    expect(await verifyRequest(SECRET, same, (name) => headers[name], new NonceCache(), NOW)).toBeNull()
  })

  test('never carries the same nonce or signature twice', async () => {
    const [first, second] = await Promise.all([signRequest(SECRET, request, NOW), signRequest(SECRET, request, NOW)])
    expect(first[SIGNATURE_HEADERS.nonce]).not.toBe(second[SIGNATURE_HEADERS.nonce])
    expect(first[SIGNATURE_HEADERS.signature]).not.toBe(second[SIGNATURE_HEADERS.signature])
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
    // What is signed is joined by line breaks: moving a break must not give the same text.
    ['border between method and path', { request: { method: 'POST\n/v1', path: '/generate?project=p' } }],
  ])('%s', async (_what, change) => {
    expect(await verdict(change)).toBe('mismatch')
  })

  test('and its nonce stays free: a forgery does not use up the real one', async () => {
    const nonces = new NonceCache()
    const headers = await signRequest(SECRET, request, NOW)
    const forged = { ...request, body: 'x' }
    expect(await verifyRequest(SECRET, forged, (name) => headers[name], nonces, NOW)).toBe('mismatch')
    expect(await verifyRequest(SECRET, request, (name) => headers[name], nonces, NOW)).toBeNull()
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
    const arrive = (now: number) => verifyRequest(SECRET, request, (name) => headers[name], nonces, now)
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
