import { expect, inject, it } from 'vitest'
import { BUILTIN_AXES, builtinFitSpec } from '../../gpu-worker/fitting/builtin-axes.ts'
import { newProject } from './project.ts'

it('fits an axis from given pairs, through the workflow, to an active direction that steers', async () => {
  const project = await newProject()
  const { positive, negative, pairs } = builtinFitSpec(BUILTIN_AXES.find(({ id }) => id === 'formal')!)
  const order = {
    axis: { id: 'register', positive, negative },
    source: 'given',
    pairs,
    report: false,
    activate: 'auto',
  }
  const started = await project.ask('POST', '/v1/fits', order)
  expect(started).toMatchObject({ status: 202, body: { axis: 'register', activated: false } })

  const stages = new Set<string>()
  const read = async () => {
    const { body } = await project.ask('GET', `/v1/fits/${started.body.id}`)
    if (body.stage) stages.add(body.stage)
    return body
  }
  await expect.poll(async () => (await read()).state, { timeout: 180_000, interval: 250 }).toMatch(/done|failed/)
  const fit = await read()
  expect(fit.error).toBeNull()
  expect(fit).toMatchObject({ state: 'done', progress: 1, activated: true, direction: { version: 1 } })
  expect(fit.evaluation).toMatchObject({ passed: true, verified: true })
  expect(stages.size).toBeGreaterThan(1)

  const { body: axis } = await project.ask('GET', '/v1/axes/register')
  expect(axis.active).toMatchObject({ version: 1, hash: fit.direction.hash })
  const { body: list } = await project.ask('GET', '/v1/axes/register/directions')
  expect(list.data[0].manifest).toMatchObject({ pairs: pairs.length, model: { hash: inject('pair').model.hash } })

  const plain = await project.complete()
  const steered = await project.complete({ steering: { strengths: { register: -1 } } })
  expect(steered.attune.edits).toMatchObject([{ axis: 'register', version: 1, direction: fit.direction.hash }])
  const [{ projection_before, projection_after }] = steered.attune.edits
  expect(projection_after!).toBeLessThan(projection_before! - 0.05)
  expect(steered.choices[0].message.content).not.toBe(plain.choices[0].message.content)
})

it('says what is wrong with a fit before it starts', async () => {
  const project = await newProject()
  const pole = { name: 'a', description: 'Answer so.' }
  const order = { axis: { id: 'new', positive: pole, negative: pole }, source: 'given', pairs: [] }
  const refused = await project.ask('POST', '/v1/fits', order)
  expect(refused).toMatchObject({ status: 400, body: { error: { param: 'pairs' } } })
  expect((await project.ask('GET', '/v1/axes/new')).status).toBe(404)
})

it('cancels a fit', async () => {
  const project = await newProject()
  const { body: started } = await project.ask('POST', '/v1/fits', { axis: 'warm', source: 'self-generated' })
  expect(await project.ask('DELETE', `/v1/fits/${started.id}`)).toMatchObject({
    status: 200,
    body: { state: 'cancelled' },
  })
  expect((await project.ask('GET', '/v1/axes/warm')).body.active.version).toBe(1)
})
