/** What workers report: counted once, whatever is sent again, and seen by its own project alone. */
import { env, exports } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { newPrivateName } from '../../edge/steering/private-name.ts'
import { newGenerationId } from '../../shared/ids.ts'
import { SIGNATURE_SKEW_MS, signRequest } from '../../shared/sign.ts'
import type { UsageEntry } from '../../shared/wire/usage.ts'
import { type Any, newProject, ORIGIN, signedPost } from './harness.ts'

const PATH = '/internal/usage'
const at = (day: string) => Date.parse(`${day}T12:00:00Z`)

const entry = (project: string, fields: Partial<UsageEntry> = {}): UsageEntry => ({
  id: newGenerationId('a'),
  project,
  user: 'ada',
  key: 'key_1',
  model: 'toy-model',
  status: 'finished',
  prompt_tokens: 7,
  cached_tokens: 2,
  completion_tokens: 3,
  axes: [],
  positions: [],
  started: at('2026-11-03'),
  ended: at('2026-11-03'),
  worker: 'a',
  ...fields,
})

const POSITION = { axis: 'formal', version: 1, strength: -0.5, lean: 0.25, tokens: 30 }

const report = (...entries: UsageEntry[]) => signedPost(PATH, { entries })
const NOVEMBER = 'from=2026-11-01&to=2026-11-30'

