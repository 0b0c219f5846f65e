/** Every list comes in pages, by the same rules, whatever cursor it is given; and holds to what is asked for. */
import { exports } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { TOY_MODEL } from '../support/fake-worker.ts'
import { toyDirection } from '../support/toy-direction.ts'
import { type Any, fakeFleet, newAxis, newProject, ORIGIN } from './harness.ts'

fakeFleet()
let admin: Awaited<ReturnType<typeof newProject>>
let other: Awaited<ReturnType<typeof newProject>>
let lists: { path: string; parameters: string[] }[]

/** OpenAI's own list has no pages, and what is served is little; so are the machines that serve it. */
const WITHOUT_PAGES = ['/v1/models', '/v1/workers']

beforeAll(async () => {
  admin = await newProject('mine')
  other = await newProject('other')
  const document = await (await exports.default.fetch(`${ORIGIN}/openapi.json`)).json<Any>()
  const resolve = (schema: Any): Any =>
    schema?.$ref ? document.components.schemas[schema.$ref.split('/').at(-1)] : schema
  lists = Object.entries<Any>(document.paths).flatMap(([path, { get }]) => {
    const schema = resolve(get?.responses['200']?.content?.['application/json']?.schema)
    const isList = JSON.stringify(schema?.properties?.object ?? null).includes('"list"')
    if (!isList) return []
    expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(['object', 'data', 'has_more']))
    return [{ path, parameters: (get.parameters ?? []).map(({ name }: Any) => name) }]
  })
})

/** Something of everything that is listed, by path. */
async function fill(client: typeof admin): Promise<Record<string, string>> {
  const hooks: string[] = []
  for (const host of ['a', 'b']) {
    const events = ['direction.activated']
    const made = await client.post('/v1/webhooks', { url: `https://${host}.example.com/`, events })
    hooks.push(made.body.id)
  }
  for (const [n, axis] of ['formal', 'warm', 'zest'].entries()) await client.steerable(axis, { seed: n + 1 })
  await client.upload(toyDirection({ axis: 'formal', seed: 9 }), { axis: 'formal', activate: 'never' })
  for (const user of ['ada', 'adam', 'leo']) await client.put(`/v1/profiles/${user}`, { strengths: { formal: 0.1 } })
  for (const value of ['more', 'less'])
    await client.post('/v1/feedback', { type: 'adjust', axis: 'warm', value, user: 'ada' })
  for (const name of ['a', 'b']) await client.post('/v1/keys', { name, scopes: ['chat'] })
  for (const email of ['a', 'b', 'c'])
    await client.post('/v1/members/invitations', { email: `${email}@x.org`, role: 'viewer' })
  for (const name of ['a', 'b']) {
    const { body } = await client.post('/v1/members/invitations', { email: `${name}${name}@x.org`, role: 'owner' })
    await client.post('/v1/invitations/accept', { token: body.token, name })
  }
  for (const host of ['a', 'b']) {
    const jwks_url = `https://${host}.example.com/keys`
    await client.post('/v1/issuers', { issuer: `https://${host}.example.com`, jwks_url, audience: 'attune' })
  }
  const { body } = await client.post('/v1/responses', {
    model: TOY_MODEL,
    input: ['a', 'b'].map((content) => ({ role: 'user', content })),
  })
  return { axis: 'formal', responses: body.id, webhooks: hooks[0]! }
}
/** What stands in a path is named by its parameter, or by what it is one of. */
const pathOf = (path: string, ids: Record<string, string>) =>
  path.replaceAll(/(\w+)\/\{(\w+)\}/g, (_, family, name) => `${family}/${ids[name] ?? ids[family] ?? 'none'}`)
const cursorOf = (path: string, item: Any): string =>
  String(path.endsWith('/directions') ? item.version : path === '/v1/profiles' ? item.user : (item.id ?? item.group))

it('each route that answers a list takes limit, after and order', () => {
  expect(lists.length).toBeGreaterThan(12)
  const lacking = lists.filter(
    ({ parameters }) => !['limit', 'after', 'order'].every((name) => parameters.includes(name)),
  )
  expect(lacking.map(({ path }) => path)).toEqual(WITHOUT_PAGES)
})

it('page by page, in either order, each shows everything once', async () => {
  const ids = await fill(admin)
  for (const { path } of lists.filter((list) => !WITHOUT_PAGES.includes(list.path))) {
    const at = pathOf(path, ids)
    const all = (await admin.get(at)).body
    expect([path, all.object, all.has_more]).toEqual([path, 'list', false])
    if (!['/v1/usage', '/v1/projects', '/v1/sessions', '/v1/fits'].includes(path)) {
      expect([path, all.data.length > 1]).toEqual([path, true])
    }
    for (const order of ['', '&order=asc', '&order=desc']) {
      const seen: string[] = []
      for (let after = '', more = true; more; ) {
        const { body, status } = await admin.get(
          `${at}?limit=1${order}${after && `&after=${encodeURIComponent(after)}`}`,
        )
        expect([path, status, body.data.length <= 1]).toEqual([path, 200, true])
        seen.push(...body.data.map((item: Any) => cursorOf(path, item)))
        more = body.has_more
        after = seen.at(-1) ?? ''
        expect(seen.length).toBeLessThan(100)
      }
      const expected = all.data.map((item: Any) => cursorOf(path, item))
      const known = [JSON.stringify(expected), JSON.stringify(expected.toReversed())]
      expect([path, order, known.includes(JSON.stringify(seen))]).toEqual([path, order, true])
      if (!order) expect(seen).toEqual(expected)
    }
  }
})

