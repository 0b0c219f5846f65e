import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createApi } from '../../edge/dashboard/src/api/client.ts'
import { streamChat } from '../../edge/dashboard/src/api/generations.ts'

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
    await createApi({ token: () => 'token-1', base }).patch('/v1/profiles/{user}', {
      path: { user: '../a b/?x' },
      body: { strengths: { formal: { value: 1, mode: 'add' } } },
    })
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
    const api = createApi({ token: () => 't', base })
    await api.all('/v1/axes')
    expect(await api.delete('/v1/sessions/current')).toBeUndefined()
    await createApi({ base }).post('/v1/sessions', { body: { key: 'sk-attune-1' } })
    expect(seen).toEqual([
      ['GET', '/v1/axes', undefined],
      ['DELETE', '/v1/sessions/current', 't'],
      ['POST', '/v1/sessions', undefined],
    ])
  })

  it('leaves out of an address what is not said, and asks for all pages of a list', async () => {
    const seen: unknown[] = []
    const base = await serve((request, response) => {
      seen.push(request.url)
      const has_more = !request.url!.includes('after')
      json(response, 200, { object: 'list', data: [{ object: 'profile', user: has_more ? 'ada' : 'bob' }], has_more })
    })
    const all = await createApi({ base }).all('/v1/profiles', { query: { prefix: 'a&b', axis: undefined } })
    expect(all.map(({ user }) => user)).toEqual(['ada', 'bob'])
    expect(seen).toEqual(['/v1/profiles?prefix=a%26b', '/v1/profiles?prefix=a%26b&after=ada'])
  })

  it('tells the tag of what it read', async () => {
    const base = await serve((_, response) => {
      response.setHeader('etag', '"7"')
      json(response, 200, { object: 'project', name: 'Shop' })
    })
    expect(await createApi({ base }).getTagged('/v1/project')).toMatchObject({ value: { name: 'Shop' }, tag: '"7"' })
  })

  it("throws the server's words and the parameter", async () => {
    const base = await serve((_, response) =>
      json(response, 400, { error: { message: 'axis.id: too long', type: 'invalid_request_error', param: 'axis.id' } }),
    )
    await expect(createApi({ base }).get('/v1/axes')).rejects.toMatchObject({
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
    const api = createApi({ onEnded, base })
    await expect(api.get('/v1/fits')).rejects.toMatchObject({ status: 403 })
    expect(onEnded).not.toHaveBeenCalled()
    status = 401
    await expect(api.get('/v1/fits')).rejects.toMatchObject({ status: 401 })
    expect(onEnded).toHaveBeenCalledExactlyOnceWith('This session has ended.')
  })

  it('says so when an error carries no words', async () => {
    const base = await serve((_, response) => response.writeHead(502).end('<html>Bad gateway</html>'))
    await expect(createApi({ base }).get('/v1/axes')).rejects.toMatchObject({
      status: 502,
      message: 'The server answered 502 Bad Gateway.',
    })
  })

  it('says so when the answer is not JSON', async () => {
    const base = await serve((_, response) => response.end('<html></html>'))
    await expect(createApi({ base }).get('/v1/axes')).rejects.toMatchObject({ kind: 'interrupted' })
  })

  it('says so when nobody answers', async () => {
    const base = await serve(() => {})
    const server = servers.pop()!
    await new Promise((resolve) => server.close(resolve))
    await expect(createApi({ base }).get('/v1/axes')).rejects.toMatchObject({ kind: 'unreachable', status: null })
  })

  it('streams an answer, and lets an abort through', async () => {
    const base = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write('data: {"id":"chatcmpl_1","choices":[]}\n\n')
    })
    const abort = new AbortController()
    const request = { model: 'm', messages: [{ role: 'user' as const, content: 'Hi' }] }
    const chunks = streamChat(createApi({ base }), request, abort.signal)
    expect((await chunks.next()).value).toMatchObject({ id: 'chatcmpl_1' })
    abort.abort()
    await expect(chunks.next()).rejects.toMatchObject({ name: 'AbortError' })
  })
})
