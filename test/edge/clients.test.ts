/** What clients of other habits send: packed bodies, the key in another header, requests out of web pages elsewhere. */
import { exports } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { TOY_MODEL } from '../support/fake-worker.ts'
import { type Any, fakeFleet, newProject, ORIGIN } from './harness.ts'

const fleet = fakeFleet()
let client: Awaited<ReturnType<typeof newProject>>
beforeEach(async () => {
  client = await newProject()
})

const CHAT = '/v1/chat/completions'
const hello = JSON.stringify({ model: TOY_MODEL, messages: [{ role: 'user', content: 'Grüße!' }] })
const json = { 'content-type': 'application/json' }

async function packed(text: string, format: 'gzip' | 'deflate' | 'deflate-raw'): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream(format))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

describe('a packed body', () => {
  const post = (body: BodyInit, coding: string) =>
    client.raw('POST', CHAT, { body, headers: { ...json, 'content-encoding': coding } })

  it.each([
    ['gzip', 'gzip'],
    ['GZIP', 'gzip'],
    ['x-gzip', 'gzip'],
    ['deflate', 'deflate'],
  ] as const)('is unpacked: %s', async (coding, format) => {
    const response = await post(await packed(hello, format), coding)
    expect(response.status).toBe(200)
    await response.text()
    const asked = [...fleet.a.generations.values(), ...fleet.b.generations.values()]
    expect(asked.map(({ request }) => request.messages[0]!.content)).toEqual(['Grüße!'])
  })

  it('named as it is, is taken as it is', async () => {
    const response = await post(hello, 'identity')
    expect(response.status).toBe(200)
    await response.text()
  })

  it.each(['br', 'zstd', 'gzip, gzip'])('of another kind is refused by name: %s', async (coding) => {
    const response = await post(hello, coding)
    expect(response.status).toBe(415)
    const { error } = await response.json<Any>()
    expect(error.code).toBe('unsupported_content_encoding')
    expect(error.message).toMatch(new RegExp(`'${coding}'.*gzip or deflate`))
  })

  it('that is broken off, or is none, is refused', async () => {
    const whole = await packed(hello, 'gzip')
    for (const body of [whole.slice(0, -9), new TextEncoder().encode(hello)]) {
      const response = await post(body, 'gzip')
      expect(response.status).toBe(400)
      expect((await response.json<Any>()).error).toMatchObject({
        code: 'malformed_body',
        type: 'invalid_request_error',
      })
    }
  })

  it('that unfolds to more than fits is given up where it does', async () => {
    const bomb = await packed(' '.repeat(64 * 2 ** 20), 'gzip')
    expect(bomb.length).toBeLessThan(100_000)
    const response = await post(bomb, 'gzip')
    expect(response.status).toBe(413)
    expect((await response.json<Any>()).error).toMatchObject({ code: 'body_too_large', max: 2 ** 20 })
  })
})

describe('a key in x-api-key', () => {
  const get = (headers: Record<string, string>) => exports.default.fetch(`${ORIGIN}/v1/models`, { headers })

  it('opens what it opens elsewhere', async () => {
    for (const headers of [
      { 'x-api-key': client.key },
      { 'x-api-key': ` ${client.key} ` },
      { 'x-api-key': client.key, authorization: 'Basic bm86bm8=' },
      { 'x-api-key': 'sk-attune-none', authorization: `Bearer ${client.key}` },
    ] as Record<string, string>[]) {
      const response = await get(headers)
      expect(response.status).toBe(200)
      await response.text()
    }
  })

  it('that is not valid opens nothing', async () => {
    const codes = await Promise.all(
      [{ 'x-api-key': `sk-attune-${'0'.repeat(52)}` }, { 'x-api-key': '' }, {}].map(async (headers) => {
        const response = await get(headers as Record<string, string>)
        expect(response.status).toBe(401)
        return (await response.json<Any>()).error
      }),
    )
    expect(codes.map(({ code }) => code)).toEqual(['invalid_api_key', 'missing_api_key', 'missing_api_key'])
    expect(codes[2].message).toMatch(/Authorization: Bearer .* x-api-key/)
  })

  it('is described', async () => {
    const { components, paths } = await (await exports.default.fetch(`${ORIGIN}/openapi.json`)).json<Any>()
    expect(components.securitySchemes.xApiKey).toMatchObject({ type: 'apiKey', in: 'header', name: 'x-api-key' })
    expect(paths[CHAT].post.security).toEqual(expect.arrayContaining([{ apiKey: ['chat'] }, { xApiKey: [] }]))
  })
})

