import { beforeEach, describe, expect, it } from 'vitest'
import { newAxis, newProject } from './harness.ts'

let client: Awaited<ReturnType<typeof newProject>>
beforeEach(async () => {
  client = await newProject()
  for (const axis of ['formal', 'warm', 'story']) await client.post('/v1/axes', newAxis(axis))
})

const add = (value: number) => ({ value, mode: 'add' })

describe('a profile', () => {
  it('of a user never seen is the default one', async () => {
    expect((await client.get('/v1/profiles/ada')).body).toEqual({
      object: 'profile',
      user: 'ada',
      stored: false,
      strengths: {},
      learned: {},
      updated: null,
    })
    await client.put('/v1/default-profile', { strengths: { warm: 0.3 } })
    expect((await client.get('/v1/profiles/ada')).body).toMatchObject({ stored: false, strengths: { warm: add(0.3) } })
    expect((await client.get('/v1/default-profile')).body).toMatchObject({ user: null, stored: true })
  })

  it('is replaced as a whole', async () => {
    await client.put('/v1/profiles/ada', { strengths: { formal: 0.5, warm: 1 } })
    const { status, body } = await client.put('/v1/profiles/ada', {
      strengths: { story: { value: -1, mode: 'neutralise' } },
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({ user: 'ada', stored: true, updated: expect.any(Number) })
    expect(body.strengths).toEqual({ story: { value: -1, mode: 'neutralise' } })
    expect((await client.get('/v1/profiles/ada')).body).toEqual(body)
  })

  it('is changed by axis', async () => {
    await client.put('/v1/profiles/ada', { strengths: { formal: 0.5, warm: 1 } })
    const { body } = await client.patch('/v1/profiles/ada', { strengths: { warm: null, story: 0.2, formal: -1 } })
    expect(body.strengths).toEqual({ formal: add(-1), story: add(0.2) })
  })

  it('changed for the first time starts from the default one', async () => {
    await client.put('/v1/default-profile', { strengths: { formal: 0.1, warm: { value: 0.2, mode: 'boost' } } })
    const { body } = await client.patch('/v1/profiles/ada', { strengths: { formal: 1 } })
    expect(body.strengths).toEqual({ formal: add(1), warm: { value: 0.2, mode: 'boost' } })
    await client.put('/v1/default-profile', { strengths: { story: 1 } })
    const again = await client.patch('/v1/profiles/ada', { strengths: { formal: 0.9 } })
    expect(again.body.strengths).toEqual({ formal: add(0.9), warm: { value: 0.2, mode: 'boost' } })
  })

  it('changed at two axes at once keeps both', async () => {
    await Promise.all([
      client.patch('/v1/profiles/ada', { strengths: { formal: 0.5 } }),
      client.patch('/v1/profiles/ada', { strengths: { warm: 0.5 } }),
    ])
    expect((await client.get('/v1/profiles/ada')).body.strengths).toEqual({ formal: add(0.5), warm: add(0.5) })
  })

  it('that is empty is stored all the same', async () => {
    await client.put('/v1/default-profile', { strengths: { formal: 1 } })
    await client.put('/v1/profiles/ada', { strengths: {} })
    expect((await client.get('/v1/profiles/ada')).body).toMatchObject({ stored: true, strengths: {} })
  })

  it('is forgotten', async () => {
    await client.put('/v1/profiles/ada', { strengths: { formal: 1 } })
    expect((await client.delete('/v1/profiles/ada')).status).toBe(204)
    expect((await client.delete('/v1/profiles/ada')).status).toBe(204)
    expect((await client.get('/v1/profiles/ada')).body.stored).toBe(false)
  })

  it('takes any name that fits a path', async () => {
    const name = 'jürgen/a b%?#'
    await client.put(`/v1/profiles/${encodeURIComponent(name)}`, { strengths: { formal: 1 } })
    expect((await client.get('/v1/profiles')).body.data[0]).toMatchObject({ user: name, strengths: { formal: add(1) } })
  })

  it('loses an axis that is deleted', async () => {
    await client.put('/v1/profiles/ada', { strengths: { formal: 1, warm: 1 } })
    await client.delete('/v1/axes/warm')
    expect((await client.get('/v1/profiles/ada')).body.strengths).toEqual({ formal: add(1) })
  })
})

describe('the list', () => {
  it('comes a page at a time and leaves the default profile out', async () => {
    await client.put('/v1/default-profile', { strengths: { formal: 1 } })
    for (const user of ['c', 'a', 'b']) {
      await client.put(`/v1/profiles/${user}`, { strengths: { formal: 0.1, warm: 0.2 } })
    }
    const first = await client.get('/v1/profiles?limit=2')
    expect(first.body).toMatchObject({ object: 'list', has_more: true })
    expect(first.body.data.map((one: { user: string }) => one.user)).toEqual(['a', 'b'])
    expect(first.body.data[1].strengths).toEqual({ formal: add(0.1), warm: add(0.2) })
    const second = await client.get('/v1/profiles?limit=2&after=b')
    expect(second.body).toMatchObject({ has_more: false, data: [{ user: 'c' }] })
  })

  it.each(['limit=0', 'limit=101', 'limit=x', 'limit=1.5'])('refuses %s', async (query) => {
    const { status, body } = await client.get(`/v1/profiles?${query}`)
    expect(status).toBe(400)
    expect(body.error).toMatchObject({ param: 'limit', message: expect.stringContaining('between 1 and 100') })
  })
})

describe('a profile cannot hold', () => {
  it.each<[string, unknown, string | null, RegExp]>([
    ['an unknown axis', { strengths: { sad: 1 } }, 'strengths.sad', /formal, story, warm/],
    ['overdrive', { strengths: { formal: 1.2 } }, 'strengths.formal', /between -1 and 1/],
    ['words', { strengths: { formal: 'very' } }, 'strengths.formal', /a strength is a number/],
    ['nothing at all', {}, 'strengths', /./],
    ['other fields', { strengths: {}, mood: 1 }, 'mood', /no such parameter/],
  ])('%s', async (_, body, param, text) => {
    for (const method of ['PUT', 'PATCH']) {
      const answer = await client.ask(method, '/v1/profiles/ada', body)
      expect(answer.status).toBe(400)
      expect(answer.body.error.param).toBe(param)
      expect(answer.body.error.message).toMatch(text)
    }
    expect((await client.get('/v1/profiles/ada')).body.stored).toBe(false)
  })
})
