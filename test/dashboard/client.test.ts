import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createApi } from '../../edge/dashboard/src/api/client.ts'

type Handler = (request: IncomingMessage, response: ServerResponse) => void
const servers: ReturnType<typeof createServer>[] = []

async function serve(handler: Handler): Promise<string> {
  const server = createServer(handler).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

const json = (response: ServerResponse, status: number, body: unknown) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))

describe('the API client', () => {
  it('sends the token, the body, and ids that cannot leave their place in the path', async () => {
    const seen: unknown[] = []
    const base = await serve(async (request, response) => {
      seen.push([request.method, request.url, request.headers['x-csrf-token'], (await request.toArray()).join('')])
      json(response, 200, { object: 'profile', user: 'x', strengths: {} })
    })
    await createApi('token-1', undefined, base).saveProfile('../a b/?x', { formal: { value: 1, mode: 'add' } })
    expect(seen).toEqual([
      ['PATCH', '/v1/profiles/..%2Fa%20b%2F%3Fx', 'token-1', '{"strengths":{"formal":{"value":1,"mode":"add"}}}'],
    ])
  })

  it('sends no token with what changes nothing, nor before there is one', async () => {
    const seen: unknown[] = []
    const base = await serve((request, response) => {
      seen.push([request.method, request.url, request.headers['x-csrf-token']])
      if (request.method === 'DELETE') response.writeHead(204).end()
      else json(response, 200, { csrf_token: 't', data: [] })
    })
    await createApi('t', undefined, base).axes()
    expect(await createApi('t', undefined, base).signOut()).toBeNull()
    await createApi(null, undefined, base).signIn('sk-attune-1')
    expect(seen).toEqual([
      ['GET', '/v1/axes', undefined],
      ['DELETE', '/v1/sessions/current', 't'],
      ['POST', '/v1/sessions', undefined],
    ])
  })

  it('asks for one version of an axis, which is null where it is not', async () => {
    const base = await serve((request, response) => {
      expect(request.url).toBe('/v1/axes/formal/directions?limit=1&after=4')
      json(response, 200, { object: 'list', data: [{ version: newest }] })
    })
    let newest = 3
    const api = createApi('k', undefined, base)
    expect(await api.direction('formal', 3)).toEqual({ version: 3 })
    newest = 2
    expect(await api.direction('formal', 3)).toBeNull()
  })

  it("throws the server's words and the parameter", async () => {
    const base = await serve((_, response) =>
      json(response, 400, { error: { message: 'axis.id: too long', type: 'invalid_request_error', param: 'axis.id' } }),
    )
    await expect(createApi('k', undefined, base).axes()).rejects.toMatchObject({
      kind: 'refused',
      status: 400,
      message: 'axis.id: too long',
      param: 'axis.id',
    })
  })

  it('tells of a session that is over, and only of that', async () => {
    let status = 403
    const base = await serve((_, response) => json(response, status, { error: { message: 'This session has ended.' } }))
    const onEnded = vi.fn()
    const api = createApi('k', onEnded, base)
    await expect(api.fits()).rejects.toMatchObject({ status: 403 })
    expect(onEnded).not.toHaveBeenCalled()
    status = 401
    await expect(api.fits()).rejects.toMatchObject({ status: 401 })
    expect(onEnded).toHaveBeenCalledExactlyOnceWith('This session has ended.')
  })

  it('says so when an error carries no words', async () => {
    const base = await serve((_, response) => response.writeHead(502).end('<html>Bad gateway</html>'))
    await expect(createApi('k', undefined, base).axes()).rejects.toMatchObject({
      status: 502,
      message: 'The server answered 502 Bad Gateway.',
    })
  })

  it('says so when the answer is not JSON', async () => {
    const base = await serve((_, response) => response.end('<html></html>'))
    await expect(createApi('k', undefined, base).axes()).rejects.toMatchObject({ kind: 'interrupted' })
  })

  it('says so when nobody answers', async () => {
    const base = await serve(() => {})
    const server = servers.pop()!
    await new Promise((resolve) => server.close(resolve))
    await expect(createApi('k', undefined, base).axes()).rejects.toMatchObject({ kind: 'unreachable', status: null })
  })

  it('streams an answer, and lets an abort through', async () => {
    const base = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write('data: {"id":"chatcmpl_1","choices":[]}\n\n')
    })
    const abort = new AbortController()
    const request = { model: 'm', messages: [{ role: 'user' as const, content: 'Hi' }] }
    const chunks = createApi('k', undefined, base).chat(request, abort.signal)
    expect((await chunks.next()).value).toMatchObject({ id: 'chatcmpl_1' })
    abort.abort()
    await expect(chunks.next()).rejects.toMatchObject({ name: 'AbortError' })
  })
})
