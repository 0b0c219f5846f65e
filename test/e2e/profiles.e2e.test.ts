import { expect, inject, it } from 'vitest'
import { seedAxes } from '../../cli/seed.ts'
import { newProject } from './project.ts'

it('keeps, merges, replaces, lists and forgets profiles', async () => {
  const project = await newProject()
  const path = '/v1/profiles/ada@example.org'
  expect(await project.ask('GET', path)).toMatchObject({ status: 200, body: { stored: false, strengths: {} } })

  const put = await project.ask('PUT', path, { strengths: { formal: 0.5, warm: { value: -1, mode: 'neutralise' } } })
  expect(put).toMatchObject({
    status: 200,
    body: {
      user: 'ada@example.org',
      stored: true,
      strengths: { formal: { value: 0.5, mode: 'add' }, warm: { value: -1, mode: 'neutralise' } },
    },
  })
  const { body: merged } = await project.ask('PATCH', path, { strengths: { formal: null, story: 0.25 } })
  expect(Object.keys(merged.strengths).sort()).toEqual(['story', 'warm'])
  const { body: replaced } = await project.ask('PUT', path, { strengths: { simple: -1 } })
  expect(replaced.strengths).toEqual({ simple: { value: -1, mode: 'add' } })

  const { attune } = await project.complete({ user: 'ada@example.org', max_tokens: 4 })
  expect(attune.edits).toMatchObject([{ axis: 'simple', strength: -1 }])

  expect((await project.ask('GET', '/v1/profiles')).body.data).toMatchObject([{ user: 'ada@example.org' }])
  expect((await project.ask('DELETE', path)).status).toBe(204)
  expect((await project.ask('GET', path)).body.stored).toBe(false)
})

it('refuses a profile of an axis that does not exist or a strength out of range', async () => {
  const project = await newProject()
  const unknown = await project.ask('PUT', '/v1/profiles/ada', { strengths: { polite: 1 } })
  expect(unknown).toMatchObject({ status: 400, body: { error: { code: 'unknown_axis', param: 'strengths.polite' } } })
  const wide = await project.ask('PUT', '/v1/profiles/ada', { strengths: { formal: 7 } })
  expect(wide).toMatchObject({ status: 400, body: { error: { param: 'strengths.formal' } } })
  expect((await project.ask('GET', '/v1/profiles/ada')).body.stored).toBe(false)
})

it('seeds each built-in axis once, and leaves what an admin chose since', async () => {
  const project = await newProject()
  const { url, model } = inject('pair')
  const axes = async () => (await project.ask('GET', '/v1/axes')).body.data
  const seeded = await axes()
  const fitted = seeded.filter(({ id }: { id: string }) => id !== 'helpful')
  expect(fitted).toHaveLength(6)
  for (const axis of fitted) expect(axis).toMatchObject({ versions: 1, active: { version: 1, verified: true } })

  expect(seeded.find(({ id }: { id: string }) => id === 'helpful')).toMatchObject({ versions: 0, active: null })

  await project.ask('POST', '/v1/axes/warm/activate', { version: null })
  await seedAxes({ url, key: project.key, modelHash: model.hash })
  expect(await axes()).toEqual(
    seeded.map((axis: { id: string }) => (axis.id === 'warm' ? { ...axis, active: null } : axis)),
  )
})
