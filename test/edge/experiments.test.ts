/** Experiments: who is steered by which version, what their users' signals say of it, and what follows from that. */
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from '../../edge/services/database.ts'
import { followExperiments } from '../../edge/services/experiment-decisions.ts'
import { isChallengers } from '../../edge/steering/experiments.ts'
import type { GenerateRequest } from '../../shared/wire/generate.ts'
import { TOY_MODEL } from '../support/fake-worker.ts'
import { toyDirection } from '../support/toy-direction.ts'
import { type Any, type Client, fakeFleet, newAxis, newProject, whoSaw } from './harness.ts'

const fleet = fakeFleet()
const db = openDatabase(env.DB)
const PATH = '/v1/axes/formal/experiments'
const DAY = 86_400_000

let client: Awaited<ReturnType<typeof newProject>>
/** By version. */
let hashes: Record<number, string>
beforeEach(async () => {
  client = await newProject()
  hashes = await twoVersions(client)
})

/** Version 1 is active. */
async function twoVersions(of: Client): Promise<Record<number, string>> {
  const { hash } = await of.steerable('formal')
  const { body } = await of.upload(toyDirection({ axis: 'formal', seed: 2 }), { activate: 'never' })
  return { 1: hash, 2: body.hash }
}

async function begun(wanted: object = {}, of: Client = client): Promise<Any> {
  const { status, body } = await of.post(PATH, { challenger: 2, ...wanted })
  expect([status, body.state]).toEqual([201, 'running'])
  return body
}

const shown = async (id: string, of: Client = client) => (await of.get(`${PATH}/${id}`)).body

async function asked(
  user: string | null,
  strengths: object = { formal: 0.5 },
): Promise<{ id: string; request: GenerateRequest }> {
  fleet.a.seen.length = fleet.b.seen.length = 0
  const messages = [{ role: 'user', content: 'Hi' }]
  const { status, body } = await client.post('/v1/chat/completions', {
    model: TOY_MODEL,
    user,
    messages,
    steering: { strengths },
  })
  expect(status).toBe(200)
  return { id: body.id, request: whoSaw(fleet, '/v1/generate').lastBody<GenerateRequest>('/v1/generate') }
}

const usersOf = (experiment: Any, arm: 'challenger' | 'active', count: number): string[] =>
  Array.from({ length: 1000 }, (_, n) => `user${n}`)
    .filter((user) => isChallengers(experiment, user) === (arm === 'challenger'))
    .slice(0, count)

/** As many users of an arm as that, each with three thumbs about texts of their version. */
async function judged(
  experiment: Any,
  arm: 'challenger' | 'active',
  count: number,
  value: 'up' | 'down',
  { of = client, version = experiment[arm], strength = 0.5, at = Date.now() } = {},
) {
  const axis = (await env.DB.prepare('select id from axes where project_id = ? and name = ?')
    .bind(of.project, 'formal')
    .first<{ id: string }>())!.id
  const evidence = JSON.stringify({
    kind: 'thumb',
    at: { [axis]: { version, strength, lean: null } },
    up: value === 'up',
  })
  await env.DB.batch(
    usersOf(experiment, arm, count).flatMap((user) => {
      const profile = `prof_${of.project}${user}`
      return [
        env.DB.prepare(
          'insert or ignore into profiles (id, project_id, user, created, updated) values (?, ?, ?, 1, 1)',
        ).bind(profile, of.project, user),
        ...[0, 1, 2].map((n) =>
          env.DB.prepare(
            'insert into signals (id, project_id, profile_id, name, evidence, given, created) values (?, ?, ?, ?, ?, ?, ?)',
          ).bind(`sig_${crypto.randomUUID()}`, of.project, profile, `${n}${version}${strength}${at}`, evidence, at, at),
        ),
      ]
    }),
  )
}

const follow = (minutes = 6) => followExperiments({ db, artifacts: env.ARTIFACTS }, Date.now() + minutes * 60_000)

const eventsOf = async (type: string) =>
  (
    await env.DB.prepare('select data from webhook_events where project_id = ? and type = ?')
      .bind(client.project, type)
      .all<{ data: string }>()
  ).results.map(({ data }) => JSON.parse(data))

const actions = async () => (await client.get('/v1/audit')).body.data.map(({ action }: Any) => action)

