/** An axis of one user's own: it steers that user alone, nobody else sees it, and it goes with them. */
import { introspectWorkflow } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import type { FitRequest } from '../../shared/wire/fit.ts'
import type { GenerateRequest } from '../../shared/wire/generate.ts'
import { type FitOutcome, TOY_MODEL } from '../support/fake-worker.ts'
import { type Any, Client, fakeFleet, newProject, whoSaw } from './harness.ts'

const fleet = fakeFleet()
let client: Awaited<ReturnType<typeof newProject>>
beforeEach(async () => {
  client = await newProject()
  await client.steerable('formal')
})

const MARKER = 'quixotically'
const TEXTS = Array.from({ length: 8 }, (_, n) => `Text ${n} of mine, ${MARKER} formal about the sea and the wind.`)
const of = (user: string) => `/v1/profiles/${user}/private-axis`

/** Fits it and waits until its workflow has ended. */
async function fitted(user = 'ada', more: object = {}, by: Client = client): Promise<Any> {
  await using workflows = await introspectWorkflow(env.FIT)
  await workflows.modifyAll(async (modifier) => {
    await modifier.disableSleeps()
    await modifier.disableRetryDelays()
  })
  const { status, body } = await by.post(of(user), { texts: TEXTS, ...more })
  expect([status, body]).toMatchObject([200, { object: 'private_axis', user, fit: { state: 'queued' } }])
  for (const workflow of await workflows.get()) await workflow.waitForStatus('complete')
  return (await by.get(of(user))).body
}

/** Begins one that does not end, and whose workflow follows it no longer: else the tests would not end either. */
async function begun(user: string): Promise<void> {
  outcome('never')
  const { status } = await client.post(of(user), { texts: TEXTS })
  expect(status).toBe(200)
  const open = "select id from fits where user = ? and project_id = ? and state in ('queued', 'running')"
  const id = await env.DB.prepare(open).bind(user, client.project).first<string>('id')
  await (await env.FIT.get(id!)).terminate()
}

/** Of an answer that fails behind white space: it says why, and is cut off. */
async function lateError(response: Response): Promise<Any> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let said = ''
  await expect(async () => {
    for (let part = await reader.read(); !part.done; part = await reader.read()) said += part.value
  }).rejects.toThrow()
  return JSON.parse(said).error
}

function outcome(result: FitOutcome) {
  fleet.a.fitOutcome = fleet.b.fitOutcome = result
}

async function editsOf(user: string): Promise<GenerateRequest['edits']> {
  fleet.a.seen.length = fleet.b.seen.length = 0
  const messages = [{ role: 'user', content: 'Hi' }]
  const { status } = await client.post('/v1/chat/completions', { model: TOY_MODEL, user, messages })
  expect(status).toBe(200)
  return whoSaw(fleet, '/v1/generate').lastBody<GenerateRequest>('/v1/generate').edits
}
const tokenOf = async (user: string) => new Client((await client.post('/v1/user_tokens', { user })).body.token)

/** Tables and stores that hold a text somewhere. */
async function placesOf(text: string): Promise<string[]> {
  const tables = await env.DB.prepare(
    "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and name not like '\\_%' escape '\\'",
  ).all<{ name: string }>()
  const found: string[] = []
  for (const { name } of tables.results) {
    const { results } = await env.DB.prepare(`select * from "${name}"`).all()
    if (JSON.stringify(results).includes(text)) found.push(name)
  }
  const { objects } = await env.ARTIFACTS.list()
  for (const { key } of objects) {
    const content = await (await env.ARTIFACTS.get(key))!.text()
    if (key.includes(text) || content.includes(text)) found.push('R2')
  }
  return found
}

