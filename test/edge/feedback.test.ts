/** Signals: taken once, of one's own answers only, and in force with the next request. */
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from '../../edge/services/database.ts'
import { dropOldSignals } from '../../edge/services/signals.ts'
import type { GenerateRequest } from '../../shared/wire/generate.ts'
import { TOY_MODEL } from '../support/fake-worker.ts'
import { Client, fakeFleet, fetchWith, newProject, ORIGIN, whoSaw } from './harness.ts'

const fleet = fakeFleet()

let client: Awaited<ReturnType<typeof newProject>>
beforeEach(async () => {
  client = await newProject()
  await client.steerable('formal')
  await client.steerable('warm')
})

/** The id of an answer that stood there. */
async function answered(strengths: Record<string, number>, user: string | null = 'ada', of = client): Promise<string> {
  const messages = [{ role: 'user', content: 'Hi' }]
  const { status, body } = await of.post('/v1/chat/completions', {
    model: TOY_MODEL,
    user,
    messages,
    steering: { strengths },
  })
  expect(status).toBe(200)
  return body.id
}

const strengthsOf = async (user = 'ada') => (await client.get(`/v1/profiles/${user}`)).body.strengths

/** What the worker was asked to steer the user's next answer by. */
async function nextEdits(user = 'ada'): Promise<Record<string, number>> {
  fleet.a.seen.length = fleet.b.seen.length = 0
  const messages = [{ role: 'user', content: 'Hi' }]
  await client.post('/v1/chat/completions', { model: TOY_MODEL, user, messages })
  const body = whoSaw(fleet, '/v1/generate').lastBody<GenerateRequest>('/v1/generate')
  return Object.fromEntries(body.edits.map(({ axis, strength }) => [axis, strength]))
}