describe('while it runs', () => {
  it('a share of the users is steered by the challenger, always the same ones, and receipts and axes say so', async () => {
    const experiment = await begun({ share: 0.5 })
    const seen: Record<number, number> = { 1: 0, 2: 0 }
    for (let n = 0; n < 16; n++) {
      const expected = isChallengers(experiment, `user${n}`) ? 2 : 1
      for (let again = 0; again < 2; again++) {
        const { request } = await asked(`user${n}`)
        expect(request.edits).toMatchObject([{ axis: 'formal', version: expected, direction: hashes[expected] }])
      }
      seen[expected]!++
    }
    expect([seen[1]! > 2, seen[2]! > 2]).toEqual([true, true])
  })

  it('who is not named gets the active version, and with a share of 1 everybody else the challenger', async () => {
    await begun({ share: 1 })
    expect((await asked(null)).request.edits).toMatchObject([{ version: 1 }])
    for (const user of ['ada', 'leo']) expect((await asked(user)).request.edits).toMatchObject([{ version: 2 }])
  })

  it('users are divided by another draw in another experiment, near the share', async () => {
    const [one, other] = [
      { id: 'exp_a', share: 0.2 },
      { id: 'exp_b', share: 0.2 },
    ]
    const users = Array.from({ length: 10_000 }, (_, n) => `user${n}`)
    const count = (of: (user: string) => boolean) => users.filter(of).length / users.length
    expect(count((user) => isChallengers(one, user))).toBeCloseTo(0.2, 1.5)
    expect(count((user) => isChallengers(one, user) && isChallengers(other, user))).toBeCloseTo(0.04, 1.5)
  })

  it('is over with the next request once it is stopped', async () => {
    const experiment = await begun({ share: 1 })
    expect((await asked('ada')).request.edits).toMatchObject([{ version: 2 }])
    const { status, body } = await client.post(`${PATH}/${experiment.id}/stop`, {})
    expect([status, body.state, body.reason]).toEqual([200, 'ended', 'stopped'])
    expect((await asked('ada')).request.edits).toMatchObject([{ version: 1 }])
    expect(await actions()).toEqual(expect.arrayContaining(['experiment.started', 'experiment.stopped']))
  })

  it("a change while an answer runs goes to its user's version, whoever asks for it", async () => {
    await begun({ share: 1 })
    for (const [user, version] of [
      ['ada', 2],
      [null, 1],
    ] as const) {
      const { id } = await asked(user)
      const { status } = await client.patch(`/v1/generations/${id}`, { strengths: { formal: 0.9 } })
      expect(status).toBe(200)
      expect(whoSaw(fleet, '/v1/generations').lastBody<Any>('/v1/generations').edits).toMatchObject([{ version }])
    }
  })

  it('prompts are read by the active version all the same', async () => {
    await client.post('/v1/axes', { ...newAxis('warm'), condition: { axis: 'formal', threshold: 0 } })
    await client.upload(toyDirection({ axis: 'warm', seed: 3 }), { axis: 'warm', activate: 'always' })
    await begun({ share: 1 })
    const { request } = await asked('ada', { warm: 0.5, formal: 0.5 })
    const byAxis = Object.fromEntries(request.edits.map((edit) => [edit.axis, edit]))
    expect(byAxis).toMatchObject({ formal: { version: 2 }, warm: { condition: { version: 1, direction: hashes[1] } } })
  })
})