describe('a private axis', () => {
  it('steers its user’s answers once it is fitted, and nobody else’s', async () => {
    await begun('mia')
    expect((await client.get(of('mia'))).body).toMatchObject({ active: false })
    expect(await editsOf('mia')).toEqual([])
    await client.delete(of('mia'))
    outcome('passed')
    const own = await fitted()
    expect(own).toMatchObject({
      ...{ active: true, strength: 0.5, fit: { state: 'done', error: null } },
      evaluation: { passed: true, reasons: [] },
    })
    expect(await editsOf('ada')).toMatchObject([{ axis: own.axis, version: 1, strength: 0.5, mode: 'add' }])
    expect(await editsOf('leo')).toEqual([])
    expect((await client.get('/v1/profiles/ada')).body.strengths).toEqual({ [own.axis]: { value: 0.5, mode: 'add' } })
  })

  it('is fitted from plain versions towards the texts, half of which are held out', async () => {
    const own = await fitted()
    const { spec } = whoSaw(fleet, '/v1/fits').lastBody<FitRequest>('/v1/fits')
    expect(spec).toMatchObject({ axis: own.axis, source: 'texts', report: false })
    const plain = (text: string) => text.replace(' formal', '')
    const [fitOn, heldOut] = [0, 1].map((half) => TEXTS.filter((_, at) => at % 2 === half)) as [string[], string[]]
    expect(spec.texts).toEqual({ positive: fitOn, negative: fitOn.map(plain) })
    expect(spec.anchors).toMatchObject(heldOut.map((chosen) => ({ chosen, rejected: plain(chosen) })))
  })

  it('is turned and let go by its user’s profile alone', async () => {
    const { axis } = await fitted()
    await client.patch('/v1/profiles/ada', { strengths: { [axis]: -0.2 } })
    expect(await editsOf('ada')).toMatchObject([{ axis, strength: -0.2 }])
    for (const [path, body] of [
      ['/v1/profiles/leo', { strengths: { [axis]: 1 } }],
      ['/v1/default-profile', { strengths: { [axis]: 1 } }],
    ] as const) {
      const { status, body: answer } = await client.put(path, body)
      expect([status, answer.error.code]).toEqual([400, 'unknown_axis'])
    }
    const bulk = await client.post('/v1/profiles/bulk', {
      profiles: [{ user: 'leo', mode: 'merge', strengths: { [axis]: 1 } }],
    })
    expect(bulk.body.data[0]).toMatchObject({ status: 'refused', error: { code: 'unknown_axis' } })
    const messages = [{ role: 'user', content: 'Hi' }]
    const asked = { model: TOY_MODEL, user: 'leo', messages, steering: { strengths: { [axis]: 0.5 } } }
    expect((await client.post('/v1/chat/completions', asked)).body.error.code).toBe('unknown_axis')
    await client.patch('/v1/profiles/ada', { strengths: { [axis]: null } })
    expect(await editsOf('ada')).toEqual([])
    expect((await client.get(of('ada'))).body).toMatchObject({ active: false, strength: null })
  })

  it('is no axis of the project: no list, address, default, condition, basis or fit knows it', async () => {
    await client.patch('/v1/project', { basis: 'orthogonal' })
    const { axis } = await fitted()
    expect((await client.get('/v1/axes')).body.data.map(({ id }: Any) => id)).toEqual(['formal'])
    expect((await client.get('/v1/axes?user=ada')).body.data.map(({ id }: Any) => id)).toEqual([axis])
    expect((await client.get('/v1/axes?user=leo')).body.data).toEqual([])
    expect((await client.get('/v1/fits')).body.data).toEqual([])
    const [{ id }] = (await env.DB.prepare('select id from fits where user = ?').bind('ada').all<Any>()).results
    expect((await client.get(`/v1/fits/${id}`)).body.error.code).toBe('fit_not_found')
    expect((await client.delete(`/v1/fits/${id}`)).body.error.code).toBe('fit_not_found')
    for (const [method, path, body] of [
      ['GET', `/v1/axes/${axis}`],
      ['PATCH', `/v1/axes/${axis}`, { positive: { name: 'x' } }],
      ['DELETE', `/v1/axes/${axis}`],
      ['POST', `/v1/axes/${axis}/activate`, { version: null }],
      ['POST', `/v1/axes/${axis}/restore`],
      ['GET', `/v1/axes/${axis}/directions`],
      ['GET', `/v1/axes/${axis}/directions/1/file`],
      ['DELETE', `/v1/axes/${axis}/directions/1`],
      ['PUT', `/v1/axes/${axis}/refit`, { on_model_change: true }],
      ['POST', '/v1/fits', { axis, source: 'context-shift' }],
      ['POST', '/v1/axes', { id: axis, positive: POLE, negative: OTHER }],
    ] as const) {
      const answer = await client.ask(method, path, body)
      expect([method, path, answer.status, answer.body?.error.code]).toEqual([method, path, 404, 'axis_not_found'])
    }
    const conditional = await client.patch('/v1/axes/formal', { condition: { axis, threshold: 0 } })
    expect([conditional.status, conditional.body.error.code]).toEqual([400, 'unknown_axis'])
    const defaults = await client.patch('/v1/project', { default_edits: { [axis]: 0.5 } })
    expect(defaults.status).toBe(400)
    await editsOf('leo')
    const { basis, observed } = whoSaw(fleet, '/v1/generate').lastBody<GenerateRequest>('/v1/generate')
    expect([basis?.length, observed.map((one) => one.axis)]).toEqual([1, ['formal']])
    const adjust = { type: 'adjust', user: 'ada', axis, value: 'more' }
    expect((await client.post('/v1/feedback', adjust)).body.error.code).toBe('unknown_axis')
  })

  it('changes nothing that others’ beliefs are made from, and no webhook hears of it', async () => {
    await client.post('/v1/webhooks', {
      url: 'https://a.example.com/',
      events: ['fit.finished', 'direction.activated'],
    })
    const version = () =>
      env.DB.prepare('select version from projects where id = ?').bind(client.project).first('version')
    const before = await version()
    await fitted()
    expect(await version()).toBe(before)
    const { results } = await env.DB.prepare('select data from webhook_events where project_id = ?')
      .bind(client.project)
      .all<Any>()
    expect(results.filter(({ data }) => data.includes('own_'))).toEqual([])
  })

  it('is one a user: asked for again it is fitted anew, but not while it is fitted', async () => {
    const first = await fitted()
    const again = await fitted('ada', { strength: 0.8 })
    expect(again).toMatchObject({ axis: first.axis, strength: 0.8, active: true })
    await begun('leo')
    const running = await client.post(of('leo'), { texts: TEXTS })
    expect([running.status, running.body.error.code]).toEqual([409, 'fit_running'])
    expect((await client.delete(of('leo'))).status).toBe(204)
  })

  it('that does not pass, or fails, steers nobody and says so', async () => {
    outcome('unverified')
    const message = 'It did not pass, and steers nobody'
    expect(await fitted()).toMatchObject({ active: false, fit: { state: 'done', message } })
    expect(await editsOf('ada')).toEqual([])
    outcome('failed')
    expect(await fitted('leo')).toMatchObject({
      active: false,
      fit: { state: 'failed', error: { code: 'no_contrast' } },
    })
  })

  it('leaves room for the fits of the project', async () => {
    const known: Record<string, unknown> = { project_id: client.project, axis: 'own', spec: '{}', activate: 'auto' }
    Object.assign(known, {
      state: 'queued',
      progress: 0,
      message: '',
      stages: '[]',
      activated: 0,
      created: 1,
      updated: 1,
    })
    const names = ['id', 'user', ...Object.keys(known)]
    const insert = `insert into fits (${names}) values (${names.map(() => '?')})`
    const rows = Array.from({ length: 20 }, (_, n) => [
      `fit_${client.project}_${n}`,
      `user ${n}`,
      ...Object.values(known),
    ])
    await env.DB.batch(rows.map((values) => env.DB.prepare(insert).bind(...values)))
    const response = await client.raw('POST', of('ada'), {
      body: JSON.stringify({ texts: TEXTS }),
      headers: { 'content-type': 'application/json' },
    })
    expect(await lateError(response)).toMatchObject({ code: 'too_many_fits' })
    expect((await client.post('/v1/fits', { axis: 'formal', source: 'context-shift' })).status).toBe(202)
    await env.DB.prepare('delete from fits where project_id = ?').bind(client.project).run()
  })

  it('counts to a quota of its own', async () => {
    await client.put('/v1/limits', { storage: { private_axes: 1 } })
    await fitted()
    expect((await client.get('/v1/limits')).body.used).toMatchObject({ axes: 1, private_axes: 1 })
    const late = await client.raw('POST', of('leo'), {
      body: JSON.stringify({ texts: TEXTS }),
      headers: { 'content-type': 'application/json' },
    })
    expect(await lateError(late)).toMatchObject({ code: 'quota_exceeded' })
    await client.delete(of('ada'))
    expect((await client.get('/v1/limits')).body.used.private_axes).toBe(0)
  })

  it.each<[string, object, number, string]>([
    ['seven texts', { texts: TEXTS.slice(1) }, 400, 'invalid_value'],
    ['the same text eight times', { texts: Array(8).fill(TEXTS[0]) }, 400, 'too_few_texts'],
    ['a strength of 2', { texts: TEXTS, strength: 2 }, 400, 'invalid_value'],
    ['a strength that is no number', { texts: TEXTS, strength: 'NaN' }, 400, 'invalid_value'],
    ['a model that there is not', { texts: TEXTS, model: 'gpt-9' }, 404, 'model_not_found'],
  ])('is refused: %s', async (_, sent, status, code) => {
    const answer = await client.post(of('ada'), sent)
    expect([answer.status, answer.body.error.code]).toEqual([status, code])
    expect((await client.get(of('ada'))).body.error.code).toBe('private_axis_not_found')
  })

  it('is its user’s own to make, see and delete by token, and no other’s', async () => {
    const [ada, leo] = [await tokenOf('ada'), await tokenOf('leo')]
    await fitted('ada', {}, ada)
    for (const method of ['GET', 'DELETE']) {
      const other = await leo.ask(method, of('ada'))
      expect([other.status, other.body.error.code]).toEqual([403, 'other_user'])
    }
    const stranger = await newProject()
    expect((await stranger.get(of('ada'))).status).toBe(404)
    expect((await stranger.get('/v1/axes?user=ada')).body.data).toEqual([])
    const { secret } = (
      await client.post('/v1/keys', { name: 'leo', scopes: ['chat', 'profiles', 'keys'], users: ['leo'] })
    ).body
    expect((await new Client(secret).get('/v1/axes?user=ada')).body.error.code).toBe('other_user')
    expect((await ada.delete(of('ada'))).status).toBe(204)
    expect((await ada.get(of('ada'))).status).toBe(404)
    expect((await client.get('/v1/profiles/ada')).body.strengths).toEqual({})
  })
})

const POLE = { name: 'a', description: 'Answer in one way.' }
const OTHER = { name: 'b', description: 'Answer in another way.' }

describe('the texts', () => {
  it('are kept only until the fit has ended', async () => {
    await fitted()
    expect(await placesOf(MARKER)).toEqual([])
  })
})

describe('a user who is erased', () => {
  it('takes the axis along: its rows, its file, its fits, one that still runs too', async () => {
    const user = 'wilhelmine-x3'
    const { axis } = await fitted(user)
    await begun(user)
    const lines = await (await client.raw('GET', `/v1/users/${user}/export`)).text()
    expect(lines).toContain('"private_axis"')
    const project = await (await client.raw('GET', '/v1/project/export')).text()
    expect(project).toContain(axis)
    expect((await client.delete(`/v1/users/${user}`)).body).toMatchObject({ complete: true })
    const kept = ['audit_log', 'project_events', 'user_erasures', 'webhook_events']
    for (const text of [user, axis, MARKER]) {
      expect([text, (await placesOf(text)).filter((place) => !kept.includes(place))]).toEqual([text, []])
    }
  })
})
