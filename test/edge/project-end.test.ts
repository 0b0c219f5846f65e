/** Projects: listed, exported, and deleted with all that is theirs. */
import { env } from 'cloudflare:workers'
import { exportJWK, generateKeyPair } from 'jose'
import { beforeEach, describe, expect, it } from 'vitest'
import { TOY_MODEL } from '../support/fake-worker.ts'
import { toyDirection } from '../support/toy-direction.ts'
import { type Any, Client, fakeFleet, newAxis, newProject } from './harness.ts'

const fleet = fakeFleet()
let mine: Awaited<ReturnType<typeof newProject>>
let theirs: Awaited<ReturnType<typeof newProject>>
beforeEach(async () => {
  mine = await newProject('mine')
  theirs = await newProject('theirs')
})

const countIn = async (table: string, project: string) =>
  (await env.DB.prepare(`select count(*) as n from ${table} where project_id = ?`)
    .bind(project)
    .first<{ n: number }>())!.n

/** Every table whose rows belong to a project. */
async function tables(): Promise<string[]> {
  const query = "select name from sqlite_master where type = 'table' and sql like '%project_id%'"
  const { results } = await env.DB.prepare(query).all<{ name: string }>()
  return results.map(({ name }) => name)
}

/** A project with something of everything. */
async function fill(client: Client) {
  await client.steerable('formal')
  await client.put('/v1/profiles/ada', { strengths: { formal: 0.5 } })
  await client.put('/v1/default-profile', { strengths: { formal: 0.1 } })
  await client.patch('/v1/project', { origins: ['https://app.example.com'] })
  const { publicKey } = await generateKeyPair('ES256', { extractable: true })
  const jwks = { keys: [await exportJWK(publicKey)] }
  await client.post('/v1/issuers', { issuer: 'https://login.example.com', jwks })
  const { body } = await client.post('/v1/members/invitations', { email: 'mia@example.com', role: 'owner' })
  await client.ask('POST', '/v1/invitations/accept', { token: body.token, name: 'Mia' })
  await client.post('/v1/members/invitations', { email: 'leo@example.com', role: 'viewer' })
  await client.ask('POST', '/v1/sessions', { key: client.key })
  await client.delete('/v1/user_tokens/ada')
  await client.put('/v1/limits', { running: 100 })
  await client.post('/v1/webhooks', { url: 'https://app.example.com/attune', events: ['fit.finished'] })
}

it('a key sees its own project, and no other', async () => {
  const { status, body } = await mine.get('/v1/projects')
  expect(status).toBe(200)
  expect(body.data).toEqual([(await mine.get('/v1/project')).body])
})

describe('an export', () => {
  it('holds everything, each as the API shows it, and no secret', async () => {
    await fill(mine)
    await fill(theirs)
    const response = await mine.raw('GET', '/v1/project/export')
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/x-ndjson')
    const text = await response.text()
    const objects = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    const kinds = new Set(objects.map(({ object }) => object))
    expect([...kinds].sort()).toEqual(
      [
        ...['project', 'limits', 'member', 'invitation', 'issuer', 'key', 'webhook', 'axis', 'direction', 'profile'],
        'audit_entry',
      ].sort(),
    )
    expect(objects[0]).toEqual((await mine.get('/v1/project')).body)
    expect(objects.filter(({ object }) => object === 'profile').map(({ user }) => user)).toEqual([null, 'ada'])
    expect(objects).toContainEqual((await mine.get('/v1/axes/formal')).body)
    expect(objects).toContainEqual((await mine.get('/v1/axes/formal/directions')).body.data[0])
    expect(text).not.toContain(mine.key)
    expect(text).not.toContain(theirs.project)
    expect(text).not.toMatch(/"(secret|token|hash_of|csrf_token)"/)
  })

  it('goes on over pages', async () => {
    const insert = env.DB.prepare(
      'insert into profiles (id, project_id, user, created, updated) values (?, ?, ?, 1, 1)',
    )
    const rows = Array.from({ length: 250 }, (_, i) =>
      insert.bind(`prof_${mine.project}${i}`, mine.project, `user${i}`),
    )
    await env.DB.batch(rows)
    const lines = (await (await mine.raw('GET', '/v1/project/export')).text()).trimEnd().split('\n')
    const users = lines.map((line) => JSON.parse(line)).filter(({ object }) => object === 'profile')
    expect(new Set(users.map(({ user }) => user)).size).toBe(250)
  })

  it('needs the scope project', async () => {
    expect((await (await mine.withScopes('chat', 'keys', 'audit')).get('/v1/project/export')).status).toBe(403)
  })
})

