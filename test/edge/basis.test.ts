/** Which basis answers are composed in, over which directions, and which axes are told to be alike. */
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { basisOver, DEFAULT_BASIS } from '../../edge/steering/basis.ts'
import type { AxesByName } from '../../edge/steering/resolve.ts'
import type { GenerateRequest } from '../../shared/wire/generate.ts'
import { TOY_MODEL } from '../support/fake-worker.ts'
import { TOY_MODEL_HASH, toyDirection } from '../support/toy-direction.ts'
import { type Any, fakeFleet, fetchWith, newAxis, newProject, whoSaw } from './harness.ts'

const fleet = fakeFleet()
const hello = { model: TOY_MODEL, messages: [{ role: 'user', content: 'Hello' }] }

let client: Awaited<ReturnType<typeof newProject>>
beforeEach(async () => {
  client = await newProject()
})

const ask = (steering: object = {}, who = client) => who.post('/v1/chat/completions', { ...hello, steering })
const forwarded = () => whoSaw(fleet, '/v1/generate').lastBody<GenerateRequest>('/v1/generate')
const choose = (basis: string) => client.patch('/v1/project', { basis })

describe("a project's basis", () => {
  it('is the default until one is chosen, and a name changes none of it', async () => {
    expect((await client.get('/v1/project')).body.basis).toBe(DEFAULT_BASIS)
    for (const basis of ['orthogonal', 'raw']) {
      expect((await choose(basis)).body).toMatchObject({ name: 'a project', basis })
      expect((await client.patch('/v1/project', { name: 'a project' })).body.basis).toBe(basis)
      expect((await client.get('/v1/project')).body.basis).toBe(basis)
    }
  })

  it.each([{}, { basis: 'skewed' }, { basis: null }, { orthogonal: true }])('is not changed by %j', async (body) => {
    expect((await client.patch('/v1/project', body)).status).toBe(400)
    expect((await client.get('/v1/project')).body.basis).toBe(DEFAULT_BASIS)
  })

  it('is changed by a key that may change the project only', async () => {
    const chat = await client.withScopes('chat', 'axes')
    expect((await chat.patch('/v1/project', { basis: 'orthogonal' })).status).toBe(403)
  })

  it("is no other project's", async () => {
    const other = await newProject()
    await choose('orthogonal')
    await client.steerable('formal')
    await other.steerable('warm', { seed: 2 })
    expect((await other.get('/v1/project')).body.basis).toBe(DEFAULT_BASIS)
    await other.patch('/v1/project', { basis: 'raw' })
    await ask({}, other)
    expect(forwarded().basis).toBeNull()
  })
})

describe('an answer in the orthogonal basis', () => {
  beforeEach(() => choose('orthogonal'))

  it('is composed over all active directions for its model, whatever it is steered by', async () => {
    const formal = await client.steerable('formal')
    const warm = await client.steerable('warm', { seed: 2 })
    await client.steerable('other', { modelHash: 'cd'.repeat(32) })
    await client.steerable('off', { seed: 3 })
    await client.post('/v1/axes/off/activate', { version: null })
    await client.post('/v1/axes', newAxis('unfitted'))
    const answer = await ask({ strengths: { formal: 1 } })
    expect(answer.status).toBe(200)
    expect(forwarded().basis).toEqual([formal.hash, warm.hash])
    expect(answer.body.attune).toMatchObject({ basis: 'orthogonal', basis_directions: [formal.hash, warm.hash] })
    await ask()
    expect(forwarded()).toMatchObject({ edits: [], basis: [formal.hash, warm.hash] })
  })

  it('names no direction of another project', async () => {
    const { hash } = await client.steerable('formal')
    const other = await newProject()
    const theirs = await other.steerable('warm', { seed: 2 })
    await ask()
    expect(forwarded().basis).toEqual([hash])
    expect(JSON.stringify(forwarded())).not.toContain(theirs.hash)
    expect([fleet.a, fleet.b].some((worker) => worker.directions.has(theirs.hash))).toBe(false)
  })

  it('brings the worker what it lacks', async () => {
    const formal = await client.steerable('formal')
    const warm = await client.steerable('warm', { seed: 2 })
    await ask({ strengths: { formal: 1 } })
    expect([...whoSaw(fleet, '/v1/generate').directions.keys()]).toEqual([formal.hash, warm.hash])
  })

  it('does without a direction that cannot be had, unless it is steered by it', async () => {
    const formal = await client.steerable('formal')
    const warm = await client.steerable('warm', { seed: 2 })
    await env.ARTIFACTS.delete(`directions/${warm.hash}`)
    expect((await ask({ strengths: { formal: 1 } })).body.attune.basis_directions).toEqual([formal.hash])
    const failed = await ask({ strengths: { warm: 1 } })
    expect([failed.status, failed.body.error.code]).toEqual([500, 'artifact_missing'])
    await client.post('/v1/axes/formal/activate', { version: null })
    expect((await ask()).body.attune).toMatchObject({ basis: 'raw', basis_directions: [] })
  })

  it('is raw where the request asks for that, or where no axis is active', async () => {
    expect((await ask()).body.attune.basis).toBe('raw')
    await client.steerable('formal')
    expect((await ask({ basis: 'raw' })).body.attune.basis).toBe('raw')
  })
})

