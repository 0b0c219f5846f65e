/** People: invited, in roles, removed; and those who come through Cloudflare Access. */
import { env } from 'cloudflare:workers'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Any, Client, fetchWith, newAxis, newProject, ORIGIN, SCOPES } from './harness.ts'

let admin: Awaited<ReturnType<typeof newProject>>
beforeEach(async () => {
  admin = await newProject('mine')
})
afterEach(() => {
  vi.restoreAllMocks()
})

const nobody = new Client('')
const accept = (token: string, name = 'Mia') => {
  const init = {
    method: 'POST',
    body: JSON.stringify({ token, name }),
    headers: { 'content-type': 'application/json' },
  }
  return nobody.send(new Request(`${ORIGIN}/v1/invitations/accept`, init))
}

async function join(email: string, role: string): Promise<{ id: string; client: Client; key: string }> {
  const { body } = await admin.post('/v1/members/invitations', { email, role })
  const { member, key } = await (await accept(body.token, email)).json<Any>()
  return { id: member.id, client: new Client(key.secret), key: key.id }
}

const logged = async () => {
  const query = 'select action, target, actor from audit_log where project_id = ? order by rowid'
  return (await env.DB.prepare(query).bind(admin.project).all<Any>()).results
}

describe('an invitation', () => {
  it('makes a member of whoever has its token, with a key of their own', async () => {
    const invited = await admin.post('/v1/members/invitations', { email: 'Mia@Example.com', role: 'editor' })
    expect(invited.status).toBe(201)
    expect(invited.body).toMatchObject({ object: 'invitation', email: 'mia@example.com', role: 'editor' })
    expect(invited.body.expires_at - invited.body.created).toBe(7 * 24 * 3600)
    const { data } = (await admin.get('/v1/members/invitations')).body
    expect(data).toEqual([{ ...invited.body, token: undefined }].map(({ token: _, ...rest }) => rest))
    const response = await accept(invited.body.token)
    expect(response.status).toBe(201)
    const { member, key } = await response.json<Any>()
    expect(member).toMatchObject({ object: 'member', email: 'mia@example.com', name: 'Mia', role: 'editor' })
    expect(key).toMatchObject({ scopes: ['chat', 'profiles', 'axes', 'fits', 'usage'], member: member.id })
    const mia = new Client(key.secret)
    expect((await mia.post('/v1/axes', newAxis('formal'))).status).toBe(201)
    expect((await mia.get('/v1/keys')).status).toBe(403)
    expect((await admin.get('/v1/members')).body.data).toEqual([member])
    expect((await admin.get('/v1/members/invitations')).body.data).toEqual([])
    expect((await logged()).map(({ action }) => action).slice(0, 2)).toEqual(['member.invited', 'member.joined'])
    expect(JSON.parse((await logged())[1]!.actor)).toEqual({ kind: 'member', id: member.id, name: 'mia@example.com' })
  })

  it('opens once, also for two at the same time', async () => {
    const { body } = await admin.post('/v1/members/invitations', { email: 'mia@example.com', role: 'viewer' })
    const both = await Promise.all([accept(body.token), accept(body.token)])
    expect(both.map(({ status }) => status).sort()).toEqual([201, 401])
    expect((await accept(body.token)).status).toBe(401)
    expect((await admin.get('/v1/members')).body.data).toHaveLength(1)
  })

  it('is worth nothing once it is withdrawn, late, followed by another, or made up', async () => {
    const invite = async () =>
      (await admin.post('/v1/members/invitations', { email: 'mia@example.com', role: 'viewer' })).body
    const followed = await invite()
    const withdrawn = await invite()
    expect((await admin.delete(`/v1/members/invitations/${withdrawn.id}`)).status).toBe(204)
    const late = await invite()
    await env.DB.prepare('update invitations set expires = 1 where id = ?').bind(late.id).run()
    const answers = await Promise.all(
      [followed, withdrawn, late, { token: '0'.repeat(52) }].map((one) => accept(one.token)),
    )
    for (const response of answers) {
      expect(response.status).toBe(401)
      expect((await response.json<Any>()).error.code).toBe('invalid_invitation')
    }
    expect((await admin.get('/v1/members')).body.data).toEqual([])
    expect((await admin.delete(`/v1/members/invitations/${withdrawn.id}`)).body.error.code).toBe('invitation_not_found')
  })

  it('is stored as a hash only', async () => {
    const { body } = await admin.post('/v1/members/invitations', { email: 'mia@example.com', role: 'viewer' })
    const { results } = await env.DB.prepare('select * from invitations').all()
    expect(JSON.stringify(results)).not.toContain(body.token)
    expect(JSON.stringify(await logged())).not.toContain(body.token)
  })

  it('is not guessed: tries are counted by address', async () => {
    const guess = () =>
      nobody.send(
        new Request(`${ORIGIN}/v1/invitations/accept`, {
          method: 'POST',
          body: JSON.stringify({ token: crypto.randomUUID(), name: 'x' }),
          headers: { 'content-type': 'application/json', 'cf-connecting-ip': '203.0.113.77' },
        }),
      )
    const statuses: number[] = []
    // A minute that ends in between begins another count.
    while (!statuses.includes(429) && statuses.length < 25) statuses.push((await guess()).status)
    expect(statuses.indexOf(429)).toBeGreaterThanOrEqual(10)
  })

  it('is for nobody who is a member already, and for no role above that of who invites', async () => {
    await join('mia@example.com', 'viewer')
    const again = await admin.post('/v1/members/invitations', { email: 'MIA@example.com', role: 'owner' })
    expect([again.status, again.body.error.code]).toEqual([409, 'member_exists'])
    const some = await admin.withScopes('project', 'chat', 'usage')
    expect((await some.post('/v1/members/invitations', { email: 'a@example.com', role: 'viewer' })).status).toBe(201)
    for (const role of ['editor', 'admin', 'owner']) {
      const { status, body } = await some.post('/v1/members/invitations', { email: 'b@example.com', role })
      expect([status, body.error.code]).toEqual([403, 'insufficient_scope'])
    }
  })

  it.each([
    [{ email: 'mia', role: 'viewer' }, 'email'],
    [{ email: `${'x'.repeat(250)}@a.de`, role: 'viewer' }, 'email'],
    [{ email: 'mia@example.com', role: 'root' }, 'role'],
    [{ role: 'viewer' }, 'email'],
  ])('is not made from %j', async (body, param) => {
    const answer = await admin.post('/v1/members/invitations', body)
    expect([answer.status, answer.body.error.param]).toEqual([400, param])
  })
})