describe('deleting a project', () => {
  it('takes everything that is its own along, but the log of it', async () => {
    await fill(mine)
    await fill(theirs)
    const all = await tables()
    const left: Record<string, number> = {}
    for (const table of all) left[table] = await countIn(table, theirs.project)
    expect(all.length).toBeGreaterThan(10)
    const { status } = await mine.ask('DELETE', '/v1/project', { confirm: 'mine' })
    expect(status).toBe(204)
    for (const table of all.filter((name) => name !== 'audit_log')) {
      expect([table, await countIn(table, mine.project)]).toEqual([table, 0])
      expect([table, await countIn(table, theirs.project)]).toEqual([table, left[table]])
    }
    expect((await mine.get('/v1/project')).status).toBe(401)
    const last = await env.DB.prepare('select * from audit_log where project_id = ? order by rowid desc')
      .bind(mine.project)
      .first<Any>()
    expect(last).toMatchObject({ action: 'project.deleted', target: mine.project })
    expect(JSON.parse(last.before).name).toBe('mine')
    expect((await theirs.get('/v1/axes/formal')).status).toBe(200)
  })

  it('takes files along that no other project uses', async () => {
    await mine.steerable('formal', { seed: 1 })
    const { hash: own } = await mine.steerable('warm', { seed: 2 })
    const shared = toyDirection({ axis: 'formal', seed: 1 })
    await theirs.post('/v1/axes', newAxis('formal'))
    const { body } = await theirs.upload(shared)
    await mine.ask('DELETE', '/v1/project', { confirm: 'mine' })
    expect(await env.ARTIFACTS.head(`directions/${own}`)).toBeNull()
    expect(await env.ARTIFACTS.head(`directions/${body.hash}`)).not.toBeNull()
    expect((await theirs.raw('GET', '/v1/axes/formal/directions/1/file')).status).toBe(200)
  })

  it('ends its fits on their workers', async () => {
    fleet.a.fitOutcome = fleet.b.fitOutcome = 'never'
    const { body } = await mine.post('/v1/fits', { axis: newAxis('formal') })
    const worker = () => [fleet.a, fleet.b].find((one) => one.fits.has(body.id))
    const hasWorker = async () =>
      (await env.DB.prepare('select worker from fits where id = ?').bind(body.id).first<Any>()).worker
    await expect.poll(hasWorker, { timeout: 10_000 }).not.toBeNull()
    await expect.poll(() => worker() !== undefined, { timeout: 10_000 }).toBe(true)
    expect((await mine.ask('DELETE', '/v1/project', { confirm: 'mine' })).status).toBe(204)
    expect(worker()!.fits.get(body.id)!.cancelled).toBe(true)
  })

  it('is sure of what is meant', async () => {
    for (const confirm of ['Mine', '', 'theirs']) {
      const { status, body } = await mine.ask('DELETE', '/v1/project', { confirm })
      expect([status, body.error.code, body.error.param]).toEqual([400, 'name_differs', 'confirm'])
    }
    expect((await mine.ask('DELETE', '/v1/project')).status).toBe(400)
    expect(
      (await (await mine.withScopes('keys', 'chat')).ask('DELETE', '/v1/project', { confirm: 'mine' })).status,
    ).toBe(403)
    expect((await mine.get('/v1/project')).status).toBe(200)
  })

  it('leaves no token open that it vouched for', async () => {
    const { body } = await mine.post('/v1/user_tokens', { user: 'ada' })
    const ada = new Client(body.token)
    expect(
      (await ada.post('/v1/chat/completions', { model: TOY_MODEL, messages: [{ role: 'user', content: 'Hi' }] }))
        .status,
    ).toBe(200)
    await mine.ask('DELETE', '/v1/project', { confirm: 'mine' })
    expect((await ada.get('/v1/profiles/ada')).status).toBe(401)
  })
})