describe("a request's own basis", () => {
  it("wins over the project's", async () => {
    const { hash } = await client.steerable('formal')
    await choose('raw')
    await ask({ basis: 'orthogonal' })
    expect(forwarded().basis).toEqual([hash])
  })

  it('is one of the two', async () => {
    const answer = await ask({ basis: 'skewed' })
    expect([answer.status, answer.body.error.param]).toEqual([400, 'steering.basis'])
  })

  it('must be possible; what a project has chosen gives way', () => {
    const axes = (count: number): AxesByName =>
      new Map(
        Array.from({ length: count }, (_, i) => {
          const active = { version: 1, hash: `hash ${i}`, modelHash: TOY_MODEL_HASH, layers: [2] }
          return [`axis${i}`, { active, condition: null }]
        }),
      )
    expect(basisOver(axes(64), 'orthogonal', undefined, TOY_MODEL_HASH)).toHaveLength(64)
    expect(basisOver(axes(65), 'orthogonal', undefined, TOY_MODEL_HASH)).toBeNull()
    expect(() => basisOver(axes(65), 'raw', 'orthogonal', TOY_MODEL_HASH)).toThrow(
      "65 axes are active, and at most 64 can be made orthogonal: turn some off, or use basis 'raw'.",
    )
  })
})

describe('axes whose directions are alike', () => {
  const OPPOSED = { seed: 2, v: [-0.6, 0.8, 0, 0] }
  const correlated = async (axis: string) => (await client.get(`/v1/axes/${axis}`)).body.active.correlated

  it('are told with either, where they are listed too', async () => {
    await client.steerable('formal')
    await client.steerable('simple', OPPOSED)
    await client.steerable('warm', { seed: 3, v: [0.4, 0.4, Math.sqrt(1 - 0.32), 0] })
    expect(await correlated('formal')).toEqual([{ axis: 'simple', cosine: expect.closeTo(-0.6, 6) }])
    expect(await correlated('simple')).toEqual([{ axis: 'formal', cosine: expect.closeTo(-0.6, 6) }])
    const { data } = (await client.get('/v1/axes')).body
    expect(data.map((axis: Any) => axis.active.correlated.length)).toEqual([1, 1, 0])
  })

  it('are told by the activation that makes them meet, the most alike first', async () => {
    await client.steerable('formal')
    await client.post('/v1/axes', newAxis('simple'))
    await client.steerable('warm', { seed: 4, v: [-0.8, 0.6, 0, 0] })
    await client.upload(toyDirection({ axis: 'simple', ...OPPOSED }), { axis: 'simple', activate: 'never' })
    const activated = await client.post('/v1/axes/simple/activate', { version: 1 })
    expect(activated.body.active.correlated).toEqual([
      { axis: 'warm', cosine: expect.closeTo(0.96, 6) },
      { axis: 'formal', cosine: expect.closeTo(-0.6, 6) },
    ])
  })

  it('are told of the versions in force, back and forth', async () => {
    await client.steerable('formal')
    await client.steerable('simple', OPPOSED)
    await client.steerable('simple', { seed: 3, v: [0, 1, 0, 0] })
    expect(await correlated('formal')).toEqual([])
    await client.post('/v1/axes/simple/activate', { version: 1 })
    await client.post('/v1/axes/simple/activate', { version: 1 })
    expect(await correlated('formal')).toHaveLength(1)
    await client.post('/v1/axes/simple/activate', { version: null })
    expect(await correlated('formal')).toEqual([])
    await client.post('/v1/axes/simple/activate', { version: 1 })
    await client.delete('/v1/axes/simple')
    expect(await correlated('formal')).toEqual([])
  })

  it('are not told where they do not meet: another layer, another model, another project', async () => {
    await client.steerable('formal')
    await client.steerable('simple', { ...OPPOSED, layer: 3 })
    await client.steerable('warm', { ...OPPOSED, modelHash: 'cd'.repeat(32) })
    const other = await newProject()
    await other.steerable('simple', OPPOSED)
    for (const axis of ['formal', 'simple', 'warm']) expect(await correlated(axis)).toEqual([])
    expect((await other.get('/v1/axes/simple')).body.active.correlated).toEqual([])
  })

  it('do not keep an axis from being activated when the store of files is down', async () => {
    await client.steerable('formal')
    await client.post('/v1/axes/formal/activate', { version: null })
    const down = { get: () => Promise.reject(new Error('internal error of R2')) } as unknown as R2Bucket
    client.send = (request) => fetchWith({ ...env, ARTIFACTS: down }, request)
    const { status, body } = await client.post('/v1/axes/formal/activate', { version: 1 })
    expect([status, body.active.version]).toEqual([200, 1])
  })

  it('do not keep an axis from being activated when a file is gone', async () => {
    const { hash } = await client.steerable('formal')
    await env.ARTIFACTS.delete(`directions/${hash}`)
    await client.steerable('simple', OPPOSED)
    expect(await correlated('simple')).toEqual([])
    expect((await client.post('/v1/axes/formal/activate', { version: 1 })).body.active.correlated).toEqual([])
  })
})