describe('a member', () => {
  it('may what their role may', async () => {
    const may = async (role: string) => {
      const { client } = await join(`${role}@example.com`, role)
      const { body } = await admin.get('/v1/keys')
      expect((await client.get('/v1/project')).status).toBe(200)
      return body.data[0].scopes
    }
    expect(await may('owner')).toEqual([...SCOPES])
    expect(await may('admin')).toEqual(SCOPES.filter((scope) => scope !== 'project'))
    expect(await may('viewer')).toEqual(['chat', 'usage'])
  })

  it('is given another role: keys of their own go along', async () => {
    const { id, client } = await join('mia@example.com', 'viewer')
    expect((await client.get('/v1/keys')).status).toBe(403)
    expect((await admin.patch(`/v1/members/${id}`, { role: 'admin' })).body.role).toBe('admin')
    expect((await client.get('/v1/keys')).status).toBe(200)
    await admin.patch(`/v1/members/${id}`, { role: 'viewer' })
    expect((await client.get('/v1/keys')).status).toBe(403)
    expect((await logged()).at(-1)).toMatchObject({ action: 'member.changed', target: id })
  })

  it('is removed: keys and sessions of their own end, keys that they made stay', async () => {
    const { id, client } = await join('mia@example.com', 'admin')
    const { body: made } = await client.post('/v1/keys', { name: 'backend', scopes: ['chat'] })
    const session = await nobody.send(
      new Request(`${ORIGIN}/v1/sessions`, {
        method: 'POST',
        body: JSON.stringify({ key: client.key }),
        headers: { 'content-type': 'application/json' },
      }),
    )
    const cookie = session.headers.get('set-cookie')!.split(';')[0]!
    const bySession = () => nobody.send(new Request(`${ORIGIN}/v1/project`, { headers: { cookie } }))
    expect((await bySession()).status).toBe(200)
    expect((await admin.delete(`/v1/members/${id}`)).status).toBe(204)
    expect((await client.get('/v1/project')).status).toBe(401)
    expect((await bySession()).status).toBe(401)
    expect((await new Client(made.secret).get('/v1/project')).status).toBe(200)
    expect((await admin.get('/v1/members')).body.data).toEqual([])
  })

  it('rotates a key of their own, which stays theirs', async () => {
    const { id, client, key } = await join('mia@example.com', 'admin')
    const { body: next } = await client.post(`/v1/keys/${key}/rotate`, {})
    expect(next.member).toBe(id)
    await admin.delete(`/v1/members/${id}`)
    expect((await new Client(next.secret).get('/v1/project')).status).toBe(401)
  })

  it('is asked for by nobody else, who would have what they may from then on', async () => {
    const mia = await join('mia@example.com', 'admin')
    const noa = await join('noa@example.com', 'admin')
    const backend = await admin.withScopes('chat', 'profiles', 'axes', 'fits', 'keys', 'usage', 'audit')
    for (const other of [noa.client, backend, admin]) {
      const { status, body } = await other.post(`/v1/keys/${mia.key}/rotate`, {})
      expect([status, body.error?.code]).toEqual([403, 'members_key'])
    }
    expect((await mia.client.get('/v1/project')).status).toBe(200)
    expect((await noa.client.delete(`/v1/keys/${mia.key}`)).status).toBe(200)
  })

  it('who is the last owner stays one, whatever two do at the same time', async () => {
    const [one, two] = [await join('one@example.com', 'owner'), await join('two@example.com', 'owner')]
    const both = await Promise.all([one, two].map(({ id }) => admin.delete(`/v1/members/${id}`)))
    expect(both.map(({ status }) => status).sort()).toEqual([204, 409])
    expect(both.find(({ status }) => status === 409)!.body.error.code).toBe('last_owner')
    const { data } = (await admin.get('/v1/members')).body
    expect(data).toHaveLength(1)
    const [{ id }] = data
    expect((await admin.patch(`/v1/members/${id}`, { role: 'admin' })).body.error.code).toBe('last_owner')
    expect((await admin.patch(`/v1/members/${id}`, { role: 'owner' })).status).toBe(200)
    // The key of the one who stayed still opens.
    const stayed = id === one.id ? one : two
    expect((await stayed.client.get('/v1/members')).status).toBe(200)
    // The project itself may go.
    expect((await admin.ask('DELETE', '/v1/project', { confirm: 'mine' })).status).toBe(204)
  })

  it('makes nobody what they are not', async () => {
    const owner = await join('owner@example.com', 'owner')
    const some = await admin.withScopes('project', 'chat')
    expect((await some.delete(`/v1/members/${owner.id}`)).body.error.code).toBe('insufficient_scope')
    expect((await some.patch(`/v1/members/${owner.id}`, { role: 'viewer' })).status).toBe(403)
  })

  it('of another project is not there', async () => {
    const { id } = await join('mia@example.com', 'viewer')
    const other = await newProject('other')
    expect((await other.delete(`/v1/members/${id}`)).body.error.code).toBe('member_not_found')
    expect((await other.patch(`/v1/members/${id}`, { role: 'viewer' })).status).toBe(404)
    expect((await other.get('/v1/members')).body.data).toEqual([])
    const { body } = await admin.post('/v1/members/invitations', { email: 'x@example.com', role: 'viewer' })
    expect((await other.delete(`/v1/members/invitations/${body.id}`)).status).toBe(404)
  })
})