describe('a report', () => {
  it('is counted by day, key, user and model', async () => {
    const client = await newProject()
    const { project } = client
    const sent = await report(
      entry(project),
      entry(project, { user: 'bob', status: 'cancelled', completion_tokens: 1 }),
      entry(project, { user: null, key: null, status: 'failed', ended: at('2026-11-04'), model: 'other' }),
      entry(project, { prompt_tokens: 100, ended: at('2026-10-31') }),
    )
    expect([sent.status, await sent.json()]).toEqual([200, { taken: 4 }])
    const by = async (group: string) => (await client.get(`/v1/usage?${NOVEMBER}&group_by=${group}`)).body.data
    expect(await by('day')).toEqual([
      {
        object: 'usage',
        group: '2026-11-03',
        ...{ answers: 2, finished: 1, cancelled: 1, failed: 0 },
        ...{ prompt_tokens: 14, cached_tokens: 4, completion_tokens: 4, total_tokens: 18 },
      },
      expect.objectContaining({ group: '2026-11-04', answers: 1, failed: 1, total_tokens: 10 }),
    ])
    const sums = async (group: string) =>
      (await by(group)).map((one: Any) => [one.group, one.answers, one.total_tokens])
    expect(await sums('user')).toEqual([
      ['', 1, 10],
      ['ada', 1, 10],
      ['bob', 1, 8],
    ])
    expect(await sums('key')).toEqual([
      ['', 1, 10],
      ['key_1', 2, 18],
    ])
    expect(await sums('model')).toEqual([
      ['other', 1, 10],
      ['toy-model', 2, 18],
    ])
    const october = await client.get('/v1/usage?from=2026-10-31&to=2026-10-31')
    expect(october.body.data).toEqual([expect.objectContaining({ group: '2026-10-31', prompt_tokens: 100 })])
  })

  it('is counted by axis, by how much each moved', async () => {
    const client = await newProject()
    const axes = (strength: number, tokens: number) => [
      { axis: 'formal', version: 1, strength, tokens },
      { axis: 'warm', version: 2, strength: 1, tokens: 5 },
    ]
    await report(entry(client.project, { axes: axes(0.5, 30) }), entry(client.project, { axes: axes(1, 10) }))
    const { body } = await client.get(`/v1/usage?${NOVEMBER}&group_by=axis`)
    expect(body.data).toEqual([
      { object: 'usage', group: 'formal', answers: 2, tokens_edited: 40, mean_strength: 0.625 },
      { object: 'usage', group: 'warm', answers: 2, tokens_edited: 10, mean_strength: 1 },
    ])
  })

  it('is counted once, however often it comes, alone or among others', async () => {
    const client = await newProject()
    const axes = [{ axis: 'formal', version: 1, strength: 1, tokens: 3 }]
    const [first, second, third] = [1, 2, 3].map(() => entry(client.project, { axes })) as [
      UsageEntry,
      UsageEntry,
      UsageEntry,
    ]
    await report(first, second)
    await Promise.all([report(first), report(second, third), report(first, second, third), report(first, first)])
    const { body } = await client.get(`/v1/usage?${NOVEMBER}`)
    expect(body.data).toEqual([expect.objectContaining({ answers: 3, total_tokens: 30 })])
    const byAxis = await client.get(`/v1/usage?${NOVEMBER}&group_by=axis`)
    expect(byAxis.body.data).toEqual([expect.objectContaining({ answers: 3, tokens_edited: 9 })])
    const month = await env.DB.prepare('select tokens from usage_months where project_id = ?')
      .bind(client.project)
      .all()
    expect(month.results).toEqual([{ tokens: 30 }])
  })

  it('holds as it came first: another one of the same answer changes nothing', async () => {
    const [client, other] = [await newProject(), await newProject()]
    const one = entry(client.project)
    await report(one)
    const axes = [{ axis: 'formal', version: 1, strength: 1, tokens: 3 }]
    await report({ ...one, completion_tokens: 1000, axes }, { ...one, project: other.project })
    expect((await client.get(`/v1/usage?${NOVEMBER}`)).body.data).toMatchObject([{ answers: 1, completion_tokens: 3 }])
    expect((await client.get(`/v1/usage?${NOVEMBER}&group_by=axis`)).body.data).toEqual([])
    expect((await other.get(`/v1/usage?${NOVEMBER}`)).body.data).toEqual([])
  })

  it('of a project that there is not is taken, and counted nowhere', async () => {
    const client = await newProject()
    const sent = await report(entry('proj_gone'), entry(client.project))
    expect([sent.status, await sent.json()]).toEqual([200, { taken: 2 }])
    expect((await client.get(`/v1/usage?${NOVEMBER}`)).body.data).toMatchObject([{ answers: 1 }])
    const rows = await env.DB.prepare("select * from usage_events where project_id = 'proj_gone'").all()
    expect(rows.results).toEqual([])
  })

  it('of a worker whose clock is ahead counts now', async () => {
    const client = await newProject()
    await report(entry(client.project, { ended: Date.now() + 1000 * 24 * 60 * 60 * 1000 }))
    const today = new Date().toISOString().slice(0, 10)
    expect((await client.get('/v1/usage')).body.data).toMatchObject([{ group: today, answers: 1 }])
  })

  it('says of a private axis to nobody but its user', async () => {
    const client = await newProject()
    const used = (axis: string) => ({ axis, version: 1, strength: 0.5, tokens: 10 })
    const shared = ['formal', 'own', 'own_style', `own_${'a'.repeat(25)}_`, `own_${'a'.repeat(27)}`]
    const axes = [...shared, newPrivateName()].map(used)
    expect((await report(entry(client.project, { axes }))).status).toBe(200)
    const { data } = (await client.get(`/v1/usage?${NOVEMBER}&group_by=axis`)).body
    expect(data.map(({ group }: Any) => group).sort()).toEqual(shared.toSorted())
  })

  it('has a hundred answers with as many axes as there can be', async () => {
    const client = await newProject()
    const axes = Array.from({ length: 64 }, (_, i) => ({
      axis: `axis-${String(i).padStart(35, '0')}`,
      version: 2 ** 31,
      strength: 1 / 3,
      tokens: 2048,
    }))
    const entries = Array.from({ length: 100 }, () => entry(client.project, { axes, user: 'ü'.repeat(256) }))
    expect((await report(...entries)).status).toBe(200)
    expect((await client.get(`/v1/usage?${NOVEMBER}`)).body.data).toMatchObject([{ answers: 100 }])
    expect((await report(...entries, entry(client.project))).status).toBe(400)
  })

  it('keeps where each choice stood; nothing where none is told, as by workers of former versions', async () => {
    const { project } = await newProject()
    const positions = [
      [POSITION],
      [
        { ...POSITION, lean: null },
        { ...POSITION, axis: 'warm', strength: 0 },
      ],
    ]
    const { positions: _, ...former } = entry(project)
    const [told, none] = [entry(project, { positions }), entry(project)]
    expect((await signedPost(PATH, { entries: [told, none, former] })).status).toBe(200)
    const kept = async (id: string) => {
      const row = await env.DB.prepare('select positions from usage_events where id = ?').bind(id).first()
      return row?.positions
    }
    expect(JSON.parse((await kept(told.id)) as string)).toEqual(positions)
    expect([await kept(none.id), await kept(former.id)]).toEqual([null, null])
  })

  it.for<[string, object]>([
    ['entries.0.prompt_tokens', { prompt_tokens: -1 }],
    ['entries.0.completion_tokens', { completion_tokens: 1.5 }],
    ['entries.0.status', { status: 'running' }],
    ['entries.0.ended', { ended: Number.MAX_SAFE_INTEGER }],
    ['entries.0.price', { price: 1 }],
    ['entries.0.positions.0.0.lean', { positions: [[{ ...POSITION, lean: 101 }]] }],
    ['entries.0.positions.0.0.tokens', { positions: [[{ ...POSITION, tokens: 0 }]] }],
    ['entries.0.positions', { positions: Array.from({ length: 9 }, () => []) }],
    ['entries.0.axes.0.tokens', { axes: [{ axis: 'formal', version: 1, strength: 1, tokens: 0 }] }],
  ])('that is none is refused: %s', async ([param, wrong]) => {
    const client = await newProject()
    const response = await signedPost(PATH, { entries: [{ ...entry(client.project), ...wrong }] })
    expect([response.status, ((await response.json()) as Any).error.param]).toEqual([400, param])
    expect((await client.get(`/v1/usage?${NOVEMBER}`)).body.data).toEqual([])
  })
})

