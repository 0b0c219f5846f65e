/** What belongs to one project is, to another, exactly as if it did not exist. */
import { beforeEach, describe, expect, it } from 'vitest'
import { TOY_MODEL } from '../support/fake-worker.ts'
import { type Any, fakeFleet, newAxis, newProject } from './harness.ts'

const fleet = fakeFleet()
let mine: Awaited<ReturnType<typeof newProject>>
let theirs: Awaited<ReturnType<typeof newProject>>
beforeEach(async () => {
  mine = await newProject('mine')
  theirs = await newProject('theirs')
})

/** The same request about what is theirs and about what is nobody's, asked with my key. */
async function sameAnswer(
  method: string,
  path: (id: string) => string,
  foreign: string,
  absent: string,
  body?: unknown,
) {
  const [toForeign, toAbsent] = [
    await mine.ask(method, path(foreign), body),
    await mine.ask(method, path(absent), body),
  ]
  expect(toForeign.status).toBe(404)
  expect(toAbsent.status).toBe(404)
  expect(JSON.stringify(toForeign.body)).toBe(JSON.stringify(toAbsent.body).replaceAll(absent, foreign))
}

describe('of another project', () => {
  it('axes and directions are not found', async () => {
    await theirs.steerable('formal')
    for (const [method, path, body] of [
      ['GET', (id: string) => `/v1/axes/${id}`],
      ['PATCH', (id: string) => `/v1/axes/${id}`, { positive: { name: 'x' } }],
      ['DELETE', (id: string) => `/v1/axes/${id}`],
      ['GET', (id: string) => `/v1/axes/${id}/directions`],
      ['GET', (id: string) => `/v1/axes/${id}/directions/1/file`],
      ['POST', (id: string) => `/v1/axes/${id}/activate`, { version: 1 }],
    ] as [string, (id: string) => string, unknown?][]) {
      await sameAnswer(method, path, 'formal', 'absent', body)
    }
    expect((await mine.get('/v1/axes')).body.data).toEqual([])
    expect((await theirs.get('/v1/axes/formal')).body.active.version).toBe(1)
  })

  it('members are not found, nor axes that were deleted, nor versions to delete', async () => {
    const { body } = await theirs.post('/v1/members/invitations', { email: 'mia@example.com', role: 'owner' })
    const joined = await theirs.post('/v1/invitations/accept', { token: body.token, name: 'Mia' })
    await sameAnswer('GET', (id) => `/v1/members/${id}`, joined.body.member.id, 'mem_00000000000000000000000000')
    await theirs.steerable('formal')
    await sameAnswer('DELETE', (id) => `/v1/axes/${id}/directions/1`, 'formal', 'absent')
    await theirs.delete('/v1/axes/formal')
    await sameAnswer('POST', (id) => `/v1/axes/${id}/restore`, 'formal', 'absent')
    expect((await theirs.post('/v1/axes/formal/restore', undefined)).status).toBe(200)
  })

  it('axes cannot be steered by', async () => {
    await theirs.steerable('formal')
    const request = {
      model: TOY_MODEL,
      messages: [{ role: 'user', content: 'Hi' }],
      steering: { strengths: { formal: 1 } },
    }
    const { status, body } = await mine.post('/v1/chat/completions', request)
    expect([status, body.error.message]).toEqual([400, "There is no axis 'formal'. This project has no axes yet."])
  })

  it('an axis of the same id is another axis', async () => {
    await theirs.steerable('formal', { seed: 1 })
    await mine.steerable('formal', { seed: 2 })
    await mine.post('/v1/axes/formal/activate', { version: null })
    expect((await theirs.get('/v1/axes/formal')).body.active.version).toBe(1)
    await mine.delete('/v1/axes/formal')
    expect((await theirs.get('/v1/axes/formal')).status).toBe(200)
  })

  it('profiles of the same user are other profiles', async () => {
    for (const client of [mine, theirs]) await client.post('/v1/axes', newAxis('formal'))
    await theirs.put('/v1/profiles/ada', { strengths: { formal: 1 } })
    await theirs.put('/v1/default-profile', { strengths: { formal: 1 } })
    expect((await mine.get('/v1/profiles/ada')).body).toMatchObject({ stored: false, strengths: {} })
    await mine.delete('/v1/profiles/ada')
    await mine.put('/v1/profiles/ada', { strengths: {} })
    expect((await theirs.get('/v1/profiles/ada')).body.strengths).toEqual({ formal: { value: 1, mode: 'add' } })
    expect((await mine.get('/v1/profiles')).body.data).toHaveLength(1)
  })

  it('generations are not found', async () => {
    const request = { model: TOY_MODEL, messages: [{ role: 'user', content: 'Hi' }] }
    const { body } = await theirs.post('/v1/chat/completions', request)
    const absent = `${body.id.slice(0, -1)}${body.id.endsWith('0') ? '1' : '0'}`
    const path = (id: string) => `/v1/generations/${id}`
    for (const foreign of [absent, 'chatcmpl_z_00000000000000000000000000', 'nonsense']) {
      await sameAnswer('GET', path, body.id, foreign)
      await sameAnswer('DELETE', path, body.id, foreign)
      await sameAnswer('PATCH', path, body.id, foreign, { strengths: {} })
    }
    const worker = [fleet.a, fleet.b].find((one) => one.generations.has(body.id))!
    expect(worker.generations.get(body.id)!.state.status).toBe('finished')
  })

  it('fits are not found, nor cursors', async () => {
    fleet.a.fitOutcome = fleet.b.fitOutcome = 'failed'
    const { body } = await theirs.post('/v1/fits', { axis: newAxis('formal') })
    await sameAnswer('GET', (id) => `/v1/fits/${id}`, body.id, 'fit_00000000000000000000000000')
    await sameAnswer('DELETE', (id) => `/v1/fits/${id}`, body.id, 'fit_00000000000000000000000000')
    expect((await mine.get(`/v1/fits?after=${body.id}`)).body.data).toEqual([])
    await expect
      .poll(async () => (await theirs.get(`/v1/fits/${body.id}`)).body.state, { timeout: 10_000 })
      .toBe('failed')
  })

  it('keys are not found', async () => {
    const { body } = await theirs.get('/v1/keys')
    for (const method of ['GET', 'DELETE']) {
      await sameAnswer(method, (id) => `/v1/keys/${id}`, body.data[0].id, 'key_00000000000000000000000000')
    }
    expect((await theirs.get('/v1/keys')).status).toBe(200)
    expect((await mine.get('/v1/keys')).body.data.map((key: Any) => key.id)).not.toContain(body.data[0].id)
  })
})
