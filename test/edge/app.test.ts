/** What holds for every route: errors, health, models, configuration, the API's description. */
import { env, exports } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { TOY_MODEL } from '../support/fake-worker.ts'
import { type Any, fakeFleet, fetchWith, newProject, ORIGIN } from './harness.ts'

const fleet = fakeFleet()
const get = (path: string) => exports.default.fetch(ORIGIN + path)

async function getWith(settings: Partial<typeof env>, path: string): Promise<{ status: number; body: Any }> {
  const response = await fetchWith({ ...env, ...settings }, new Request(ORIGIN + path))
  return { status: response.status, body: await response.json() }
}

describe('what does not exist', () => {
  it.each(['/v1/nothing', '/v1/chat/completions', '/internal/nothing'])('%s', async (path) => {
    const response = await get(path)
    expect(response.status).toBe(404)
    expect(response.headers.get('x-request-id')).toMatch(/^req_/)
    expect(await response.json()).toEqual({
      error: {
        message: `There is no GET ${path}. GET /docs lists what there is.`,
        type: 'not_found_error',
        param: null,
        code: 'unknown_route',
      },
    })
  })
})

describe('an address that is only written wrongly', () => {
  it.each([
    ['POST', '/chat/completions', 'POST /v1/chat/completions'],
    ['POST', '/v1/v1/chat/completions', 'POST /v1/chat/completions'],
    ['POST', '//v1//chat/completions', 'POST /v1/chat/completions'],
    ['POST', '/v1/chat/completions/', 'POST /v1/chat/completions'],
    ['GET', '/models', 'GET /v1/models'],
    ['GET', '/v1//models', 'GET /v1/models'],
    ['PATCH', '/generations/chatcmpl_a_0', 'PATCH /v1/generations/chatcmpl_a_0'],
  ])('%s %s', async (method, path, right) => {
    const response = await exports.default.fetch(ORIGIN + path, { method })
    expect(response.status).toBe(404)
    const { error } = await response.json<Any>()
    expect(error).toMatchObject({ type: 'not_found_error', code: 'unknown_route' })
    expect(error.message).toBe(`There is no ${method} ${path}. It is ${right}. The API's base URL is ${ORIGIN}/v1.`)
  })

  it('of what is not below /v1', async () => {
    const { error } = await (await get('//health')).json<Any>()
    expect(error.message).toBe('There is no GET //health. It is GET /health.')
  })
})

describe('a screen of the dashboard', () => {
  const page = '<!doctype html><title>Attune</title>'
  /** Whatever is asked of the files, as an edge that is built has them. */
  const asked: string[] = []
  const ASSETS = {
    fetch: async (input: string | URL | Request) => {
      asked.push(String(input))
      return new Response(page, {
        headers: { 'content-type': 'text/html', 'content-security-policy': "default-src 'none'" },
      })
    },
  } as unknown as Fetcher
  const go = (path: string, init: RequestInit = {}, assets = ASSETS) =>
    fetchWith(
      { ...env, ASSETS: assets } as typeof env,
      new Request(ORIGIN + path, { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }, ...init }),
    )

  it.each(['/playground', '/axes/formal', '/users/ada%2Fb', '/users/ada@example.com'])(
    '%s is the page, for a browser that goes there',
    async (path) => {
      const response = await go(path)
      expect(response.status).toBe(200)
      expect(await response.text()).toBe(page)
      expect(response.headers.get('content-security-policy')).toBe("default-src 'none'")
      expect(response.headers.get('x-content-type-options')).toBe('nosniff')
      expect(asked.at(-1)).toBe(`${ORIGIN}/`)
    },
  )

  it('is for nobody else, nor below the API, nor for what is sent', async () => {
    const before = asked.length
    for (const [path, init] of [
      ['/playground', { headers: { accept: '*/*' } }],
      ['/playground', { headers: {} }],
      ['/playground', { method: 'POST' }],
      ['/v1/playground', {}],
      ['/internal/playground', {}],
    ] as const) {
      const response = await go(path, init)
      expect(response.status).toBe(404)
      expect(await response.json()).toMatchObject({ error: { code: 'unknown_route' } })
    }
    expect(asked.length).toBe(before)
  })

  it('is told not to be there where the dashboard is not built', async () => {
    const none = { fetch: async () => new Response(null, { status: 404 }) } as unknown as Fetcher
    expect((await go('/playground', {}, none)).status).toBe(404)
  })
})

