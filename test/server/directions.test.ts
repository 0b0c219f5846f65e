import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DirectionStore } from '../../gpu-worker/server/direction-store.ts'
import { toyDirection } from '../support/toy-direction.ts'
import { errorOf, sha256, startTestWorker, type TestWorker, tinyDirection } from './worker.ts'

let worker: TestWorker
beforeAll(async () => {
  worker = await startTestWorker()
})
afterAll(() => worker.close())

const put = (bytes: Uint8Array<ArrayBuffer>, hash = sha256(bytes)) => worker.ask('PUT', `/v1/directions/${hash}`, bytes)

describe('a direction', () => {
  test('is put under its hash, found there, and may be put again', async () => {
    const { bytes, hash } = tinyDirection(worker.model)
    const path = `/v1/directions/${hash}`
    expect((await worker.ask('HEAD', path)).status).toBe(404)
    const absent = await worker.ask('GET', path)
    expect(absent.status).toBe(404)
    expect(await errorOf(absent)).toMatchObject({ code: 'direction_not_found' })

    const response = await put(bytes)
    expect(response.status).toBe(204)
    expect(await response.text()).toBe('')
    expect((await put(bytes)).status).toBe(204)
    expect((await worker.ask('HEAD', path)).status).toBe(200)
    expect(await (await worker.ask('GET', path)).json()).toMatchObject({ axis: 'formal', format: 1 })
  })

  test('is refused under another hash than its own', async () => {
    const { bytes, hash } = tinyDirection(worker.model, { seed: 50 })
    for (const wrong of ['0'.repeat(64), hash.toUpperCase(), 'latest']) {
      const response = await put(bytes, wrong)
      expect(response.status).toBe(422)
      const error = await errorOf(response)
      expect(error.code).toBe('hash_mismatch')
      expect(error.message).toContain(hash)
      expect((await worker.ask('HEAD', `/v1/directions/${wrong}`)).status).toBe(404)
    }
    expect((await worker.ask('HEAD', `/v1/directions/${hash}`)).status).toBe(404)
  })

  test.for<[string, (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>, RegExp]>([
    ['nothing', () => new Uint8Array(), /has 0 bytes/],
    ['half of itself', (bytes) => bytes.slice(0, bytes.length / 2), /header is longer|does not fit/],
    ['noise', (bytes) => bytes.map((_, i) => (i * 73) % 251), /header/],
    ['other numbers than finite ones', (bytes) => withNumbers(bytes, Number.NaN), /not finite/],
  ])('is refused when it is %s', async ([, damage, message]) => {
    const response = await put(damage(tinyDirection(worker.model).bytes))
    expect(response.status).toBe(422)
    const error = await errorOf(response)
    expect(error.code).toBe('invalid_direction')
    expect(error.message).toMatch(message)
  })

  test.for<[string, object, string, RegExp]>([
    ['of another axis format', { format: 3 }, 'invalid_direction', /manifest\.format/],
    ['of another method', { method: 'guess' }, 'invalid_direction', /manifest\.method/],
    ['of layers that there are not', { layers: [facts({ layer: 2 })] }, 'invalid_direction', /layer\.2\.v/],
    ['of no size', { layers: [facts({ residual_norm: 0 })] }, 'invalid_direction', /residual_norm/],
  ])('is refused %s', async ([, manifest, code, message]) => {
    const response = await put(tinyDirection(worker.model, { manifest }).bytes)
    expect(response.status).toBe(422)
    const error = await errorOf(response)
    expect(error.code).toBe(code)
    expect(error.message).toMatch(message)
  })

  test('is refused when its vector is not a unit vector: strengths would mean nothing', async () => {
    const v = new Float32Array(worker.model.config.hidden).fill(1)
    const response = await put(tinyDirection(worker.model, { v }).bytes)
    expect(response.status).toBe(422)
    expect((await errorOf(response)).message).toMatch(/layer\.1\.v has length 8\.000, not 1/)
  })

  test('is refused when it was fitted on another model, which the message names', async () => {
    const response = await put(toyDirection())
    expect(response.status).toBe(422)
    const error = await errorOf(response)
    expect(error.code).toBe('wrong_model')
    expect(error.message).toMatch(/fitted on toy \(abababababab\), this worker runs [0-9a-f]{12}/)
  })

  test.for([
    ['hidden size', { hidden_size: 32 }, new Float32Array(32).fill(32 ** -0.5)],
    ['depth', { layers: 9 }, undefined],
  ] as const)('is refused when it claims this model with another %s', async ([, claim, v]) => {
    const { hidden, layers, architecture } = worker.model.config
    const model = {
      hash: worker.model.source.sha256,
      name: 'tiny',
      architecture,
      hidden_size: hidden,
      layers,
      ...claim,
    }
    const response = await put(tinyDirection(worker.model, { manifest: { model }, v }).bytes)
    expect(response.status).toBe(422)
    expect(await errorOf(response)).toMatchObject({ code: 'wrong_shape' })
  })
})

describe('the store', () => {
  const file = (seed: number) => tinyDirection(worker.model, { seed })
  const store = (files: number) =>
    new DirectionStore(worker.model.source.sha256, worker.model.config, files * file(1).bytes.length)
  const holds = (directions: DirectionStore, ...seeds: number[]) =>
    seeds.map((seed) => !!directions.get(file(seed).hash))
  const fill = (directions: DirectionStore, ...seeds: number[]) => {
    for (const seed of seeds) directions.put(file(seed).hash, file(seed).bytes)
  }

  test('holds so many bytes, and lets go of what was not used for longest', () => {
    const directions = store(3)
    fill(directions, 1, 2, 3)
    directions.get(file(1).hash)
    fill(directions, 4)
    expect(holds(directions, 1, 2, 3, 4)).toEqual([true, false, true, true])
  })

  test('counts a direction that is put again once', () => {
    const directions = store(3)
    fill(directions, 1, 2, 2, 2, 1, 3)
    expect(holds(directions, 1, 2, 3)).toEqual([true, true, true])
    fill(directions, 4)
    expect(holds(directions, 1, 2, 3, 4)).toEqual([false, true, true, true])
  })

  test('holds the newest even when it is larger than everything', () => {
    const directions = store(0)
    fill(directions, 1, 2)
    expect(holds(directions, 1, 2)).toEqual([false, true])
  })
})

function facts(fields: object) {
  return { layer: 1, residual_norm: 8, neutral: 0.5, positive: 0.2, negative: 0.2, ...fields }
}

function withNumbers(bytes: Uint8Array<ArrayBuffer>, value: number): Uint8Array<ArrayBuffer> {
  const changed = bytes.slice()
  new DataView(changed.buffer).setFloat32(changed.length - 4, value, true)
  return changed
}