describe('a report that is not genuine', () => {
  const post = async (body: string, headers: Record<string, string>, path = PATH) =>
    (await exports.default.fetch(ORIGIN + path, { method: 'POST', body, headers })).status
  const sign = (body: string, secret = env.ATTUNE_SECRET, now = Date.now(), path = PATH) =>
    signRequest(secret, { method: 'POST', path, body }, now)

  it('is refused: unsigned, altered, late, early, replayed, of another secret, for another path, by a key', async () => {
    const client = await newProject()
    const body = JSON.stringify({ entries: [entry(client.project)] })
    const more = body.replace('"completion_tokens":3', '"completion_tokens":9')
    expect(await post(body, {})).toBe(401)
    expect(await post(more, await sign(body))).toBe(401)
    expect(await post(body, await sign(body, undefined, Date.now() - SIGNATURE_SKEW_MS - 1000))).toBe(401)
    expect(await post(body, await sign(body, undefined, Date.now() + SIGNATURE_SKEW_MS + 1000))).toBe(401)
    expect(await post(body, await sign(body, 'a secret that the edge does not know'))).toBe(401)
    expect(await post(body, await sign(body, undefined, undefined, '/internal/projects'))).toBe(401)
    expect(await post(body, { authorization: `Bearer ${client.key}` })).toBe(401)
    expect((await client.get(`/v1/usage?${NOVEMBER}`)).body.data).toEqual([])
    const headers = await sign(body)
    expect([await post(body, headers), await post(body, headers)]).toEqual([200, 401])
    expect((await client.get(`/v1/usage?${NOVEMBER}`)).body.data).toMatchObject([{ answers: 1 }])
  })

  it('is refused where it is no JSON, or too long', async () => {
    const long = JSON.stringify({ entries: ['x'.repeat(2 * 1024 * 1024)] })
    expect(await post('{', await sign('{'))).toBe(400)
    expect(await post(long, await sign(long))).toBe(413)
  })
})

describe('GET /v1/usage', () => {
  it('needs the scope usage, and shows nothing of another project', async () => {
    const [client, other] = [await newProject(), await newProject()]
    await report(entry(client.project))
    const usage = await client.withScopes('usage')
    expect((await usage.get(`/v1/usage?${NOVEMBER}`)).body.data).toHaveLength(1)
    const chat = await client.withScopes('chat', 'profiles', 'axes', 'fits', 'keys', 'project', 'audit')
    expect((await chat.get(`/v1/usage?${NOVEMBER}`)).status).toBe(403)
    for (const group of ['day', 'key', 'user', 'model', 'axis']) {
      expect((await other.get(`/v1/usage?${NOVEMBER}&group_by=${group}`)).body.data).toEqual([])
    }
  })

  it('comes in pages', async () => {
    const client = await newProject()
    await report(...['ada', 'bob', 'cy', 'dan', null].map((user) => entry(client.project, { user })))
    const seen: string[] = []
    let more = true
    for (let after = ''; more; after = `&after=${seen.at(-1)}`) {
      const { body } = await client.get(`/v1/usage?${NOVEMBER}&group_by=user&limit=2${after}`)
      seen.push(...body.data.map((one: Any) => one.group))
      more = body.has_more
    }
    expect(seen).toEqual(['', 'ada', 'bob', 'cy', 'dan'])
  })

  it.for([
    ['from=yesterday', 'from'],
    ['to=2026-02-30', 'to'],
    ['from=2026-11-02&to=2026-11-01', 'from'],
    ['from=2024-01-01&to=2026-01-01', 'from'],
    ['group_by=project', 'group_by'],
    ['limit=0', 'limit'],
  ])('refuses %s', async ([query, param]) => {
    const { status, body } = await (await newProject()).get(`/v1/usage?${query}`)
    expect([status, body.error.param]).toEqual([400, param])
  })
})