describe('what users say', () => {
  it('of the texts of their version is counted, each user once', async () => {
    const experiment = await begun({ share: 0.5 })
    const [challengers] = usersOf(experiment, 'challenger', 1)
    const [actives] = usersOf(experiment, 'active', 1)
    for (const user of [challengers!, actives!]) {
      for (let n = 0; n < 4; n++) {
        const { id: answer } = await asked(user)
        const said = user === challengers ? { type: 'grade', value: 1 } : { type: 'thumb', value: 'down' }
        expect((await client.post('/v1/feedback', { ...said, answer })).status).toBe(201)
      }
    }
    const { statistics } = await shown(experiment.id)
    expect(statistics).toMatchObject({
      challenger: { version: 2, users: 1, counted: 1, signals: 4, approval: { value: 0.75 } },
      active: { version: 1, users: 1, counted: 1, signals: 4, approval: { value: 0 } },
      difference: { value: 0.75 },
      verdict: 'undecided',
    })
    const { low, high } = statistics.difference
    expect([low < 0, high > 0.75]).toEqual([true, true])
  })

  it('before it began, of the other version, or of a text that the axis did not move, is not', async () => {
    const experiment = await begun()
    await judged(experiment, 'challenger', 5, 'up', { at: Date.now() - DAY })
    await judged(experiment, 'challenger', 5, 'up', { version: 1 })
    await judged(experiment, 'active', 5, 'up', { version: 2 })
    await judged(experiment, 'challenger', 5, 'up', { strength: 0 })
    const nothing = { users: 0, counted: 0, signals: 0, approval: null }
    expect((await shown(experiment.id)).statistics).toMatchObject({
      challenger: nothing,
      active: nothing,
      difference: null,
    })
    await client.post('/v1/feedback', { type: 'adjust', user: 'ada', axis: 'formal', value: 'more' })
    expect((await shown(experiment.id)).statistics.challenger.signals).toBe(0)
  })

  it('is gone with the user who is erased', async () => {
    const experiment = await begun()
    await judged(experiment, 'challenger', 3, 'up')
    expect((await shown(experiment.id)).statistics.challenger.users).toBe(3)
    await client.delete(`/v1/users/${usersOf(experiment, 'challenger', 1)[0]}`)
    expect((await shown(experiment.id)).statistics.challenger.users).toBe(2)
  })

  it('decides, once, and is told to webhooks; a person promotes', async () => {
    const hook = { url: 'https://app.example.com/', events: ['experiment.decided'] }
    expect((await client.post('/v1/webhooks', hook)).status).toBe(201)
    const experiment = await begun()
    await judged(experiment, 'challenger', 40, 'up')
    await judged(experiment, 'active', 40, 'down')
    await follow()
    await follow(20)
    const decided = await shown(experiment.id)
    expect(decided).toMatchObject({
      state: 'running',
      verdict: 'challenger',
      statistics: { verdict: 'challenger', challenger: { counted: 40 }, difference: { value: 1 } },
    })
    expect(decided.statistics.difference.low).toBeGreaterThan(0.3)
    expect(await eventsOf('experiment.decided')).toEqual([
      { experiment: experiment.id, axis: 'formal', verdict: 'challenger', challenger: 2, active: 1, promote: 'manual' },
    ])
    expect((await client.get('/v1/axes/formal')).body.active.version).toBe(1)
    const { status, body } = await client.post(`${PATH}/${experiment.id}/promote`, {})
    expect([status, body.state, body.reason]).toEqual([200, 'ended', 'promoted'])
    expect((await client.get('/v1/axes/formal')).body.active.version).toBe(2)
    expect(await eventsOf('direction.activated')).toContainEqual({ axis: 'formal', version: 2, previous: 1 })
    expect(await actions()).toEqual(expect.arrayContaining(['experiment.promoted', 'direction.activated']))
    expect((await asked('ada')).request.edits).toMatchObject([{ version: 2 }])
  })

  it('decides nothing while it is too little', async () => {
    const experiment = await begun({ promote: 'auto' })
    await judged(experiment, 'challenger', 4, 'up')
    await judged(experiment, 'active', 4, 'down')
    await follow()
    expect(await shown(experiment.id)).toMatchObject({ state: 'running', verdict: 'undecided', decided: null })
    expect(await eventsOf('experiment.decided')).toEqual([])
  })
})

describe('promote: auto', () => {
  it('puts the challenger in force by itself where it is better, and says who it was', async () => {
    const experiment = await begun({ promote: 'auto' })
    await judged(experiment, 'challenger', 40, 'up')
    await judged(experiment, 'active', 40, 'down')
    await follow()
    expect(await shown(experiment.id)).toMatchObject({ state: 'ended', reason: 'promoted', verdict: 'challenger' })
    expect((await client.get('/v1/axes/formal')).body.active.version).toBe(2)
    const { data } = (await client.get('/v1/audit')).body
    const entry = data.find(({ action }: Any) => action === 'experiment.promoted')
    expect(entry.actor).toEqual({ kind: 'schedule', id: experiment.id, name: 'formal' })
  })

  it('ends it where the active version is better', async () => {
    const experiment = await begun({ promote: 'auto' })
    await judged(experiment, 'challenger', 40, 'down')
    await judged(experiment, 'active', 40, 'up')
    await follow()
    expect(await shown(experiment.id)).toMatchObject({ state: 'ended', reason: 'decided', verdict: 'active' })
    expect((await client.get('/v1/axes/formal')).body.active.version).toBe(1)
  })
})

