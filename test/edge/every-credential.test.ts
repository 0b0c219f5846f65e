/**
 * What those reach who are held to one user, route by route: a key for Ada alone, with all scopes that such a key may have,
 * and Ada's own token. Every route of the API's description has its row here; one that has none is refused by this test
 * until somebody has thought about it. What scopes open, credentials.test.ts sees to.
 */
import { env, exports } from 'cloudflare:workers'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { TOY_MODEL } from '../support/fake-worker.ts'
import { type Any, Client, fakeFleet, newProject, ORIGIN } from './harness.ts'

/**
 * `own`: Ada's, and as if there were nothing, or 403, where it is Leo's. `shared`: it says what is the project's, the same to
 * all. `closed`: 403. `anybody`: who shows nothing as well.
 */
type Reach = 'own' | 'shared' | 'closed' | 'anybody'

/** By route: of the key for Ada, and of her token. */
const REACH: Record<string, [key: Reach, token: Reach]> = {
  'POST /v1/chat/completions': ['own', 'own'],
  'GET /v1/chat/completions/{id}': ['own', 'own'],
  'DELETE /v1/chat/completions/{id}': ['own', 'own'],
  'POST /v1/responses': ['own', 'own'],
  'GET /v1/responses/{id}': ['own', 'own'],
  'DELETE /v1/responses/{id}': ['own', 'own'],
  'POST /v1/responses/{id}/cancel': ['own', 'own'],
  'GET /v1/responses/{id}/input_items': ['own', 'own'],
  'POST /v1/completions': ['own', 'own'],
  'POST /v1/comparisons': ['own', 'own'],
  'POST /v1/feedback': ['own', 'own'],
  'GET /v1/feedback': ['own', 'own'],
  'DELETE /v1/feedback/{id}': ['own', 'own'],
  'POST /v1/embeddings': ['own', 'own'],
  'GET /v1/generations/{id}': ['own', 'own'],
  'PATCH /v1/generations/{id}': ['own', 'own'],
  'DELETE /v1/generations/{id}': ['own', 'own'],
  'GET /v1/profiles/{user}': ['own', 'own'],
  'PUT /v1/profiles/{user}': ['own', 'own'],
  'PATCH /v1/profiles/{user}': ['own', 'own'],
  'DELETE /v1/profiles/{user}': ['own', 'own'],
  'GET /v1/profiles/{user}/explanation': ['own', 'own'],
  'POST /v1/profiles/{user}/reset': ['own', 'own'],
  'POST /v1/profiles/{user}/texts': ['own', 'own'],
  'POST /v1/profiles/{user}/private-axis': ['own', 'own'],
  'GET /v1/profiles/{user}/private-axis': ['own', 'own'],
  'DELETE /v1/profiles/{user}/private-axis': ['own', 'own'],
  'GET /v1/users/{user}/export': ['own', 'own'],
  'DELETE /v1/users/{user}': ['own', 'own'],
  'POST /v1/profiles/bulk': ['own', 'closed'],
  'POST /v1/user_tokens': ['own', 'closed'],
  'DELETE /v1/user_tokens/{user}': ['own', 'closed'],
  'GET /v1/profiles': ['shared', 'closed'],
  'GET /v1/default-profile': ['shared', 'closed'],
  'GET /v1/population': ['shared', 'closed'],
  'PUT /v1/default-profile': ['closed', 'closed'],
  'GET /v1/models': ['shared', 'closed'],
  'GET /v1/models/{id}': ['shared', 'closed'],
  'GET /v1/axes': ['shared', 'closed'],
  'POST /v1/axes': ['closed', 'closed'],
  'GET /v1/axes/{axis}': ['shared', 'closed'],
  'PATCH /v1/axes/{axis}': ['closed', 'closed'],
  'DELETE /v1/axes/{axis}': ['closed', 'closed'],
  'PUT /v1/axes/{axis}/refit': ['closed', 'closed'],
  'DELETE /v1/axes/{axis}/refit': ['closed', 'closed'],
  'POST /v1/axes/{axis}/experiments': ['closed', 'closed'],
  'GET /v1/axes/{axis}/experiments': ['closed', 'closed'],
  'GET /v1/axes/{axis}/experiments/{id}': ['closed', 'closed'],
  'POST /v1/axes/{axis}/experiments/{id}/stop': ['closed', 'closed'],
  'POST /v1/axes/{axis}/experiments/{id}/promote': ['closed', 'closed'],
  'POST /v1/axes/{axis}/activate': ['closed', 'closed'],
  'POST /v1/axes/{axis}/restore': ['closed', 'closed'],
  'DELETE /v1/axes/{axis}/directions/{version}': ['closed', 'closed'],
  'GET /v1/axes/{axis}/directions': ['shared', 'closed'],
  'POST /v1/axes/{axis}/directions': ['closed', 'closed'],
  'GET /v1/axes/{axis}/directions/{version}/file': ['closed', 'closed'],
  'POST /v1/fits': ['closed', 'closed'],
  'GET /v1/fits': ['closed', 'closed'],
  'GET /v1/fits/{id}': ['closed', 'closed'],
  'DELETE /v1/fits/{id}': ['closed', 'closed'],
  'GET /v1/fits/{id}/events': ['closed', 'closed'],
  'GET /v1/keys': ['shared', 'closed'],
  'GET /v1/keys/{id}': ['shared', 'closed'],
  'POST /v1/keys': ['closed', 'closed'],
  'PATCH /v1/keys/{id}': ['closed', 'closed'],
  'DELETE /v1/keys/{id}': ['closed', 'closed'],
  'POST /v1/keys/{id}/rotate': ['closed', 'closed'],
  'POST /v1/sessions': ['anybody', 'anybody'],
  'GET /v1/sessions': ['shared', 'closed'],
  'GET /v1/sessions/current': ['closed', 'closed'],
  'DELETE /v1/sessions/current': ['closed', 'closed'],
  'DELETE /v1/sessions/{id}': ['closed', 'closed'],
  'GET /v1/issuers': ['closed', 'closed'],
  'POST /v1/issuers': ['closed', 'closed'],
  'DELETE /v1/issuers/{id}': ['closed', 'closed'],
  'GET /v1/members': ['closed', 'closed'],
  'GET /v1/members/{id}': ['closed', 'closed'],
  'PATCH /v1/members/{id}': ['closed', 'closed'],
  'DELETE /v1/members/{id}': ['closed', 'closed'],
  'POST /v1/members/invitations': ['closed', 'closed'],
  'GET /v1/members/invitations': ['closed', 'closed'],
  'DELETE /v1/members/invitations/{id}': ['closed', 'closed'],
  'POST /v1/invitations/accept': ['anybody', 'anybody'],
  'GET /v1/project': ['shared', 'closed'],
  'PATCH /v1/project': ['closed', 'closed'],
  'DELETE /v1/project': ['closed', 'closed'],
  'GET /v1/project/export': ['closed', 'closed'],
  'GET /v1/projects': ['shared', 'closed'],
  'GET /v1/limits': ['closed', 'closed'],
  'PUT /v1/limits': ['closed', 'closed'],
  'GET /v1/usage': ['closed', 'closed'],
  'GET /v1/audit': ['closed', 'closed'],
  'GET /v1/webhooks': ['closed', 'closed'],
  'POST /v1/webhooks': ['closed', 'closed'],
  'GET /v1/webhooks/{id}': ['closed', 'closed'],
  'PATCH /v1/webhooks/{id}': ['closed', 'closed'],
  'DELETE /v1/webhooks/{id}': ['closed', 'closed'],
  'POST /v1/webhooks/{id}/rotate': ['closed', 'closed'],
  'POST /v1/webhooks/{id}/test': ['closed', 'closed'],
  'GET /v1/webhooks/{id}/deliveries': ['closed', 'closed'],
  'POST /v1/webhooks/{id}/deliveries/{delivery}/redeliver': ['closed', 'closed'],
  'GET /v1/workers': ['closed', 'closed'],
  'GET /health': ['anybody', 'anybody'],
}