it('cursors of nobody, of another project, and nonsense are followed by nothing of theirs, or refused', async () => {
  const [ids, foreign] = [await fill(admin), await fill(other)]
  for (const { path } of lists) {
    const theirs = (await other.get(pathOf(path, foreign))).body.data.map((item: Any) => cursorOf(path, item))
    const cursors = [
      ...theirs,
      'nonsense',
      '%00',
      '-1',
      '0',
      "'; drop table axes; --",
      '💥',
      'x'.repeat(257),
      '',
      '[]',
      '1e999',
    ]
    for (const cursor of cursors) {
      for (const order of ['asc', 'desc', 'sideways']) {
        const query = `?limit=5&order=${order}&after=${encodeURIComponent(cursor)}`
        const { status, body } = await admin.get(pathOf(path, ids) + query)
        if (status === 200) expect([path, body.object, Array.isArray(body.data)]).toEqual([path, 'list', true])
        else expect([path, cursor, status]).toEqual([path, cursor, 400])
        if (order === 'sideways' && !WITHOUT_PAGES.includes(path)) expect([path, status]).toEqual([path, 400])
      }
    }
    for (const limit of ['0', '-1', '101', '1.5', 'many', '1e9']) {
      const { status } = await admin.get(`${pathOf(path, ids)}?limit=${limit}`)
      if (!WITHOUT_PAGES.includes(path)) expect([path, limit, status]).toEqual([path, limit, 400])
    }
  }
})

describe('what is asked for', () => {
  const ids = async (path: string): Promise<string[]> => {
    const { status, body } = await admin.get(path)
    expect([path, status]).toEqual([path, 200])
    return body.data.map((item: Any) => cursorOf(path.split('?')[0]!, item))
  }

  it('of axes: active or not, for a model', async () => {
    await fill(admin)
    await admin.post('/v1/axes', newAxis('bare'))
    expect(await ids('/v1/axes?active=true')).toEqual(['formal', 'warm', 'zest'])
    expect(await ids('/v1/axes?active=false')).toEqual(['bare'])
    const { model_hash } = (await admin.get('/v1/axes/formal/directions')).body.data[0]
    expect(await ids(`/v1/axes?model=${model_hash}&limit=2`)).toEqual(['formal', 'warm'])
    expect(await ids('/v1/axes?model=other')).toEqual([])
    expect((await admin.get('/v1/axes?active=perhaps')).body.error.param).toBe('active')
  })

  it('of profiles: by the beginning of the name, and by axis', async () => {
    await fill(admin)
    await admin.put('/v1/profiles/ad%25', { strengths: { warm: 1 } })
    expect(await ids('/v1/profiles?prefix=ada')).toEqual(['ada', 'adam'])
    expect(await ids('/v1/profiles?prefix=ad%25')).toEqual(['ad%'])
    expect(await ids('/v1/profiles?prefix=ad&order=desc&limit=2')).toEqual(['adam', 'ada'])
    expect(await ids('/v1/profiles?axis=warm')).toEqual(['ad%'])
    expect(await ids('/v1/profiles?axis=none')).toEqual([])
  })

  it('of keys: open or ended', async () => {
    const [, made] = (await admin.get('/v1/keys?order=asc')).body.data
    await admin.delete(`/v1/keys/${made.id}`)
    expect(await ids('/v1/keys?state=ended')).toEqual([made.id])
    expect(await ids('/v1/keys?state=open')).not.toContain(made.id)
  })

  it('of directions, members and fits', async () => {
    await fill(admin)
    const versions = (await ids('/v1/axes/formal/directions')).length
    expect(await ids('/v1/axes/formal/directions?verified=true')).toHaveLength(versions)
    expect(await ids('/v1/axes/formal/directions?verified=false')).toEqual([])
    expect(await ids('/v1/axes/formal/directions?model_hash=x')).toEqual([])
    expect((await ids('/v1/members?role=owner')).length).toBeGreaterThan(1)
    expect(await ids('/v1/members?role=viewer')).toEqual([])
    const { body } = await admin.post('/v1/fits', { axis: newAxis('fitted'), activate: 'never' })
    expect(await ids('/v1/fits?axis=fitted')).toEqual([body.id])
    expect(await ids('/v1/fits?axis=formal')).toEqual([])
    await admin.delete(`/v1/fits/${body.id}`)
    expect(await ids('/v1/fits?state=cancelled')).toEqual([body.id])
    expect(await ids('/v1/fits?state=failed')).toEqual([])
    expect((await admin.get('/v1/fits?state=lost')).status).toBe(400)
  })
})