describe('a web page elsewhere', () => {
  const PAGE = 'https://app.example.com'
  const preflight = (origin: string, path = CHAT) =>
    exports.default.fetch(ORIGIN + path, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,x-stainless-os',
      },
    })
  const allow = (...origins: string[]) => client.patch('/v1/project', { origins })
  const chatFrom = (origin: string, key = client.key) =>
    exports.default.fetch(ORIGIN + CHAT, {
      method: 'POST',
      body: hello,
      headers: { ...json, origin, authorization: `Bearer ${key}` },
    })
  const allowed = (response: Response) => response.headers.get('access-control-allow-origin')

  it('is let in once its project names its origin, and out when it no longer does', async () => {
    expect((await preflight(PAGE)).status).toBe(403)
    const named = await allow(PAGE, 'http://localhost:3000', PAGE)
    expect([named.status, named.body.origins]).toEqual([200, ['http://localhost:3000', PAGE]])
    const granted = await preflight(PAGE)
    expect(granted.status).toBe(204)
    expect(Object.fromEntries(granted.headers)).toMatchObject({
      'access-control-allow-origin': PAGE,
      'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
      'access-control-allow-headers': 'authorization,content-type,x-stainless-os',
      'access-control-max-age': '600',
      vary: 'Origin, Access-Control-Request-Headers',
    })
    const answer = await chatFrom(PAGE)
    expect([answer.status, allowed(answer)]).toEqual([200, PAGE])
    expect(answer.headers.get('access-control-expose-headers')).toContain('x-attune-generation')
    expect(answer.headers.get('vary')).toContain('Origin')
    await answer.text()
    expect((await client.get('/v1/project')).body.origins).toEqual(['http://localhost:3000', PAGE])
    expect((await allow()).body.origins).toEqual([])
    const refused = await preflight(PAGE)
    expect([refused.status, allowed(refused)]).toEqual([403, null])
    expect((await refused.json<Any>()).error).toMatchObject({
      code: 'origin_not_allowed',
      message: expect.stringMatching(/app\.example\.com.*PATCH \/v1\/project/),
    })
  })

  it('reads the answers of its own project only', async () => {
    const other = await newProject()
    await other.patch('/v1/project', { origins: [PAGE] })
    // The preflight cannot tell whose key will come.
    expect((await preflight(PAGE)).status).toBe(204)
    const [own, foreign] = [await chatFrom(PAGE, other.key), await chatFrom(PAGE)]
    expect([own.status, allowed(own)]).toEqual([200, PAGE])
    expect([foreign.status, allowed(foreign)]).toEqual([200, null])
    await Promise.all([own.text(), foreign.text()])
  })

  it('reads what was wrong, also without a key or at a wrong address', async () => {
    await allow(PAGE)
    for (const path of ['/v1/models', '/models']) {
      const response = await exports.default.fetch(ORIGIN + path, { headers: { origin: PAGE } })
      expect([response.status >= 400, allowed(response)]).toEqual([true, PAGE])
      await response.text()
    }
    expect((await preflight(PAGE, '/chat/completions')).status).toBe(204)
  })

  it('of the edge itself needs none of it', async () => {
    const answer = await chatFrom(ORIGIN)
    expect([answer.status, allowed(answer)]).toEqual([200, null])
    await answer.text()
  })

  it.each([
    'https://app.example.com/',
    'https://app.example.com/path',
    'https://App.example.com',
    'https://app.example.com:443',
    'app.example.com',
    'null',
    '*',
    'https://*.example.com',
    'javascript:alert(1)',
  ])('of no origin is refused by name: %s', async (origin) => {
    const { status, body } = await allow('https://fine.example.com', origin)
    expect([status, body.error.param]).toEqual([400, 'origins.1'])
    expect(body.error.message).toContain('https://app.example.com or http://localhost:3000')
  })

  it.each(['http://localhost:3000', 'https://[::1]:8080', 'capacitor://localhost', 'chrome-extension://abcdef'])(
    'may be of %s',
    async (origin) => {
      expect((await allow(origin)).body.origins).toEqual([origin])
      const answer = await chatFrom(origin)
      expect(allowed(answer)).toBe(origin)
      await answer.text()
    },
  )

  it('of another project cannot be named by it away', async () => {
    const other = await newProject()
    await allow(PAGE)
    await other.patch('/v1/project', { origins: [] })
    expect((await client.get('/v1/project')).body.origins).toEqual([PAGE])
  })
})