/** All tables are read about every route. */
const MANY_REQUESTS_MS = 30_000

fakeFleet()
let routes: string[]
let admin: Awaited<ReturnType<typeof newProject>>
/** The same two, in the order of the rows. */
let held: [key: Client, token: Client]

beforeAll(async () => {
  const { paths } = await (await exports.default.fetch(`${ORIGIN}/openapi.json`)).json<Any>()
  routes = Object.entries<Any>(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
})
beforeEach(async () => {
  admin = await newProject()
  await admin.steerable('formal')
  const wanted = { name: 'held', scopes: ['chat', 'profiles', 'keys'], users: ['ada'] }
  const { body: made } = await admin.post('/v1/keys', wanted)
  const { body: minted } = await admin.post('/v1/user_tokens', { user: 'ada' })
  held = [new Client(made.secret), new Client(minted.token)]
})

const messages = [{ role: 'user', content: 'Hi' }]
const CHAT = { model: TOY_MODEL, messages }
const RESPONSE = { model: TOY_MODEL, input: 'Hi' }
const STRENGTHS = { strengths: { formal: 0.5 } }
const LIKED = { type: 'adjust', axis: 'formal', value: 'more' }
const TEXTS = Array.from({ length: 8 }, (_, n) => `Text ${n} that somebody wrote one formal day about the sea.`)
const WRITTEN = 'This is what somebody wrote one day about the sea.'

const chatOf = async (user: string, fields: object = {}): Promise<string> =>
  (await admin.post('/v1/chat/completions', { ...CHAT, user, ...fields })).body.id
const responseOf = async (user: string): Promise<string> =>
  (await admin.post('/v1/responses', { ...RESPONSE, user })).body.id

const signalOf = async (user: string): Promise<string> => (await admin.post('/v1/feedback', { ...LIKED, user })).body.id

/** Of routes that are somebody's own: their address and body, where it is this user's. */
const OWN: Record<string, (user: string) => Promise<[path: string, body?: object]>> = {
  'POST /v1/chat/completions': async (user) => ['/v1/chat/completions', { ...CHAT, user }],
  'POST /v1/responses': async (user) => ['/v1/responses', { ...RESPONSE, user }],
  'POST /v1/completions': async (user) => ['/v1/completions', { model: TOY_MODEL, prompt: ['a', 'b'], user }],
  'POST /v1/comparisons': async (user) => ['/v1/comparisons', { ...CHAT, user }],
  'POST /v1/feedback': async (user) => ['/v1/feedback', { ...LIKED, user }],
  'GET /v1/feedback': async (user) => [`/v1/feedback?user=${user}`],
  'DELETE /v1/feedback/{id}': async (user) => [`/v1/feedback/${await signalOf(user)}`],
  'POST /v1/embeddings': async (user) => ['/v1/embeddings', { model: TOY_MODEL, input: 'a', user }],
  'GET /v1/profiles/{user}/explanation': async (user) => [`/v1/profiles/${user}/explanation`],
  'POST /v1/profiles/{user}/reset': async (user) => [`/v1/profiles/${user}/reset`, {}],
  'GET /v1/users/{user}/export': async (user) => [`/v1/users/${user}/export`],
  'DELETE /v1/users/{user}': async (user) => [`/v1/users/${user}`],
  'POST /v1/profiles/bulk': async (user) => ['/v1/profiles/bulk', { profiles: [{ user, mode: 'delete' }] }],
  'POST /v1/user_tokens': async (user) => ['/v1/user_tokens', { user }],
  'DELETE /v1/user_tokens/{user}': async (user) => [`/v1/user_tokens/${user}`],
  'POST /v1/responses/{id}/cancel': async (user) => [`/v1/responses/${await responseOf(user)}/cancel`],
  'GET /v1/responses/{id}/input_items': async (user) => [`/v1/responses/${await responseOf(user)}/input_items`],
  'PATCH /v1/generations/{id}': async (user) => [`/v1/generations/${await chatOf(user)}`, STRENGTHS],
  'PUT /v1/profiles/{user}': async (user) => [`/v1/profiles/${user}`, STRENGTHS],
  'PATCH /v1/profiles/{user}': async (user) => [`/v1/profiles/${user}`, STRENGTHS],
  'POST /v1/profiles/{user}/texts': async (user) => [`/v1/profiles/${user}/texts`, { texts: [WRITTEN] }],
  'POST /v1/profiles/{user}/private-axis': async (user) => [`/v1/profiles/${user}/private-axis`, { texts: TEXTS }],
  'GET /v1/profiles/{user}/private-axis': async (user) => {
    await admin.post(`/v1/profiles/${user}/private-axis`, { texts: TEXTS })
    return [`/v1/profiles/${user}/private-axis`]
  },
  'DELETE /v1/profiles/{user}/private-axis': async (user) => [`/v1/profiles/${user}/private-axis`],
  ...Object.fromEntries(
    ['GET', 'DELETE'].flatMap((method) => [
      [
        `${method} /v1/chat/completions/{id}`,
        ofId('/v1/chat/completions', (user) => chatOf(user, { background: true })),
      ],
      [`${method} /v1/responses/{id}`, ofId('/v1/responses', responseOf)],
      [`${method} /v1/generations/{id}`, ofId('/v1/generations', chatOf)],
      [`${method} /v1/profiles/{user}`, ofId('/v1/profiles', async (user) => user)],
    ]),
  ),
}

function ofId(path: string, idOf: (user: string) => Promise<string>) {
  return async (user: string): Promise<[path: string]> => [`${path}/${await idOf(user)}`]
}

/** Where a route's guard looks at more than the scope: what would reach too far, if it were let. */
const TOO_FAR: Record<string, () => Promise<[path: string, body?: object]>> = {
  'POST /v1/keys': async () => ['/v1/keys', { name: 'wider', scopes: ['chat'] }],
  'DELETE /v1/keys/{id}': async () => [`/v1/keys/${await firstKey()}`],
  'POST /v1/keys/{id}/rotate': async () => [`/v1/keys/${await firstKey()}/rotate`, {}],
  'PATCH /v1/keys/{id}': async () => [`/v1/keys/${await firstKey()}`, { limits: null }],
  'DELETE /v1/sessions/{id}': async () => [`/v1/sessions/${await session()}`],
  'PATCH /v1/project': async () => ['/v1/project', { name: 'taken over' }],
  'PUT /v1/default-profile': async () => ['/v1/default-profile', STRENGTHS],
}

const firstKey = async (): Promise<string> => (await admin.get('/v1/keys')).body.data.at(-1).id
const session = async (): Promise<string> => (await admin.post('/v1/sessions', { key: admin.key })).body.id

const plain = (route: string) => {
  const path = route.split(' ')[1]!
  return path.replace('{axis}', 'formal').replace('{version}', '1').replace('models/{id}', `models/${TOY_MODEL}`)
}
const methodOf = (route: string) => route.split(' ')[0]!

describe.each<[string, 0 | 1]>([
  ['a key for Ada alone', 0],
  ['the token of Ada', 1],
])('%s', (_, which) => {
  const those = (reach: Reach) => Object.entries(REACH).flatMap(([route, of]) => (of[which] === reach ? [route] : []))

  it('has a row for every route, and none for what is no route', () => {
    expect(Object.keys(REACH).sort()).toEqual([...routes].sort())
    expect(those('own').filter((route) => !OWN[route])).toEqual([])
  })

  it.each(those('own'))('reaches by %s what is Ada’s, and nothing of Leo’s', async (route) => {
    const asks = held[which]
    const [leos, theirs] = await OWN[route]!('leo')
    const refused = await asks.ask(methodOf(route), leos, theirs)
    const isHidden = ['_a_', '_b_', 'sig_'].some((part) => leos.includes(part))
    const [code, status] = isHidden ? [/_not_found$/, 404] : [/^other_user$/, 403]
    // Of many in one call, each is refused by itself.
    const item = route.endsWith('/bulk') ? refused.body.data[0] : null
    const said = item ? [item.status, item.error.code] : [refused.status, refused.body?.error.code]
    expect(said).toEqual([item ? 'refused' : status, expect.stringMatching(code)])
    const [adas, hers] = await OWN[route]!('ada')
    expect((await asks.ask(methodOf(route), adas, hers)).status).toBeLessThan(300)
  })

  it('reads what is the same for all', async () => {
    for (const route of those('shared')) {
      expect([route, methodOf(route)]).toEqual([route, 'GET'])
      const path = plain(route).replace('{id}', await firstKey())
      expect([route, (await held[which].get(path)).status]).toEqual([route, 200])
    }
  })

  it(
    'is refused all else, and changes nothing by it',
    async () => {
      const tables = ['api_keys', 'sessions', 'projects', 'profiles', 'profile_strengths', 'axes']
      const rowsOf = async (table: string) => {
        const { results } = await env.DB.prepare(`select * from ${table}`).all()
        return results.map(({ last_used: _, ...row }) => row)
      }
      const rows = () => Promise.all(tables.map(rowsOf))
      for (const route of those('closed')) {
        const [path, body] = (await TOO_FAR[route]?.()) ?? [plain(route)]
        const before = await rows()
        const answer = await held[which].ask(methodOf(route), path, body)
        expect([route, answer.status]).toEqual([route, 403])
        expect([route, await rows()]).toEqual([route, before])
      }
    },
    MANY_REQUESTS_MS,
  )

  it('goes on from no answer of Leo’s', async () => {
    const { status, body } = await held[which].post('/v1/responses', {
      ...RESPONSE,
      user: 'ada',
      previous_response_id: await responseOf('leo'),
    })
    expect([status, body.error.code]).toEqual([400, 'previous_response_not_found'])
  })
})

describe('what opened something once', () => {
  const chatKey = async () => (await admin.post('/v1/keys', { name: 'chat', scopes: ['chat'] })).body
  const mint = async (by: Client) => (await by.post('/v1/user_tokens', { user: 'ada' })).body.token
  const join = async () => {
    const { body } = await admin.post('/v1/members/invitations', { email: 'mia@example.com', role: 'owner' })
    return (await admin.post('/v1/invitations/accept', { token: body.token, name: 'Mia' })).body
  }

  /** How each is made, and how it ends: what is sent then. */
  const ended: Record<string, () => Promise<string>> = {
    'a revoked key': async () => {
      const { id, secret } = await chatKey()
      await admin.delete(`/v1/keys/${id}`)
      return secret
    },
    'a key that was rotated, without an overlap': async () => {
      const { id, secret } = await chatKey()
      await admin.post(`/v1/keys/${id}/rotate`, { overlap_seconds: 0 })
      return secret
    },
    'the key of a member who is none any more': async () => {
      const { member, key } = await join()
      await env.DB.prepare("insert into members values ('mem_x', ?, 'x@example.com', 'X', 'owner', 1)")
        .bind(admin.project)
        .run()
      await admin.delete(`/v1/members/${member.id}`)
      return key.secret
    },
    'a token whose user’s were revoked': async () => {
      const token = await mint(admin)
      await admin.delete('/v1/user_tokens/ada')
      return token
    },
    'a token of a revoked key': async () => {
      const { id, secret } = await chatKey()
      const token = await mint(new Client(secret))
      await admin.delete(`/v1/keys/${id}`)
      return token
    },
    'a key of a deleted project': async () => {
      await admin.ask('DELETE', '/v1/project', { confirm: 'a project' })
      return admin.key
    },
  }

  it.each(Object.keys(ended))('%s: opens no route', async (kind) => {
    const asks = new Client(await ended[kind]!())
    for (const route of Object.keys(REACH).filter((one) => REACH[one]![0] !== 'anybody')) {
      expect([route, (await asks.ask(methodOf(route), plain(route))).status]).toEqual([route, 401])
    }
  })

  it('the key of a project that was deleted elsewhere a moment ago reads nothing, and breaks nothing', async () => {
    expect((await admin.get('/v1/project')).status).toBe(200)
    await env.DB.prepare('delete from projects where id = ?').bind(admin.project).run()
    for (const route of Object.keys(REACH).filter((one) => methodOf(one) === 'GET' && REACH[one]![0] !== 'anybody')) {
      const { status } = await admin.get(plain(route))
      expect([route, status, status < 500]).toEqual([route, status, true])
    }
  })
})
