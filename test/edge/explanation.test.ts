/** What is believed of a user is told to them and to nobody else, can be forgotten, and says where it comes from. */
import { beforeEach, describe, expect, it } from 'vitest'
import { type Any, Client, fakeFleet, newProject } from './harness.ts'

fakeFleet()

let client: Awaited<ReturnType<typeof newProject>>
beforeEach(async () => {
  client = await newProject()
  for (const axis of ['formal', 'story', 'warm']) await client.steerable(axis)
})

const more = (axis: string, user = 'ada') => client.post('/v1/feedback', { type: 'adjust', axis, value: 'more', user })

const explained = async (user = 'ada', of: Client = client) => (await of.get(`/v1/profiles/${user}/explanation`)).body

const axisOf = (explanation: Any, name: string) => explanation.axes.find(({ axis }: Any) => axis === name)

describe('an explanation', () => {
  it('says of every axis what holds, how sure it is, and where it comes from', async () => {
    await client.patch('/v1/profiles/ada', { strengths: { warm: -0.5 } })
    const first = (await more('formal')).body
    const second = (await more('formal')).body
    const told = await explained()
    expect(told).toMatchObject({ object: 'explanation', user: 'ada', signals: 2, users: null })
    const { strengths } = (await client.get('/v1/profiles/ada')).body
    const formal = axisOf(told, 'formal')
    expect(formal).toMatchObject({ source: 'learned', strength: strengths.formal.value })
    expect(formal.low).toBeLessThan(formal.strength)
    expect(formal.high).toBeGreaterThan(formal.strength)
    expect(formal.effect).toMatch(/^(clearly|strongly) more formal$/)
    expect(formal.moved_by.map(({ signal }: Any) => signal).sort()).toEqual([first.id, second.id].sort())
    for (const { change } of formal.moved_by) expect(change).toBeGreaterThan(0)
    expect(axisOf(told, 'warm')).toMatchObject({ source: 'hand', strength: -0.5, low: -0.5, high: -0.5 })
  })

  it('of a user never seen tells where they would begin', async () => {
    await client.put('/v1/default-profile', { strengths: { warm: 0.5 } })
    const told = await explained('nobody')
    expect(told.signals).toBe(0)
    expect(axisOf(told, 'warm')).toMatchObject({ source: 'default', strength: 0.5 })
    expect(axisOf(told, 'formal')).toMatchObject({
      source: 'none',
      strength: 0,
      effect: 'neither more formal nor more not formal',
    })
    expect((await client.get('/v1/profiles/nobody')).body.stored).toBe(false)
  })

  it('is the user’s own: another’s token and another project see nothing of it', async () => {
    await more('formal')
    const tokenOf = async (user: string) => new Client((await client.post('/v1/user_tokens', { user })).body.token)
    expect(axisOf(await explained('ada', await tokenOf('ada')), 'formal').source).toBe('learned')
    expect((await explained('ada', await tokenOf('bob'))).error.code).toBe('other_user')
    expect(await explained('ada', await newProject())).toMatchObject({ signals: 0, axes: [] })
  })
})

describe('a reset', () => {
  it('forgets what was signalled and keeps what was set by hand', async () => {
    await client.patch('/v1/profiles/ada', { strengths: { warm: -0.5 } })
    await more('formal')
    const { status, body } = await client.post('/v1/profiles/ada/reset', {})
    expect(status).toBe(200)
    expect(body).toMatchObject({ strengths: { warm: { value: -0.5, mode: 'add' } }, learned: {} })
    expect(body.strengths).not.toHaveProperty('formal')
    expect((await client.get('/v1/feedback?user=ada')).body.data).toEqual([])
    expect((await explained()).signals).toBe(0)
    const { data } = (await client.get('/v1/audit')).body
    expect(data[0]).toMatchObject({ action: 'profile.reset', target: 'profiles/ada' })
  })

  it('takes pins along where it is told to', async () => {
    await client.patch('/v1/profiles/ada', { strengths: { warm: -0.5 } })
    expect((await client.post('/v1/profiles/ada/reset', { pins: true })).body.strengths).toEqual({})
  })

  it('of a user never seen is nothing, and of another user refused', async () => {
    expect((await client.post('/v1/profiles/nobody/reset', {})).body.stored).toBe(false)
    const bob = new Client((await client.post('/v1/user_tokens', { user: 'bob' })).body.token)
    await more('formal')
    expect((await bob.post('/v1/profiles/ada/reset', {})).body.error.code).toBe('other_user')
    expect((await explained()).signals).toBe(1)
  })
})