describe('every answer', () => {
  it.each([
    ['/v1/axes', 401],
    ['/v1/nothing', 404],
    ['/health', 200],
    ['/docs', 200],
    ['/openapi.json', 200],
  ])('is kept nowhere, and is what it says it is: %s', async (path, status) => {
    const { headers, ...response } = await get(path).then(async (one) => ({
      status: one.status,
      headers: one.headers,
      text: await one.text(),
    }))
    expect(response.status).toBe(status)
    expect([headers.get('cache-control'), headers.get('x-content-type-options')]).toEqual(['no-store', 'nosniff'])
  })

  it('behind a key too, of a worker too', async () => {
    const client = await newProject()
    const asked = [
      await client.get('/v1/keys'),
      await client.post('/v1/axes', {}),
      await client.post('/v1/chat/completions', { model: TOY_MODEL, messages: [{ role: 'user', content: 'Hello' }] }),
    ]
    expect(asked.map(({ status }) => status)).toEqual([200, 400, 200])
    for (const { headers } of asked) {
      expect(headers.get('cache-control')).toMatch(/^no-store/)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
    }
  })
})

describe('what goes wrong inside', () => {
  it('is not told', async () => {
    const client = await newProject()
    const broken = {
      prepare: () => {
        throw new Error('a secret of the inside')
      },
    }
    client.send = (request) => fetchWith({ ...env, DB: broken as never }, request)
    const { status, body } = await client.get('/v1/axes')
    expect(status).toBe(500)
    expect(body).toEqual({
      error: {
        message: 'Something went wrong on our side. Please try again.',
        type: 'server_error',
        param: null,
        code: 'internal_error',
      },
    })
  })
})

describe('health', () => {
  it('shows which workers are ready', async () => {
    fleet.down.add('b')
    const response = await get('/health')
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({
      status: 'ok',
      workers: [
        { tag: 'a', ready: true },
        { tag: 'b', ready: false },
      ],
    })
  })

  it('is 503 while no worker is ready, as no answer can be made then', async () => {
    for (const tag of ['a', 'b'] as const) fleet.down.add(tag)
    const response = await get('/health')
    expect([response.status, await response.json()]).toMatchObject([503, { status: 'no_worker' }])
  })
})

describe('models', () => {
  it('are listed once each, with their card', async () => {
    const client = await newProject()
    const { body } = await client.get('/v1/models')
    expect(body).toMatchObject({ object: 'list', data: [{ id: TOY_MODEL, object: 'model', attune: { layers: 4 } }] })
    expect((await client.get(`/v1/models/${TOY_MODEL}`)).body).toEqual(body.data[0])
  })

  it('that are not served are named, beside those that are', async () => {
    const client = await newProject()
    const { status, body } = await client.get('/v1/models/gpt-9')
    expect(status).toBe(404)
    expect(body.error).toMatchObject({ code: 'model_not_found', param: 'model', available: [TOY_MODEL] })
  })
})

describe('settings', () => {
  const workers = (...list: object[]) => JSON.stringify(list)
  it.each<[string, Partial<typeof env>, RegExp]>([
    ['no secret', { ATTUNE_SECRET: undefined as never }, /ATTUNE_SECRET is not set/],
    ['a short secret', { ATTUNE_SECRET: 'short' }, /has 5 characters; it needs at least 32/],
    ['a short one before it', { ATTUNE_SECRET_OLD: 'short' }, /ATTUNE_SECRET_OLD has 5 characters/],
    ['no workers', { WORKERS: undefined as never }, /WORKERS must be a JSON list.*not JSON/],
    ['no JSON', { WORKERS: 'http://127.0.0.1' }, /not JSON/],
    ['a bad tag', { WORKERS: workers({ tag: 'A 1', url: 'http://a' }) }, /0\.tag/],
    ['a bad url', { WORKERS: workers({ tag: 'a', url: 'worker' }) }, /0\.url/],
    ['a url with a path', { WORKERS: workers({ tag: 'a', url: 'http://a/v1' }) }, /no path/],
    [
      'a tag twice',
      { WORKERS: workers({ tag: 'a', url: 'http://a' }, { tag: 'a', url: 'http://b' }) },
      /every tag differs/,
    ],
  ])('%s', async (_, settings, text) => {
    const { status, body } = await getWith(settings, '/health')
    expect(status).toBe(500)
    expect(body.error).toMatchObject({ code: 'misconfigured', message: expect.stringMatching(text) })
  })
})

