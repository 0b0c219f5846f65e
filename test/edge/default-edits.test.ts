/** A project's default edits: beneath every profile and request, for all users. */
import { beforeEach, describe, expect, it } from 'vitest'
import { resolveChat } from '../../edge/steering/resolve.ts'
import type { GenerateRequest } from '../../shared/wire/generate.ts'
import { steering } from '../../shared/wire/steering.ts'
import { TOY_MODEL } from '../support/fake-worker.ts'
import { TOY_MODEL_HASH } from '../support/toy-direction.ts'
import { fakeFleet, newAxis, newProject, whoSaw } from './harness.ts'

const fleet = fakeFleet()
let client: Awaited<ReturnType<typeof newProject>>
beforeEach(async () => {
  client = await newProject()
  for (const axis of ['helpful', 'formal']) await client.steerable(axis)
})

/** The strengths that reach the worker. */
async function edits(request: object = {}): Promise<Record<string, number>> {
  const messages = [{ role: 'user', content: 'Hi' }]
  const { status } = await client.post('/v1/chat/completions', { model: TOY_MODEL, messages, ...request })
  expect(status).toBe(200)
  const { edits } = whoSaw(fleet, '/v1/generate').lastBody<GenerateRequest>('/v1/generate')
  for (const worker of [fleet.a, fleet.b]) worker.seen.length = 0
  return Object.fromEntries(edits.map(({ axis, strength }) => [axis, strength]))
}

const set = (default_edits: object) => client.patch('/v1/project', { default_edits })

describe('default edits', () => {
  it('are none at first, are set as a whole, and leave the name', async () => {
    const { body: before } = await client.get('/v1/project')
    expect(before.default_edits).toEqual({})
    const { status, body } = await set({ helpful: 0.5, formal: { value: -1, mode: 'boost' } })
    expect(status).toBe(200)
    expect(body).toEqual({
      ...before,
      default_edits: { helpful: { value: 0.5, mode: 'add' }, formal: { value: -1, mode: 'boost' } },
    })
    expect((await client.patch('/v1/project', { name: 'other' })).body).toEqual({ ...body, name: 'other' })
    expect((await set({})).body.default_edits).toEqual({})
  })

  it('act on everybody: users with a profile, without one, and nobody', async () => {
    await set({ helpful: 0.5 })
    await client.put('/v1/profiles/ada', { strengths: { formal: 1 } })
    expect(await edits()).toEqual({ helpful: 0.5 })
    expect(await edits({ user: 'leo' })).toEqual({ helpful: 0.5 })
    expect(await edits({ user: 'ada' })).toEqual({ helpful: 0.5, formal: 1 })
  })

  it('give way to the profile, and that to the request, axis by axis', async () => {
    await set({ helpful: 0.5, formal: 0.2 })
    await client.put('/v1/profiles/ada', { strengths: { helpful: -0.3 } })
    expect(await edits({ user: 'ada' })).toEqual({ helpful: -0.3, formal: 0.2 })
    expect(await edits({ user: 'ada', steering: { strengths: { helpful: 1 } } })).toEqual({ helpful: 1, formal: 0.2 })
    expect(await edits({ steering: { strengths: { helpful: 0 } } })).toEqual({ formal: 0.2 })
    await client.put('/v1/profiles/ada', { strengths: { helpful: 0 } })
    expect(await edits({ user: 'ada' })).toEqual({ formal: 0.2 })
  })

  it('give way where a profile and a request leave them no room', () => {
    const names = Array.from({ length: 66 }, (_, i) => `axis${i}`)
    const active = { version: 1, hash: 'a hash', modelHash: TOY_MODEL_HASH, layers: [2] }
    const axes = new Map(names.map((name) => [name, { active, condition: null }]))
    const of = (some: string[]) => new Map(some.map((name) => [name, { value: 0.5, mode: 'add' as const }]))
    const resolved = (profile: number, strengths: Record<string, number> = {}) =>
      resolveChat(
        axes,
        { profile: of(names.slice(0, profile)), defaults: of(['axis65', 'axis64', 'axis0']) },
        steering.parse({ strengths }),
        TOY_MODEL_HASH,
      ).map(({ axis }) => axis)
    expect(resolved(62)).toEqual(['axis65', 'axis64', ...names.slice(0, 62)])
    expect(resolved(63)).toEqual(['axis65', ...names.slice(0, 63)])
    expect(resolved(64)).toEqual(names.slice(0, 64))
    expect(resolved(63, { axis64: 1 })).toEqual(names.slice(0, 65).filter((name) => name !== 'axis63'))
    expect(() => resolved(64, { axis64: 1 })).toThrow('65 axes at once')
  })

  it('stay aside where the profile does', async () => {
    await set({ helpful: 0.5 })
    expect(await edits({ steering: { profile: false } })).toEqual({})
  })

  it('of an axis without an active direction wait for one', async () => {
    await client.post('/v1/axes/helpful/activate', { version: null })
    expect((await set({ helpful: 0.5 })).status).toBe(200)
    expect(await edits()).toEqual({})
    await client.post('/v1/axes/helpful/activate', { version: 1 })
    expect(await edits()).toEqual({ helpful: 0.5 })
  })

  it('of an axis that is deleted go with it, even if one of that name comes again', async () => {
    await set({ helpful: 0.5, formal: 1 })
    await client.delete('/v1/axes/helpful')
    await client.post('/v1/axes', newAxis('helpful'))
    expect((await client.get('/v1/project')).body.default_edits).toEqual({ formal: { value: 1, mode: 'add' } })
  })

  it.each<[string, object, string]>([
    ['an unknown axis', { default_edits: { kind: 1 } }, 'default_edits.kind'],
    ['too much', { default_edits: { formal: 1.2 } }, 'default_edits.formal'],
    ['no strength', { default_edits: { formal: 'high' } }, 'default_edits.formal'],
    ['no axis id', { default_edits: { 'Formal "': 1 } }, 'default_edits.Formal "'],
    [
      'too many',
      { default_edits: Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`a${i}`, 1])) },
      'default_edits',
    ],
    ['other fields', { default_edits: {}, edits: {} }, 'edits'],
  ])('are not set to %s', async (_, change, param) => {
    const { status, body } = await client.patch('/v1/project', change)
    expect([status, body.error.param]).toEqual([400, param])
    expect((await client.get('/v1/project')).body.default_edits).toEqual({})
  })

  it('are not changed by nothing', async () => {
    expect((await client.patch('/v1/project', {})).status).toBe(400)
  })

  it('are set by who may administer, act in the own project, and name its own axes only', async () => {
    const others = await client.withScopes('chat', 'profiles', 'axes', 'fits')
    expect((await others.patch('/v1/project', { default_edits: {} })).status).toBe(403)
    const stranger = await newProject('theirs')
    const refused = await stranger.patch('/v1/project', { default_edits: { helpful: 1 } })
    expect([refused.status, refused.body.error.code]).toEqual([400, 'unknown_axis'])
    await set({ helpful: 0.5 })
    await stranger.post('/v1/axes', newAxis('helpful'))
    await stranger.delete('/v1/axes/helpful')
    expect((await stranger.get('/v1/project')).body.default_edits).toEqual({})
    expect(await edits()).toEqual({ helpful: 0.5 })
  })
})
