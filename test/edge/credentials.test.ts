/**
 * Every kind of credential against every route that the API describes. What a route is open to stands in its description,
 * made by its very guard; that the description names every route with its scope, app.test.ts sees to.
 */
import { env, exports } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Scope } from '../../schema/tables.ts'
import { type Any, Client, fakeFleet, newProject, ORIGIN, SCOPES } from './harness.ts'

fakeFleet()

type Route = { method: string; path: string; scope: Scope | null; own: boolean; open: boolean }

let routes: Route[]
const holders = new Map<Scope, Client>()
let expired: Client
let userToken: Client
let cookie: string

beforeAll(async () => {
  const document = await (await exports.default.fetch(`${ORIGIN}/openapi.json`)).json<Any>()
  routes = Object.entries<Any>(document.paths).flatMap(([path, methods]) =>
    Object.entries<Any>(methods).map(([method, { security }]) => ({
      method: method.toUpperCase(),
      path: path.replaceAll(/\{\w+\}/g, 'none'),
      scope: security.flatMap((one: Any) => one.apiKey ?? [])[0] ?? null,
      own: security.some((one: Any) => one.userToken),
      open: security.length === 0,
    })),
  )
  const admin = await newProject()
  for (const scope of SCOPES) holders.set(scope, await admin.withScopes(scope))
  const { body: late } = await admin.post('/v1/keys', { name: 'late', scopes: [...SCOPES] })
  await env.DB.prepare('update api_keys set expires = 1 where id = ?').bind(late.id).run()
  expired = new Client(late.secret)
  userToken = new Client((await admin.post('/v1/user_tokens', { user: 'none' })).body.token)
  const signedIn = await exports.default.fetch(`${ORIGIN}/v1/sessions`, {
    method: 'POST',
    body: JSON.stringify({ key: admin.key }),
    headers: { 'content-type': 'application/json' },
  })
  cookie = signedIn.headers.get('set-cookie')!.split(';')[0]!
})

/** A route with a scope, each. */
const guarded = () => routes.filter(({ scope }) => scope !== null)

async function outcome(method: string, path: string, headers: Record<string, string>) {
  const response = await exports.default.fetch(ORIGIN + path, { method, headers })
  const { error } = (await response.json().catch(() => ({}))) as Any
  return { status: response.status, code: error?.code ?? null }
}
const by = ({ key }: Client) => ({ authorization: `Bearer ${key}` })

describe('of the routes', () => {
  it('those open to all are few, and known', () => {
    expect(routes.filter(({ open }) => open).map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /v1/sessions',
      'POST /v1/invitations/accept',
      'GET /health',
    ])
    expect(guarded().length).toBeGreaterThan(40)
  })

  it('all others refuse who shows nothing, or what opens nothing any more', async () => {
    for (const { method, path } of routes.filter(({ open }) => !open)) {
      expect([method, path, await outcome(method, path, {})]).toMatchObject([method, path, { status: 401 }])
      expect([method, path, await outcome(method, path, by(expired))]).toEqual([
        method,
        path,
        { status: 401, code: 'invalid_api_key' },
      ])
    }
  })

  it.each(SCOPES)('those of other scopes refuse a key with %s', async (scope) => {
    const holder = holders.get(scope)!
    for (const route of guarded().filter((one) => one.scope !== scope)) {
      const { method, path } = route
      expect([method, path, await outcome(method, path, by(holder))]).toEqual([
        method,
        path,
        { status: 403, code: 'insufficient_scope' },
      ])
    }
  })

  it('those that are the user’s own let their token pass, all others refuse it', async () => {
    for (const { method, path, own } of guarded()) {
      const { status, code } = await outcome(method, path, by(userToken))
      expect([method, path, own ? ![401, 403].includes(status) : code]).toEqual([
        method,
        path,
        own ? true : 'insufficient_scope',
      ])
    }
  })

  it('those that change something refuse a session without its token, all others take it', async () => {
    const headers = { cookie, origin: ORIGIN }
    for (const { method, path } of routes.filter(({ open }) => !open)) {
      const { status, code } = await outcome(method, path, headers)
      if (method === 'GET') expect([path, [401, 403].includes(status)]).toEqual([path, false])
      else expect([method, path, status, code]).toEqual([method, path, 403, 'csrf_refused'])
    }
  })

  it('of its own scope, each lets a key pass', async () => {
    // Those that end what the others need come last.
    const ends = ({ path, method }: Route) => method === 'DELETE' && path === '/v1/project'
    for (const { method, path, scope } of guarded().filter((route) => !ends(route))) {
      const { status } = await outcome(method, path, by(holders.get(scope!)!))
      expect([method, path, [401, 403].includes(status)]).toEqual([method, path, false])
    }
  })
})