describe('a signal', () => {
  it('moves what the next answer is steered by', async () => {
    for (const value of ['more', 'more', 'more']) {
      const { status, body } = await client.post('/v1/feedback', {
        type: 'adjust',
        answer: await answered({ formal: 0.2 }),
        axis: 'formal',
        value,
      })
      expect([status, body]).toMatchObject([
        201,
        { object: 'signal', type: 'adjust', axis: 'formal', value, user: 'ada' },
      ])
    }
    const { strengths, learned } = (await client.get('/v1/profiles/ada')).body
    expect(strengths.formal.value).toBeGreaterThan(0.25)
    expect(learned.formal.deviation).toBeGreaterThan(0)
    expect(learned.formal.deviation).toBeLessThan(0.5)
    expect(await nextEdits()).toMatchObject({ formal: strengths.formal.value })
  })

  it.each([
    ['a thumb', { type: 'thumb', value: 'up' }],
    ['a grade', { type: 'grade', value: 2 }],
    ['a copy', { type: 'copy' }],
  ])('%s of an answer that stood there draws the user there', async (_, said) => {
    await client.post('/v1/feedback', { ...said, answer: await answered({ formal: 0.8 }) })
    await client.post('/v1/feedback', { type: 'thumb', value: 'down', answer: await answered({ formal: -0.8 }) })
    expect((await strengthsOf()).formal.value).toBeGreaterThan(0)
  })

  it('sent again under its name changes nothing', async () => {
    const sent = { id: 'tap-1', type: 'thumb', value: 'down', answer: await answered({ formal: 0.8 }) }
    const first = await client.post('/v1/feedback', sent)
    const before = (await client.get('/v1/profiles/ada')).body
    const again = await client.post('/v1/feedback', sent)
    expect([first.status, again.status]).toEqual([201, 200])
    expect(again.body).toEqual(first.body)
    expect((await client.get('/v1/profiles/ada')).body).toEqual(before)
    const other = await client.post('/v1/feedback', { ...sent, value: 'up' })
    expect([other.status, other.body.error.code]).toEqual([409, 'signal_conflict'])
  })

  it('sent again when nobody knows its answer any more is what it was', async () => {
    const sent = { id: 'tap-2', user: 'ada', type: 'thumb', value: 'down', answer: await answered({ formal: 0.8 }) }
    const first = await client.post('/v1/feedback', sent)
    for (const worker of [fleet.a, fleet.b]) worker.generations.clear()
    await env.DB.prepare('delete from usage_events').run()
    const again = await client.post('/v1/feedback', sent)
    expect([again.status, again.body]).toEqual([200, first.body])
    expect((await client.post('/v1/feedback', { ...sent, id: 'tap-3' })).status).toBe(404)
    expect((await client.post('/v1/feedback', { ...sent, user: 'bob' })).status).toBe(404)
  })

  it('gives the same belief in whichever order it came', async () => {
    const answers = [
      await answered({ formal: 0.9 }, null),
      await answered({ warm: -0.7 }, null),
      await answered({ formal: -0.4 }, null),
    ]
    const said = ['up', 'down', 'down'].map((value, at) => ({
      id: `s${at}`,
      type: 'thumb',
      value,
      answer: answers[at],
      at: 1_700_000_000 + at,
    }))
    for (const one of said) await client.post('/v1/feedback', { ...one, user: 'ada' })
    for (const one of said.toReversed()) await client.post('/v1/feedback', { ...one, user: 'bob' })
    expect(await strengthsOf('ada')).toEqual(await strengthsOf('bob'))
  })

  it('taken back is as if it had never been given', async () => {
    const kept = await answered({ formal: 0.5 })
    await client.post('/v1/feedback', { type: 'thumb', value: 'up', answer: kept })
    const before = await strengthsOf()
    const { body } = await client.post('/v1/feedback', { type: 'adjust', axis: 'formal', value: 'less', user: 'ada' })
    expect(await strengthsOf()).not.toEqual(before)
    expect((await client.delete(`/v1/feedback/${body.id}`)).status).toBe(204)
    expect(await strengthsOf()).toEqual(before)
    expect((await client.delete(`/v1/feedback/${body.id}`)).body.error.code).toBe('signal_not_found')
  })

  it('of forty at once none is lost', async () => {
    const answer = await answered({ formal: 0.8 })
    const all = await Promise.all(
      Array.from({ length: 40 }, (_, at) =>
        client.post('/v1/feedback', { id: `s${at}`, type: 'thumb', value: at % 3 ? 'up' : 'down', answer }),
      ),
    )
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set([201]))
    expect((await client.get('/v1/feedback?user=ada&limit=100')).body.data).toHaveLength(40)
    const concurrent = await strengthsOf()
    // The same, one after another, by another user.
    const other = await answered({ formal: 0.8 }, null)
    for (let at = 0; at < 40; at++) {
      await client.post('/v1/feedback', {
        id: `s${at}`,
        user: 'bob',
        type: 'thumb',
        value: at % 3 ? 'up' : 'down',
        answer: other,
      })
    }
    const bobs = await strengthsOf('bob')
    expect(concurrent.formal.value).toBeCloseTo(bobs.formal.value, 2)
  })
})

