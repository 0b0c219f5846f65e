/** Which axes an answer is read by, though they do not steer it. */
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { observedBeside } from '../../edge/steering/observed.ts'
import type { AxesByName } from '../../edge/steering/resolve.ts'
import { type GenerateRequest, MAX_OBSERVED } from '../../shared/wire/generate.ts'
import { TOY_MODEL } from '../support/fake-worker.ts'
import { TOY_MODEL_HASH } from '../support/toy-direction.ts'
import { fakeFleet, newAxis, newProject, whoSaw } from './harness.ts'

const fleet = fakeFleet()
const hello = { model: TOY_MODEL, messages: [{ role: 'user', content: 'Hello' }] }

let client: Awaited<ReturnType<typeof newProject>>
beforeEach(async () => {
  client = await newProject()
})

const ask = (fields: object = {}) => client.post('/v1/chat/completions', { ...hello, ...fields })
const forwarded = () => whoSaw(fleet, '/v1/generate').lastBody<GenerateRequest>('/v1/generate')

describe("a user's answer", () => {
  it('is read by all active directions for its model that do not steer it', async () => {
    const formal = await client.steerable('formal')
    const warm = await client.steerable('warm', { seed: 2 })
    await client.steerable('other', { modelHash: 'cd'.repeat(32) })
    await client.steerable('off', { seed: 3 })
    await client.post('/v1/axes/off/activate', { version: null })
    await client.post('/v1/axes', newAxis('unfitted'))
    const { status, body } = await ask({ user: 'ada', steering: { strengths: { formal: 1 } } })
    expect(status).toBe(200)
    expect(forwarded().edits).toMatchObject([{ axis: 'formal', direction: formal.hash }])
    expect(forwarded().observed).toEqual([{ axis: 'warm', version: 1, direction: warm.hash }])
    expect(body.attune.observed).toMatchObject([{ axis: 'warm', lean: expect.any(Number) }])
    await ask({ user: 'ada' })
    expect(forwarded().observed.map(({ axis }) => axis)).toEqual(['formal', 'warm'])
  })

  it('goes on without a direction whose file is gone', async () => {
    const formal = await client.steerable('formal')
    const lost = await client.steerable('warm', { seed: 17 })
    await env.ARTIFACTS.delete(`directions/${lost.hash}`)
    expect((await ask({ user: 'ada' })).status).toBe(200)
    expect(forwarded().observed.map(({ direction }) => direction)).toEqual([formal.hash])
  })
})

it('nobody learns from an answer without a user: it is read by none', async () => {
  await client.steerable('formal')
  await ask()
  expect(forwarded().observed).toEqual([])
})

describe('of many axes', () => {
  const axes = (names: readonly string[]): AxesByName =>
    new Map(
      names.map((name, i) => [
        name,
        { active: { version: i + 1, hash: `${i}`, modelHash: TOY_MODEL_HASH, layers: [1] }, condition: null },
      ]),
    )
  const names = Array.from({ length: MAX_OBSERVED + 4 }, (_, i) => `axis${String(i).padStart(2, '0')}`)

  it('the first by name are read, whatever order they come in', () => {
    const read = observedBeside(axes(names.toReversed()), [], TOY_MODEL_HASH)
    expect(read.map(({ axis }) => axis)).toEqual(names.slice(0, MAX_OBSERVED))
  })

  it('those that steer take no place', () => {
    const edits = names
      .slice(0, 2)
      .map((axis) => ({ axis, version: 1, direction: 'x', strength: 1, mode: 'add' as const, condition: null }))
    const read = observedBeside(axes(names), edits, TOY_MODEL_HASH)
    expect(read.map(({ axis }) => axis)).toEqual(names.slice(2, MAX_OBSERVED + 2))
  })

  it('none of another model', () => {
    expect(observedBeside(axes(names), [], 'cd'.repeat(32))).toEqual([])
  })
})
