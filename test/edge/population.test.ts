/** What a project's users have in common: estimated by the clock, of enough of them, and without a trace of who is gone. */
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from '../../edge/services/database.ts'
import { estimatePopulations, LEAST_USERS } from '../../edge/services/population-runs.ts'
import { fakeFleet, newProject } from './harness.ts'

fakeFleet()
const db = openDatabase(env.DB)
const HOUR = 3600_000

let client: Awaited<ReturnType<typeof newProject>>
let now: number
beforeEach(async () => {
  client = await newProject()
  await client.steerable('formal')
  await client.steerable('warm')
  now = Date.now()
  // What other tests have left to be done.
  for (let i = 0; i < 5; i++) await estimatePopulations(db, now)
})

/** Says so several times that they like more of it, or less. */
async function likes(user: string, axis: string, value: 'more' | 'less', of = client) {
  for (let i = 0; i < 3; i++) {
    const { status } = await of.post('/v1/feedback', { id: `${axis}${i}`, type: 'adjust', axis, value, user })
    expect(status).toBe(201)
  }
}

const users = (count: number) => Array.from({ length: count }, (_, n) => `user${n}`)

const everybodyLikes = async (axis: string, value: 'more' | 'less', of = client, count = LEAST_USERS) => {
  for (const user of users(count)) await likes(user, axis, value, of)
}

const shown = async (of = client) => {
  const { status, body } = await of.get('/v1/population')
  expect(status).toBe(200)
  return body
}

const NONE = { object: 'population', axes: {}, users: 0, computed: null }

const versionOf = async (project: string) =>
  (await env.DB.prepare('select version from projects where id = ?').bind(project).first<{ version: number }>())!
    .version

/** Beliefs of many users, as if they had signalled. */
async function grow(count: number, mean: Record<string, number>, of = client, name = 'grown') {
  const axes = Object.fromEntries(
    (
      await env.DB.prepare('select id, name from axes where project_id = ?')
        .bind(of.project)
        .all<{ id: string; name: string }>()
    ).results.map(({ id, name }) => [name, id]),
  )
  const named = Object.fromEntries(Object.entries(mean).map(([axis, value]) => [axes[axis]!, value]))
  const size = Object.keys(mean).length
  const covariance = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (__, k) => (i === k ? 0.01 : 0)),
  )
  const ns = 'with recursive ns(n) as (select 0 union all select n + 1 from ns where n + 1 < ?)'
  const id = `? || substr('00000' || n, -5)`
  const prefix = `prof_${of.project}_${name}_`
  const statements: [string, ...unknown[]][] = [
    [
      `insert into profiles (id, project_id, user, created, updated) select ${id}, ?, ? || n, 1, 1 from ns`,
      prefix,
      of.project,
      name,
    ],
    [
      `insert into signals (id, project_id, profile_id, name, evidence, given, created)
       select ${id}, ?, ${id}, 's', '{"kind":"copy","at":{}}', 1, ? from ns`,
      `sig_${prefix}`,
      of.project,
      prefix,
      now,
    ],
    [
      `insert into beliefs (profile_id, project_id, mean, covariance, evidence, version, day, computed)
       select ${id}, ?, ?, ?, 1, 0, 0, 1 from ns`,
      prefix,
      of.project,
      JSON.stringify(named),
      JSON.stringify(covariance),
    ],
  ]
  await env.DB.batch(statements.map(([text, ...values]) => env.DB.prepare(`${ns} ${text}`).bind(count, ...values)))
}