describe('through Cloudflare Access', () => {
  const team = 'attune-test.cloudflareaccess.com'
  const bindings = { ...env, ACCESS_TEAM_DOMAIN: team, ACCESS_AUD: 'the-application' }
  let privateKey: CryptoKey
  let jwk: Any
  beforeEach(async () => {
    if (!privateKey) {
      const pair = await generateKeyPair('RS256', { extractable: true })
      privateKey = pair.privateKey
      jwk = { ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'RS256' }
    }
    vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
      expect(new Request(input).url).toBe(`https://${team}/cdn-cgi/access/certs`)
      return Response.json({ keys: [jwk] })
    })
  })

  const assertion = (claims: object = {}) =>
    new SignJWT({ iss: `https://${team}`, aud: ['the-application'], email: 'Mia@example.com', ...claims })
      .setProtectedHeader({ alg: 'RS256', kid: 'one' })
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(privateKey)

  async function ask(
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: object,
    by: typeof env = bindings,
  ) {
    const init = {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      body: body && JSON.stringify(body),
    }
    const response = await fetchWith(by, new Request(ORIGIN + path, init))
    return { status: response.status, body: await response.json<Any>() }
  }
  const said = async (claims: object = {}) => ({ 'cf-access-jwt-assertion': await assertion(claims) })

  it('a member may what their role may, in the project that is named', async () => {
    await join('mia@example.com', 'editor')
    const headers = { ...(await said()), 'x-attune-project': admin.project }
    expect((await ask('GET', '/v1/project', headers)).body.id).toBe(admin.project)
    expect((await ask('GET', '/v1/keys', headers)).status).toBe(403)
    const made = await ask('POST', '/v1/axes', { ...headers, origin: ORIGIN }, newAxis('formal'))
    expect(made.status).toBe(201)
    expect(
      (await ask('POST', '/v1/user_tokens', { ...headers, origin: ORIGIN }, { user: 'ada' })).body.error.code,
    ).toBe('key_needed')
  })

  it('the project need not be named by who has one; all are listed to who has several', async () => {
    const email = `${crypto.randomUUID()}@example.com`
    await join(email, 'viewer')
    expect((await ask('GET', '/v1/project', await said({ email }))).status).toBe(200)
    const first = admin
    admin = await newProject('another')
    await join(email, 'viewer')
    const unnamed = await ask('GET', '/v1/project', await said({ email }))
    expect([unnamed.status, unnamed.body.error.code]).toEqual([400, 'project_needed'])
    expect(unnamed.body.error.projects.map(({ id }: Any) => id)).toEqual([first.project, admin.project])
    const headers = { ...(await said({ email })), 'x-attune-project': first.project }
    const listed = await ask('GET', '/v1/projects', headers)
    expect(listed.body.data.map(({ id }: Any) => id)).toEqual([first.project, admin.project])
  })

  it('changes come from a page of this origin', async () => {
    await join('mia@example.com', 'editor')
    const headers = { ...(await said()), 'x-attune-project': admin.project }
    for (const origin of [{}, { origin: 'https://evil.example.com' }] as Record<string, string>[]) {
      const { status, body } = await ask('POST', '/v1/axes', { ...headers, ...origin }, newAxis('formal'))
      expect([status, body.error.code]).toEqual([403, 'csrf_refused'])
    }
  })

  it('nobody gets in who is no member, or no member there', async () => {
    const other = await newProject('other')
    await join('mia@example.com', 'editor')
    const there = { ...(await said()), 'x-attune-project': other.project }
    expect((await ask('GET', '/v1/project', there)).body.error.code).toBe('not_a_member')
    const stranger = await said({ email: 'leo@example.com' })
    expect((await ask('GET', '/v1/project', stranger)).body.error.code).toBe('not_a_member')
  })

  it.each([
    ['another application', { aud: ['another'] }],
    ['another team', { iss: 'https://evil.cloudflareaccess.com' }],
    ['no address', { email: undefined }],
    ['an address that is none', { email: 7 }],
  ])('an assertion of %s is refused', async (_, claims) => {
    await join('mia@example.com', 'editor')
    const { status, body } = await ask('GET', '/v1/project', {
      ...(await said(claims)),
      'x-attune-project': admin.project,
    })
    expect([status, body.error.code]).toEqual([401, 'invalid_assertion'])
  })

  it('an assertion that anybody else signed is refused, and where Access is not configured, none is looked at', async () => {
    await join('mia@example.com', 'editor')
    const forger = await generateKeyPair('RS256')
    const forged = await new SignJWT({ iss: `https://${team}`, aud: ['the-application'], email: 'mia@example.com' })
      .setProtectedHeader({ alg: 'RS256', kid: 'one' })
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(forger.privateKey)
    const headers = { 'cf-access-jwt-assertion': forged, 'x-attune-project': admin.project }
    expect((await ask('GET', '/v1/project', headers)).body.error.code).toBe('invalid_assertion')
    const genuine = { ...(await said()), 'x-attune-project': admin.project }
    expect((await ask('GET', '/v1/project', genuine, undefined, env)).body.error.code).toBe('missing_api_key')
  })
})