describe('what is asked of the database', () => {
  /** Which tables a request reads from end to end, of those that grow with users. */
  async function scannedBy(ask: (database: D1Database) => Promise<unknown>): Promise<string[]> {
    const asked: { query: string; values: unknown[] }[] = []
    const prepare: D1Database['prepare'] = (query) => {
      const statement = env.DB.prepare(query)
      const bind = statement.bind.bind(statement)
      return Object.assign(statement, {
        bind: (...values: unknown[]) => {
          asked.push({ query, values })
          return bind(...values)
        },
      })
    }
    await ask(Object.assign(Object.create(env.DB), { prepare, batch: env.DB.batch.bind(env.DB) }) as D1Database)
    const plans = await Promise.all(
      asked.map(({ query, values }) =>
        env.DB.prepare(`explain query plan ${query}`)
          .bind(...values)
          .all<{ detail: string }>(),
      ),
    )
    expect(plans.length).toBeGreaterThan(0)
    const details = plans.flatMap(({ results }) => results.map(({ detail }) => detail))
    return details.filter((detail) => /^SCAN (s|signals|beliefs|profiles)\b/.test(detail))
  }
  const request = (key: string, path: string, body?: object) =>
    new Request(`${ORIGIN}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: body ? JSON.stringify(body) : null,
    })

  it.each([
    ['to take a signal', '/v1/feedback', { type: 'adjust', axis: 'formal', value: 'more', user: 'ada' }],
    ['to read texts', '/v1/profiles/ada/texts', { texts: ['Some words of mine, which are formal.'], replace: true }],
    ['to list', '/v1/feedback?user=ada', undefined],
    ['to explain', '/v1/profiles/ada/explanation', undefined],
  ])('%s finds its rows by an index', async (_, path, body) => {
    const scanned = await scannedBy(async (database) => {
      const response = await fetchWith({ ...env, DB: database }, request(client.key, path, body))
      expect(response.status).toBeLessThan(300)
      await response.text()
    })
    expect(scanned).toEqual([])
  })

  it('to drop old signals finds them by an index', async () => {
    expect(await scannedBy((database) => dropOldSignals(openDatabase(database)))).toEqual([])
  })
})

describe('a hand', () => {
  it('holds an axis where it set it, until it lets go', async () => {
    await client.patch('/v1/profiles/ada', { strengths: { formal: -0.5 } })
    for (let i = 0; i < 3; i++) {
      await client.post('/v1/feedback', {
        type: 'adjust',
        answer: await answered({ formal: 0.2 }),
        axis: 'formal',
        value: 'more',
      })
    }
    const held = (await client.get('/v1/profiles/ada')).body
    expect(held.strengths.formal).toEqual({ value: -0.5, mode: 'add' })
    expect(held.learned).not.toHaveProperty('formal')
    await client.patch('/v1/profiles/ada', { strengths: { formal: null } })
    expect((await strengthsOf()).formal.value).toBeGreaterThan(0.2)
  })

  it('that set the default profile says only where users begin', async () => {
    await client.put('/v1/default-profile', { strengths: { warm: 0.5 } })
    await client.post('/v1/feedback', {
      type: 'adjust',
      answer: await answered({ formal: 0.2 }),
      axis: 'formal',
      value: 'more',
    })
    expect((await strengthsOf()).warm.value).toBeCloseTo(0.5, 1)
    for (let i = 0; i < 4; i++)
      await client.post('/v1/feedback', { type: 'adjust', axis: 'warm', value: 'less', user: 'ada' })
    expect((await strengthsOf()).warm.value).toBeLessThan(0.3)
  })
})

describe('a project', () => {
  it('that does not learn steers nobody by what was signalled, and keeps it', async () => {
    await client.post('/v1/feedback', { type: 'adjust', axis: 'formal', value: 'more', user: 'ada' })
    const learned = await nextEdits()
    expect(learned.formal).toBeGreaterThan(0)
    await client.patch('/v1/project', { learning: { enabled: false } })
    expect(await nextEdits()).toEqual({})
    await client.patch('/v1/project', { learning: { enabled: true } })
    expect(await nextEdits()).toEqual(learned)
  })

  it('says how much each kind counts', async () => {
    await client.post('/v1/feedback', { type: 'adjust', axis: 'formal', value: 'more', user: 'ada' })
    const { body } = await client.patch('/v1/project', { learning: { weights: { adjust: 0 }, half_life_days: null } })
    expect(body.learning).toMatchObject({ enabled: true, half_life_days: null, weights: { adjust: 0, pick: 1 } })
    expect((await strengthsOf()).formal.value).toBe(0)
  })
})

describe('a change of how a project learns', () => {
  it('leaves what it does not name as it is', async () => {
    const set = { retention_days: 30, half_life_days: null, weights: { thumb: 2 } }
    await client.patch('/v1/project', { learning: set })
    const { body } = await client.patch('/v1/project', { learning: { explore: false, weights: { copy: 0 } } })
    expect(body.learning).toMatchObject({
      ...{ retention_days: 30, half_life_days: null, explore: false, enabled: true },
      weights: { thumb: 2, copy: 0, pick: 1 },
    })
    expect((await client.patch('/v1/project', { learning: {} })).body.learning).toEqual(body.learning)
  })
})

describe('where the project says how to begin', () => {
  const up = async (answer: string) => client.post('/v1/feedback', { type: 'thumb', value: 'up', answer })

  it.each([
    ['by its default edits', () => client.patch('/v1/project', { default_edits: { formal: 0.6 } })],
    ['by its default profile', () => client.put('/v1/default-profile', { strengths: { formal: 0.6 } })],
  ])('%s, who approves of that keeps it, and who wants less of it gets less', async (_, begin) => {
    await begin()
    const begun = await nextEdits()
    expect(begun).toEqual({ formal: 0.6 })
    await up(await answered({}))
    expect(await nextEdits()).toEqual(begun)
    for (let i = 0; i < 4; i++) {
      await client.post('/v1/feedback', { type: 'adjust', axis: 'formal', value: 'less', user: 'ada' })
    }
    expect((await nextEdits()).formal ?? 0).toBeLessThan(0.4)
  })

  it.each([
    ['its default edits', (edits: object) => client.patch('/v1/project', { default_edits: edits })],
    ['its default profile', (strengths: object) => client.put('/v1/default-profile', { strengths })],
  ])('what %s boost or neutralise is nothing that signals move', async (_, set) => {
    await set({ warm: { value: -1, mode: 'neutralise' } })
    for (const value of ['up', 'down', 'up']) {
      await client.post('/v1/feedback', { type: 'thumb', value, answer: await answered({ formal: 0.4 }) })
    }
    await client.post('/v1/feedback', { type: 'adjust', axis: 'warm', value: 'more', user: 'ada' })
    await nextEdits()
    const { edits } = whoSaw(fleet, '/v1/generate').lastBody<GenerateRequest>('/v1/generate')
    expect(edits).toContainEqual(expect.objectContaining({ axis: 'warm', strength: -1, mode: 'neutralise' }))
    expect((await client.get('/v1/profiles/ada')).body.learned).not.toHaveProperty('warm')
    const { axes } = (await client.get('/v1/profiles/ada/explanation')).body
    expect(axes.find(({ axis }: { axis: string }) => axis === 'warm')).toMatchObject({
      strength: -1,
      source: 'default',
    })
  })

  it('there a user is again who has taken back all that they signalled', async () => {
    await client.patch('/v1/project', { default_edits: { formal: 0.6 } })
    const { body } = await client.post('/v1/feedback', { type: 'adjust', axis: 'formal', value: 'less', user: 'ada' })
    expect((await nextEdits()).formal).toBeLessThan(0.6)
    await client.delete(`/v1/feedback/${body.id}`)
    expect(await nextEdits()).toEqual({ formal: 0.6 })
    expect((await client.get('/v1/profiles/ada')).body).toMatchObject({ strengths: {}, learned: {} })
  })
})

describe('is refused:', () => {
  it.each<[string, object, number, string]>([
    [
      'an answer that nobody knows',
      { type: 'thumb', value: 'up', answer: 'chatcmpl_a_00000000000000000000000000' },
      404,
      'generation_not_found',
    ],
    ['a text that is no id', { type: 'thumb', value: 'up', answer: 'x' }, 404, 'generation_not_found'],
    ['no type', { value: 'up' }, 400, 'invalid_value'],
    ['a grade of 3', { type: 'grade', value: 3, answer: 'x' }, 400, 'invalid_value'],
    ['a grade that is no number', { type: 'grade', value: 'NaN', answer: 'x' }, 400, 'invalid_value'],
    [
      'more of an axis that there is not',
      { type: 'adjust', axis: 'cold', value: 'more', user: 'ada' },
      400,
      'unknown_axis',
    ],
    ['nobody’s', { type: 'adjust', axis: 'warm', value: 'more' }, 400, 'user_needed'],
    ['a field that is not known', { type: 'copy', answer: 'x', colour: 1 }, 400, 'invalid_value'],
  ])('%s', async (_, sent, status, code) => {
    const answer = await client.post('/v1/feedback', sent)
    expect([answer.status, answer.body.error.code]).toEqual([status, code])
    if (status === 404) expect(answer.body.error.param).toBe('answer')
    expect((await client.get('/v1/profiles/ada')).body.stored).toBe(false)
  })

  it('a choice that the answer has not, and a pick of an answer that has one', async () => {
    const answer = await answered({ formal: 1 })
    const beyond = await client.post('/v1/feedback', { type: 'thumb', value: 'up', answer, choice: 3 })
    expect([beyond.status, beyond.body.error.code]).toEqual([400, 'no_such_choice'])
    const pick = await client.post('/v1/feedback', { type: 'pick', answer, choice: 0 })
    expect([pick.status, pick.body.error.code]).toEqual([400, 'nothing_to_compare'])
  })

  it('an answer of another user, and of another project, alike', async () => {
    const answer = await answered({ formal: 1 }, 'bob')
    const theirs = await client.post('/v1/feedback', { type: 'thumb', value: 'up', answer, user: 'ada' })
    const other = await newProject()
    const stranger = await other.post('/v1/feedback', { type: 'thumb', value: 'up', answer, user: 'ada' })
    expect([theirs.status, stranger.status]).toEqual([404, 404])
    expect(theirs.body.error.message).toBe(stranger.body.error.message)
    expect((await strengthsOf('bob')).formal).toBeUndefined()
  })
})

describe('a user’s own token', () => {
  const tokenOf = async (user: string) => new Client((await client.post('/v1/user_tokens', { user })).body.token)

  it('signals of its user’s answers, sees and takes back its own alone', async () => {
    const [ada, bob] = [await tokenOf('ada'), await tokenOf('bob')]
    const answer = await answered({ formal: 1 })
    const { status, body } = await ada.post('/v1/feedback', { type: 'thumb', value: 'down', answer })
    expect([status, body.user]).toEqual([201, 'ada'])
    expect((await bob.post('/v1/feedback', { type: 'thumb', value: 'down', answer })).status).toBe(404)
    expect((await bob.post('/v1/feedback', { type: 'copy', answer, user: 'ada' })).body.error.code).toBe('other_user')
    expect((await bob.get('/v1/feedback')).body.data).toEqual([])
    expect((await bob.delete(`/v1/feedback/${body.id}`)).status).toBe(404)
    expect((await ada.get('/v1/feedback')).body.data).toEqual([body])
    expect((await ada.delete(`/v1/feedback/${body.id}`)).status).toBe(204)
  })
})

describe('a user who is erased', () => {
  it('leaves no signal and no belief', async () => {
    const answer = await answered({ formal: 1 })
    await client.post('/v1/feedback', { type: 'thumb', value: 'up', answer })
    const lines = (await (await client.raw('GET', '/v1/users/ada/export')).text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines).toContainEqual(expect.objectContaining({ object: 'signal', answer, value: 'up' }))
    await client.delete('/v1/users/ada')
    for (const table of ['signals', 'beliefs', 'profiles', 'live_answers']) {
      const { results } = await env.DB.prepare(`select * from ${table}`).all()
      expect(JSON.stringify(results)).not.toContain(answer)
    }
    const { results } = await env.DB.prepare('select count(*) as n from beliefs where project_id = ?')
      .bind(client.project ?? '')
      .all()
    expect(results).toEqual([{ n: 0 }])
  })
})