describe('it ends by itself', () => {
  it.each([
    [
      'another version is activated',
      'version_activated',
      () => client.post('/v1/axes/formal/activate', { version: 2 }),
    ],
    ['none is active any more', 'version_activated', () => client.post('/v1/axes/formal/activate', { version: null })],
    ['the challenger is deleted', 'version_deleted', () => client.delete('/v1/axes/formal/directions/2')],
  ])('where %s', async (_, reason, change) => {
    const experiment = await begun({ share: 1 })
    expect((await change()).status).toBeLessThan(300)
    expect(await shown(experiment.id)).toMatchObject({ state: 'ended', reason })
    expect((await client.post(`${PATH}/${experiment.id}/stop`, {})).body.error.code).toBe('experiment_ended')
  })

  it('where its axis is deleted, and does not run again when that comes back', async () => {
    const experiment = await begun({ share: 1 })
    await client.delete('/v1/axes/formal')
    expect((await client.get(`${PATH}/${experiment.id}`)).body.error.code).toBe('axis_not_found')
    await client.post('/v1/axes/formal/restore', {})
    expect(await shown(experiment.id)).toMatchObject({ state: 'ended', reason: 'axis_deleted' })
    expect((await asked('ada')).request.edits).toMatchObject([{ version: 1 }])
  })

  it('and its statistics stay as they were then', async () => {
    const experiment = await begun()
    await judged(experiment, 'challenger', 3, 'up')
    await client.post('/v1/axes/formal/activate', { version: 2 })
    await follow()
    await judged(experiment, 'challenger', 9, 'down')
    await env.DB.prepare('delete from signals where project_id = ?').bind(client.project).run()
    expect((await shown(experiment.id)).statistics.challenger).toMatchObject({ users: 3, approval: { value: 1 } })
  })
})

describe('it is refused', () => {
  it.each([
    ['for a version that there is not', { challenger: 9 }, 404, 'direction_not_found'],
    ['for the active version', { challenger: 1 }, 400, 'invalid_value'],
    ['for a version of another model', { challenger: 3 }, 400, 'wrong_model'],
    ['with a share of nobody', { challenger: 2, share: 0 }, 400, 'invalid_value'],
    ['with a share of more than all', { challenger: 2, share: 1.5 }, 400, 'invalid_value'],
    ['with an alpha of 0', { challenger: 2, alpha: 0 }, 400, 'invalid_value'],
    ['with a metric that there is not', { challenger: 2, metric: 'clicks' }, 400, 'invalid_value'],
    ['with what it does not know', { challenger: 2, colour: 'red' }, 400, null],
  ])('%s', async (_, wanted, status, code) => {
    await client.upload(toyDirection({ axis: 'formal', seed: 3, modelHash: 'cd'.repeat(32) }), { activate: 'never' })
    const { status: found, body } = await client.post(PATH, wanted)
    expect([found, code === null ? null : body.error.code]).toEqual([status, code])
    expect((await client.get(PATH)).body.data).toEqual([])
  })

  it('while another one runs on the axis, of two that begin at once too', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => client.post(PATH, { challenger: 2 })))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409])
    const { status, body } = await client.post(PATH, { challenger: 2 })
    expect([status, body.error.code]).toEqual([409, 'experiment_running'])
  })

  it('on an axis without an active direction, and one that there is not', async () => {
    await client.post('/v1/axes', newAxis('bare'))
    expect((await client.post('/v1/axes/bare/experiments', { challenger: 1 })).body.error.code).toBe('axis_inactive')
    expect((await client.post('/v1/axes/none/experiments', { challenger: 1 })).body.error.code).toBe('axis_not_found')
  })
})

describe('security', () => {
  it('another project neither sees nor ends it, and its users do not count', async () => {
    const other = await newProject('other')
    await twoVersions(other)
    const experiment = await begun({ share: 1 })
    for (const answer of [
      await other.get(`${PATH}/${experiment.id}`),
      await other.post(`${PATH}/${experiment.id}/stop`, {}),
      await other.post(`${PATH}/${experiment.id}/promote`, {}),
    ]) {
      expect([answer.status, answer.body.error.code]).toEqual([404, 'experiment_not_found'])
    }
    expect((await other.get(PATH)).body.data).toEqual([])
    await judged(experiment, 'challenger', 4, 'up', { of: other })
    expect(await shown(experiment.id)).toMatchObject({ state: 'running', statistics: { challenger: { users: 0 } } })
  })

  it('it is found by its own axis alone', async () => {
    await client.steerable('warm')
    const experiment = await begun()
    expect((await client.get(`/v1/axes/warm/experiments/${experiment.id}`)).status).toBe(404)
    expect((await client.post(`/v1/axes/warm/experiments/${experiment.id}/promote`, {})).status).toBe(404)
  })

  it('it needs the scope axes', async () => {
    const { id } = await begun()
    const weak = await client.withScopes('chat', 'profiles', 'fits')
    for (const { status } of [
      await weak.get(PATH),
      await weak.get(`${PATH}/${id}`),
      await weak.post(PATH, { challenger: 2 }),
      await weak.post(`${PATH}/${id}/stop`, {}),
      await weak.post(`${PATH}/${id}/promote`, {}),
    ]) {
      expect(status).toBe(403)
    }
    expect((await (await client.withScopes('axes')).get(`${PATH}/${id}`)).status).toBe(200)
  })
})
