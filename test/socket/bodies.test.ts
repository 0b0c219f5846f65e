/** Bodies that nobody may send: the edge answers at their headers, and waits for none of them. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { SIGNATURE_HEADERS, signRequest } from '../../shared/sign.ts'
import { headOf, SECRET, send, startTestEdge, type TestEdge } from './edge.ts'

let edge: TestEdge
beforeAll(async () => {
  edge = await startTestEdge()
})
afterAll(() => edge?.close())

const LENGTH = 15_000
const PATH = '/internal/projects'
/** Answered within moments, of a body of which nothing was sent. */
const atOnce = (head: string) => {
  const { text, socket } = send(edge.url, head)
  return expect
    .poll(text, { timeout: 2_000 })
    .toContain('\r\n\r\n')
    .then(() => text())
    .finally(() => socket.destroy())
}

it.for([{ 'content-length': String(LENGTH) }, { 'transfer-encoding': 'chunked' }] as Record<string, string>[])(
  'without a signature, or with one that nobody with the secret made: %j',
  async (length) => {
    const genuine = await signRequest(SECRET, { method: 'POST', path: PATH, body: 'x'.repeat(LENGTH) })
    for (const headers of [{}, { ...genuine, [SIGNATURE_HEADERS.digest]: 'a'.repeat(64) }]) {
      expect(await atOnce(headOf('POST', PATH, { ...headers, ...length }))).toMatch(/^HTTP\/1\.1 401 /)
    }
  },
)

it('without a key', async () => {
  const headers = { 'content-type': 'application/json', 'content-length': '1000000' }
  expect(await atOnce(headOf('POST', '/v1/chat/completions', headers))).toMatch(/^HTTP\/1\.1 401 /)
})

it('longer than fits', async () => {
  const length = { 'content-length': String(15 * 2 ** 20) }
  expect(await atOnce(headOf('POST', PATH, length))).toMatch(/^HTTP\/1\.1 413 /)
  const headers = { authorization: `Bearer ${edge.key}`, 'content-type': 'application/json', ...length }
  expect(await atOnce(headOf('POST', '/v1/chat/completions', headers))).toMatch(/^HTTP\/1\.1 413 /)
})