describe('the description', () => {
  type Operation = { security: object[]; responses: Record<string, object>; requestBody?: Any; summary: string }
  const load = async () => (await (await get('/openapi.json')).json()) as Any

  it('describes structured output and tools', async () => {
    const { components } = await load()
    const { properties } = components.schemas.ChatCompletionRequest
    const [text, object, schema] = properties.response_format.oneOf
    expect([text, object, schema].map((one) => one.properties.type.enum[0])).toEqual([
      'text',
      'json_object',
      'json_schema',
    ])
    expect(schema.properties.json_schema.required).toEqual(['name', 'schema'])
    expect(JSON.stringify(properties.tools)).toContain('"parameters"')
    expect(JSON.stringify(properties.tool_choice)).toContain('required')
    expect(JSON.stringify(components.schemas.Steering)).toContain('spare')
    expect(JSON.stringify(components.schemas.ChatCompletionChunk)).toContain('tool_calls')
  })

  it('names every route with its scope', async () => {
    const { openapi, paths, components } = await load()
    expect(openapi).toBe('3.1.0')
    expect(components.securitySchemes.apiKey).toMatchObject({ type: 'http', scheme: 'bearer' })
    const lines = Object.entries<Record<string, Operation>>(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { security }]) =>
        `${method.toUpperCase()} ${path} ${security.flatMap((one) => Object.values(one).flat())}`.trim(),
      ),
    )
    expect(lines.sort()).toEqual([
      'DELETE /v1/axes/{axis} axes',
      'DELETE /v1/axes/{axis}/directions/{version} axes',
      'DELETE /v1/axes/{axis}/refit fits',
      'DELETE /v1/chat/completions/{id} chat',
      'DELETE /v1/feedback/{id} profiles',
      'DELETE /v1/fits/{id} fits',
      'DELETE /v1/generations/{id} chat',
      'DELETE /v1/issuers/{id} project',
      'DELETE /v1/keys/{id} keys',
      'DELETE /v1/members/invitations/{id} project',
      'DELETE /v1/members/{id} project',
      'DELETE /v1/profiles/{user} profiles',
      'DELETE /v1/profiles/{user}/private-axis profiles',
      'DELETE /v1/project project',
      'DELETE /v1/responses/{id} chat',
      'DELETE /v1/sessions/current',
      'DELETE /v1/sessions/{id} keys',
      'DELETE /v1/user_tokens/{user} chat',
      'DELETE /v1/users/{user} profiles',
      'DELETE /v1/webhooks/{id} project',
      'GET /health',
      'GET /v1/audit audit',
      'GET /v1/axes chat',
      'GET /v1/axes/{axis} chat',
      'GET /v1/axes/{axis}/directions chat',
      'GET /v1/axes/{axis}/directions/{version}/file axes',
      'GET /v1/axes/{axis}/experiments axes',
      'GET /v1/axes/{axis}/experiments/{id} axes',
      'GET /v1/chat/completions/{id} chat',
      'GET /v1/default-profile profiles',
      'GET /v1/feedback profiles',
      'GET /v1/fits fits',
      'GET /v1/fits/{id} fits',
      'GET /v1/fits/{id}/events fits',
      'GET /v1/generations/{id} chat',
      'GET /v1/issuers project',
      'GET /v1/keys keys',
      'GET /v1/keys/{id} keys',
      'GET /v1/limits project',
      'GET /v1/members project',
      'GET /v1/members/invitations project',
      'GET /v1/members/{id} project',
      'GET /v1/models chat',
      'GET /v1/models/{id} chat',
      'GET /v1/population profiles',
      'GET /v1/profiles profiles',
      'GET /v1/profiles/{user} profiles',
      'GET /v1/profiles/{user}/explanation profiles',
      'GET /v1/profiles/{user}/private-axis profiles',
      'GET /v1/project chat',
      'GET /v1/project/export project',
      'GET /v1/projects chat',
      'GET /v1/responses/{id} chat',
      'GET /v1/responses/{id}/input_items chat',
      'GET /v1/sessions keys',
      'GET /v1/sessions/current',
      'GET /v1/usage usage',
      'GET /v1/users/{user}/export profiles',
      'GET /v1/webhooks project',
      'GET /v1/webhooks/{id} project',
      'GET /v1/webhooks/{id}/deliveries project',
      'GET /v1/workers project',
      'PATCH /v1/axes/{axis} axes',
      'PATCH /v1/generations/{id} chat',
      'PATCH /v1/keys/{id} keys',
      'PATCH /v1/members/{id} project',
      'PATCH /v1/profiles/{user} profiles',
      'PATCH /v1/project keys',
      'PATCH /v1/webhooks/{id} project',
      'POST /v1/axes axes',
      'POST /v1/axes/{axis}/activate axes',
      'POST /v1/axes/{axis}/directions axes',
      'POST /v1/axes/{axis}/experiments axes',
      'POST /v1/axes/{axis}/experiments/{id}/promote axes',
      'POST /v1/axes/{axis}/experiments/{id}/stop axes',
      'POST /v1/axes/{axis}/restore axes',
      'POST /v1/chat/completions chat',
      'POST /v1/comparisons chat',
      'POST /v1/completions chat',
      'POST /v1/embeddings chat',
      'POST /v1/feedback profiles',
      'POST /v1/fits fits',
      'POST /v1/invitations/accept',
      'POST /v1/issuers project',
      'POST /v1/keys keys',
      'POST /v1/keys/{id}/rotate keys',
      'POST /v1/members/invitations project',
      'POST /v1/profiles/bulk profiles',
      'POST /v1/profiles/{user}/private-axis profiles',
      'POST /v1/profiles/{user}/reset profiles',
      'POST /v1/profiles/{user}/texts profiles',
      'POST /v1/responses chat',
      'POST /v1/responses/{id}/cancel chat',
      'POST /v1/sessions',
      'POST /v1/user_tokens chat',
      'POST /v1/webhooks project',
      'POST /v1/webhooks/{id}/deliveries/{delivery}/redeliver project',
      'POST /v1/webhooks/{id}/rotate project',
      'POST /v1/webhooks/{id}/test project',
      'PUT /v1/axes/{axis}/refit fits',
      'PUT /v1/default-profile profiles',
      'PUT /v1/limits project',
      'PUT /v1/profiles/{user} profiles',
    ])
  })

  it('refers to nothing that it does not define', async () => {
    const document = await load()
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)]
    expect(references.length).toBeGreaterThan(20)
    for (const [, name] of references) expect(Object.keys(document.components.schemas)).toContain(name)
  })

  it('says what each route takes and answers', async () => {
    const { paths, components } = await load()
    for (const [path, methods] of Object.entries<Record<string, Operation>>(paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        expect(operation.summary, `${method} ${path}`).toBeTruthy()
        if (path !== '/health') expect(operation.responses).toHaveProperty('401')
        for (const [, name] of path.matchAll(/\{(\w+)\}/g)) {
          expect((operation as Any).parameters).toContainEqual(
            expect.objectContaining({ name, in: 'path', required: true }),
          )
        }
      }
    }
    const request = components.schemas.ChatCompletionRequest
    expect(request.required).toEqual(['model', 'messages'])
    expect(request.properties.user.description).toBe('Whose profile steers the answer.')
    expect(components.schemas.Steering.properties.strengths.example).toMatchObject({ formal: 0.5 })
    expect(paths['/v1/chat/completions'].post.responses['200'].content).toHaveProperty('text/event-stream')
  })

  it('is a page of its own, with nothing from elsewhere', async () => {
    const response = await get('/docs')
    expect(response.headers.get('content-type')).toMatch(/^text\/html/)
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    const html = await response.text()
    expect(html).toContain('<code>/v1/generations/{id}</code>')
    expect(html).not.toMatch(/<script|src=|href="https?:|url\(/)
    expect(html).not.toMatch(/<(script|link|img|iframe)|src=|href="(?!#|\/openapi\.json")/)
    for (const [, target] of html.matchAll(/href="#([^"]+)"/g)) expect(html).toContain(`id="${target}"`)
  })
})
