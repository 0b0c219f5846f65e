/** Credentials at the edge as it runs on a machine of one's own, where no Cloudflare says whence a request comes. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { api } from '../../cli/api.ts'
import { newSecret } from '../../shared/key-form.ts'
import { startTestEdge, type TestEdge } from './edge.ts'

let edge: TestEdge
beforeAll(async () => {
  edge = await startTestEdge()
})
afterAll(() => edge?.close())

const asked = (path: string, headers: Record<string, string>, init: RequestInit = {}) =>
  fetch(edge.url + path, { ...init, headers: { 'content-type': 'application/json', ...headers } })

it('a key for some addresses goes by the socket, whatever a client says of itself', async () => {
  const make = (addresses: string[]) =>
    api(edge).json<{ secret: string }>('POST', '/v1/keys', { name: 'some', scopes: ['chat'], addresses })
  const statusOf = async (secret: string) => {
    const headers = { authorization: `Bearer ${secret}`, 'cf-connecting-ip': '203.0.113.9' }
    return (await asked('/v1/project', headers)).status
  }
  expect(await statusOf((await make(['127.0.0.0/8'])).secret)).toBe(200)
  expect(await statusOf((await make(['203.0.113.0/24'])).secret)).toBe(403)
})

it('a session is kept by its cookie alone, and ends', async () => {
  const opened = await asked('/v1/sessions', {}, { method: 'POST', body: JSON.stringify({ key: edge.key }) })
  expect(opened.status).toBe(201)
  const cookie = opened.headers.get('set-cookie')!
  expect(cookie).toMatch(/^attune_session=[^;]+; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Strict$/)
  const headers = { cookie: cookie.split(';')[0]! }
  const { csrf_token } = (await opened.json()) as { csrf_token: string }
  expect((await asked('/v1/project', headers)).status).toBe(200)
  const leave = (more: Record<string, string>) =>
    asked('/v1/sessions/current', { ...headers, ...more }, { method: 'DELETE' })
  expect((await leave({ origin: 'http://127.0.0.1:1', 'x-csrf-token': csrf_token })).status).toBe(403)
  expect((await leave({ origin: edge.url, 'x-csrf-token': csrf_token })).status).toBe(204)
  expect((await asked('/v1/project', headers)).status).toBe(401)
})

it('a user’s token answers a chat', async () => {
  const { token } = await api(edge).json<{ token: string }>('POST', '/v1/user_tokens', { user: 'ada' })
  const ada = api({ url: edge.url, key: token })
  expect(await ada.json('GET', '/v1/profiles/ada')).toMatchObject({ user: 'ada' })
  await expect(ada.json('GET', '/v1/profiles/leo')).rejects.toThrow(/'ada'/)
  await expect(ada.json('GET', '/v1/keys')).rejects.toThrow(/scope 'keys'/)
})

it('who guesses is told to wait, whatever they say of whence they come; a genuine key opens', async () => {
  const guess = async (i: number) => {
    const headers = { authorization: `Bearer ${newSecret()}`, 'cf-connecting-ip': `203.0.113.${i}` }
    return (await asked('/v1/project', headers)).status
  }
  const statuses: number[] = []
  // A minute that ends in between begins another count.
  while (!statuses.includes(429) && statuses.length < 25) statuses.push(await guess(statuses.length))
  expect(statuses.indexOf(429)).toBeGreaterThanOrEqual(10)
  expect((await asked('/v1/project', { authorization: `Bearer ${edge.key}` })).status).toBe(200)
})