describe('a population', () => {
  it('is where users begin of whom nothing is known, from ten users on', async () => {
    await everybodyLikes('formal', 'more', client, LEAST_USERS - 1)
    await estimatePopulations(db, now)
    expect(await shown()).toEqual(NONE)
    expect((await client.get('/v1/profiles/new')).body.strengths).toEqual({})
    await likes('tenth', 'formal', 'more')
    await estimatePopulations(db, now + HOUR)
    const { axes, users: counted, computed } = await shown()
    expect(counted).toBe(LEAST_USERS)
    expect(computed).toBe(Math.floor((now + HOUR) / 1000))
    expect(axes.formal.mean).toBeGreaterThan(0.2)
    expect(axes.formal.deviation).toBeGreaterThan(0)
    const { stored, strengths } = (await client.get('/v1/profiles/new')).body
    expect([stored, strengths.formal.value]).toEqual([false, axes.formal.mean])
  })

  it('leaves out what users have set by hand, of whom it says nothing', async () => {
    for (const user of users(LEAST_USERS)) {
      await client.patch(`/v1/profiles/${user}`, { strengths: { formal: -1 } })
      await likes(user, 'warm', 'more')
    }
    await estimatePopulations(db, now)
    const { axes } = await shown()
    expect(Object.keys(axes)).toEqual(['warm'])
    expect(axes.warm.mean).toBeGreaterThan(0.2)
  })

  it('is estimated once an hour at most, and only where something has changed', async () => {
    await grow(20, { formal: 0.5 })
    await estimatePopulations(db, now)
    const first = await shown()
    await grow(20, { formal: -0.9 }, client, 'others')
    await estimatePopulations(db, now + HOUR - 1)
    expect(await shown()).toEqual(first)
    await estimatePopulations(db, now + HOUR)
    const second = await shown()
    expect(second.axes.formal.mean).toBeLessThan(0)
    await estimatePopulations(db, now + 5 * HOUR)
    expect(await shown()).toEqual(second)
  })

  it('stays as it is where it moved by less than anybody could tell, so that no belief is made anew', async () => {
    await grow(200, { formal: 0.5 })
    await estimatePopulations(db, now)
    const [before, version] = [await shown(), await versionOf(client.project)]
    await grow(1, { formal: 0.6 }, client, 'one')
    await estimatePopulations(db, now + HOUR)
    expect([await shown(), await versionOf(client.project)]).toEqual([before, version])
    await grow(100, { formal: -0.6 }, client, 'many')
    await estimatePopulations(db, now + 2 * HOUR)
    expect((await shown()).axes.formal.mean).toBeLessThan(0.2)
    expect(await versionOf(client.project)).toBeGreaterThan(version)
  })

  it('is estimated page by page, and goes on where it stopped', async () => {
    await grow(5_100, { formal: 0.5, warm: -0.25 })
    // A page at a time: of two axes, 2,500 users.
    const inTime: number[] = []
    for (let minute = 0; minute < 3; minute++) {
      await estimatePopulations(db, now + minute, 5)
      inTime.push((await shown()).users)
    }
    expect(inTime).toEqual([0, 0, 5_100])
    expect((await shown()).axes).toMatchObject({ formal: { mean: 0.5 }, warm: { mean: -0.25 } })
  })

  it('of many projects is estimated in turns: a large one keeps no small one waiting', async () => {
    const small = await newProject('small')
    await small.steerable('formal')
    await grow(7_600, { formal: 0.5 })
    await grow(LEAST_USERS, { formal: -0.5 }, small)
    await estimatePopulations(db, now, 5)
    await estimatePopulations(db, now + 1, 5)
    await estimatePopulations(db, now + 2, 5)
    const counted = [(await shown(small)).users, (await shown()).users]
    expect(counted).toEqual([LEAST_USERS, 0])
    for (let minute = 3; minute < 6; minute++) await estimatePopulations(db, now + minute, 5)
    expect((await shown()).users).toBe(7_600)
  })

  it('is not estimated twice by two who come at once', async () => {
    await grow(5_100, { formal: 0.5 })
    await Promise.all([estimatePopulations(db, now), estimatePopulations(db, now)])
    expect((await shown()).users).toBe(5_100)
  })
})

describe('who is erased', () => {
  it('leaves no trace, however little it moves', async () => {
    await grow(200, { formal: 0.5 })
    await grow(1, { formal: -1 }, client, 'gone')
    await estimatePopulations(db, now)
    expect((await shown()).users).toBe(201)
    expect((await client.delete('/v1/users/gone0')).status).toBe(200)
    await estimatePopulations(db, now + HOUR)
    const without = await shown()
    expect(without.users).toBe(200)
    const other = await newProject('never knew them')
    await other.steerable('formal')
    await grow(200, { formal: 0.5 }, other)
    await estimatePopulations(db, now + HOUR)
    expect((await shown(other)).axes).toEqual(without.axes)
  })

  it('while it is estimated makes it begin again', async () => {
    await grow(2_600, { formal: 0.5 })
    await grow(1, { formal: -1 }, client, '0first')
    await estimatePopulations(db, now, 5)
    await client.delete('/v1/users/0first0')
    for (let minute = 1; minute < 4; minute++) await estimatePopulations(db, now + minute, 5)
    expect((await shown()).users).toBe(2_600)
  })

  it('may leave too few for any population', async () => {
    await grow(LEAST_USERS, { formal: 0.5 })
    await estimatePopulations(db, now)
    expect((await shown()).users).toBe(LEAST_USERS)
    await client.delete('/v1/users/grown3')
    await estimatePopulations(db, now + HOUR)
    expect(await shown()).toEqual(NONE)
    expect((await client.get('/v1/profiles/new')).body.strengths).toEqual({})
  })

  it('or said nothing that is kept, counts for nothing', async () => {
    await grow(LEAST_USERS, { formal: 0.5 })
    await env.DB.prepare('delete from signals where project_id = ? and profile_id like ?')
      .bind(client.project, '%grown_00003')
      .run()
    await estimatePopulations(db, now)
    expect(await shown()).toEqual(NONE)
  })
})

describe('security', () => {
  it("another project's users do not count, and it sees nothing", async () => {
    const other = await newProject('other')
    await other.steerable('formal')
    await grow(LEAST_USERS, { formal: 0.5 })
    await grow(LEAST_USERS - 1, { formal: -0.5 }, other)
    await estimatePopulations(db, now)
    expect((await shown()).axes.formal.mean).toBeGreaterThan(0)
    expect(await shown(other)).toEqual(NONE)
  })

  it('it needs the scope profiles', async () => {
    expect((await (await client.withScopes('profiles')).get('/v1/population')).status).toBe(200)
    expect((await (await client.withScopes('chat', 'axes')).get('/v1/population')).status).toBe(403)
  })

  it('axes without an active direction are not shown', async () => {
    await grow(LEAST_USERS, { formal: 0.5, warm: 0.25 })
    await estimatePopulations(db, now)
    await client.post('/v1/axes/formal/activate', { version: null })
    expect(Object.keys((await shown()).axes)).toEqual(['warm'])
    await client.delete('/v1/axes/warm')
    expect((await shown()).axes).toEqual({})
  })
})
