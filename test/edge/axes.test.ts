import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { sha256Hex } from '../../shared/ids.ts'
import { TOY_MODEL_HASH, toyDirection, toyEvaluation } from '../support/toy-direction.ts'
import { toyReport } from '../support/toy-report.ts'
import { type Any, newAxis, newProject } from './harness.ts'

let client: Awaited<ReturnType<typeof newProject>>
beforeEach(async () => {
  client = await newProject()
})

describe('an axis', () => {
  it('is described, listed, changed and deleted', async () => {
    const made = await client.post('/v1/axes', newAxis('warm'))
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({ object: 'axis', id: 'warm', active: null, versions: 0 })
    await client.post('/v1/axes', newAxis('formal'))
    const { body: list } = await client.get('/v1/axes')
    expect(list.data.map((axis: { id: string }) => axis.id)).toEqual(['formal', 'warm'])
    expect((await client.get('/v1/axes?limit=1&after=formal')).body.data).toEqual([list.data[1]])
    const changed = await client.patch('/v1/axes/warm', { negative: { description: 'Be cold.' } })
    expect(changed.body).toEqual({ ...made.body, negative: { name: 'not warm', description: 'Be cold.' } })
    expect((await client.delete('/v1/axes/warm')).status).toBe(204)
    const gone = await client.get('/v1/axes/warm')
    expect(gone.status).toBe(404)
    expect(gone.body.error).toMatchObject({ type: 'not_found_error', code: 'axis_not_found' })
    expect((await client.delete('/v1/axes/warm')).status).toBe(404)
  })

  it('exists once', async () => {
    await client.post('/v1/axes', newAxis('warm'))
    const again = await client.post('/v1/axes', newAxis('warm'))
    expect(again.status).toBe(409)
    expect(again.body.error).toMatchObject({ type: 'conflict_error', code: 'axis_exists', param: 'id' })
  })

  it.each<[string, object, string | null]>([
    ['a bad id', { ...newAxis('warm'), id: 'Warm!' }, 'id'],
    ['one pole only', { id: 'warm', positive: newAxis('warm').positive }, 'negative'],
    ['a nameless pole', { ...newAxis('warm'), positive: { name: ' ', description: 'x' } }, 'positive.name'],
    ['a poem', { ...newAxis('warm'), positive: { name: 'x', description: 'x'.repeat(601) } }, 'positive.description'],
    ['more', { ...newAxis('warm'), active: 1 }, 'active'],
  ])('is not made from %s', async (_, body, param) => {
    const answer = await client.post('/v1/axes', body)
    expect(answer.status).toBe(400)
    expect(answer.body.error.param).toBe(param)
  })

  it('is not changed by nothing', async () => {
    await client.post('/v1/axes', newAxis('warm'))
    const answer = await client.patch('/v1/axes/warm', {})
    expect(answer.status).toBe(400)
    expect(answer.body.error.message).toBe('give positive, negative or condition, or several of them')
  })
})

describe('a condition', () => {
  const condition = { axis: 'medical', threshold: 0.1 }
  const whole = { ...condition, layer: null, comparison: 'above' }
  beforeEach(async () => {
    await client.post('/v1/axes', newAxis('medical'))
  })

  it('comes with an axis or later, and can be taken away', async () => {
    const made = await client.post('/v1/axes', { ...newAxis('warm'), condition })
    expect([made.status, made.body.condition]).toEqual([201, whole])
    const changed = await client.patch('/v1/axes/warm', { condition: { ...condition, comparison: 'below', layer: 3 } })
    expect(changed.body.condition).toEqual({ ...whole, comparison: 'below', layer: 3 })
    expect((await client.patch('/v1/axes/warm', { positive: { name: 'warmer' } })).body.condition).not.toBeNull()
    expect((await client.patch('/v1/axes/warm', { condition: null })).body.condition).toBeNull()
    expect((await client.get('/v1/axes/medical')).body.condition).toBeNull()
  })

  it('may read by the axis itself', async () => {
    const made = await client.post('/v1/axes', { ...newAxis('warm'), condition: { ...condition, axis: 'warm' } })
    expect(made.status).toBe(201)
    expect((await client.delete('/v1/axes/warm')).status).toBe(204)
  })

  it.each<[string, object, string, RegExp]>([
    ['an axis that is not there', { ...condition, axis: 'legal' }, 'condition.axis', /no axis 'legal'.*medical/],
    ['no threshold', { axis: 'medical' }, 'condition.threshold', /number between -100 and 100/],
    ['a threshold in words', { ...condition, threshold: 'high' }, 'condition.threshold', /number between/],
    ['an unknown comparison', { ...condition, comparison: 'near' }, 'condition.comparison', /./],
    ['a layer below 0', { ...condition, layer: -1 }, 'condition.layer', /at least 0/],
  ])('with %s is refused', async (_, bad, param, message) => {
    await client.post('/v1/axes', newAxis('warm'))
    for (const answer of [
      await client.post('/v1/axes', { ...newAxis('formal'), condition: bad }),
      await client.patch('/v1/axes/warm', { condition: bad }),
    ]) {
      expect([answer.status, answer.body.error.param]).toEqual([400, param])
      expect(answer.body.error.message).toMatch(message)
    }
  })

  it('names a layer that the active direction has, as soon as there is one', async () => {
    const layered = { ...condition, layer: 3 }
    expect((await client.post('/v1/axes', { ...newAxis('warm'), condition: layered })).status).toBe(201)
    await client.steerable('medical', { layer: 2 })
    for (const refused of [
      await client.post('/v1/axes', { ...newAxis('formal'), condition: layered }),
      await client.patch('/v1/axes/warm', { condition: layered }),
    ]) {
      expect([refused.status, refused.body.error.param]).toEqual([400, 'condition.layer'])
      expect(refused.body.error.message).toBe(
        'condition.layer: 3 is no layer of axis medical, whose active direction, version 1, has the layers 2',
      )
    }
    expect((await client.patch('/v1/axes/warm', { condition: { ...condition, layer: 2 } })).status).toBe(200)
  })

  it('keeps the axis that it reads by', async () => {
    await client.post('/v1/axes', { ...newAxis('warm'), condition })
    const refused = await client.delete('/v1/axes/medical')
    expect([refused.status, refused.body.error.code]).toEqual([409, 'axis_in_use'])
    expect(refused.body.error.message).toContain("axis 'warm'")
    await client.delete('/v1/axes/warm')
    expect((await client.delete('/v1/axes/medical')).status).toBe(204)
  })

  it('does not keep an axis of another project, nor read by one', async () => {
    const other = await newProject()
    expect((await other.post('/v1/axes', { ...newAxis('warm'), condition })).body.error.code).toBe('unknown_axis')
    await other.post('/v1/axes', newAxis('medical'))
    await other.post('/v1/axes', { ...newAxis('warm'), condition })
    expect((await client.delete('/v1/axes/medical')).status).toBe(204)
  })
})

describe('a direction', () => {
  const file = toyDirection()
  beforeEach(async () => {
    await client.post('/v1/axes', newAxis('formal'))
  })

  it('is kept under its hash and comes back byte by byte', async () => {
    const { status, body } = await client.upload(file, { evaluation: toyEvaluation() })
    expect(status).toBe(201)
    expect(body).toMatchObject({
      object: 'direction',
      axis: 'formal',
      version: 1,
      hash: await sha256Hex(file),
      model_hash: TOY_MODEL_HASH,
      active: true,
      verified: true,
      passed: true,
      bytes: file.byteLength,
      manifest: { method: 'mean-difference', pairs: 10 },
      evaluation: toyEvaluation(),
    })
    const response = await client.raw('GET', '/v1/axes/formal/directions/1/file')
    expect(response.headers.get('x-attune-direction')).toBe(body.hash)
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(file)
    expect((await client.get('/v1/axes/formal')).body.active).toMatchObject({ version: 1, hash: body.hash })
  })

  it('of an earlier version shows its evaluation as it is now', async () => {
    await client.upload(file, { activate: 'always', evaluation: toyEvaluation() })
    const { layers, pairs, report, ...earlier } = toyEvaluation()
    await env.DB.prepare('update directions set evaluation = ? where project_id = ?')
      .bind(JSON.stringify(earlier), client.project)
      .run()
    const { body } = await client.get('/v1/axes/formal')
    expect(body.active.evaluation).toEqual({ ...earlier, layers: [], pairs: null, report: null })
    const { body: list } = await client.get('/v1/axes/formal/directions')
    expect(list.data[0].evaluation).toEqual(body.active.evaluation)
  })

  it('uploaded twice is one version', async () => {
    const first = await client.upload(file)
    const second = await client.upload(file)
    expect(second.status).toBe(200)
    expect(second.body).toEqual(first.body)
    expect((await client.get('/v1/axes/formal')).body.versions).toBe(1)
  })

  it('uploaded by many at once gets versions of its own', async () => {
    const made = await Promise.all([1, 2, 3, 4].map((seed) => client.upload(toyDirection({ seed }))))
    expect(made.map(({ body }) => body.version).sort()).toEqual([1, 2, 3, 4])
  })

  it.each<[string, object, object, boolean]>([
    ['auto: verified and passed', { verified: true }, { activate: 'auto', evaluation: toyEvaluation(true) }, true],
    [
      'auto: passed, and its report too',
      { verified: true },
      { activate: 'auto', evaluation: { ...toyEvaluation(true), report: toyReport(true) } },
      true,
    ],
    [
      'auto: passed, its report not',
      { verified: true },
      { activate: 'auto', evaluation: { ...toyEvaluation(true), report: toyReport(false) } },
      false,
    ],
    ['auto: not passed', { verified: true }, { activate: 'auto', evaluation: toyEvaluation(false) }, false],
    ['auto: not evaluated', { verified: true }, { activate: 'auto' }, false],
    ['auto: not verified', { verified: false }, { activate: 'auto', evaluation: toyEvaluation(true) }, false],
    ['always', { verified: false }, { activate: 'always' }, true],
    ['never', { verified: true }, { activate: 'never', evaluation: toyEvaluation(true) }, false],
  ])('is activated: %s', async (_, direction, options, active) => {
    const { body } = await client.upload(toyDirection(direction), options)
    expect(body.active).toBe(active)
  })

  it('is rolled back and forth', async () => {
    await client.upload(toyDirection({ seed: 1 }), { activate: 'always' })
    await client.upload(toyDirection({ seed: 2 }), { activate: 'always' })
    const versions = async () =>
      (await client.get('/v1/axes/formal/directions')).body.data.map((one: Any) => [one.version, one.active])
    expect(await versions()).toEqual([
      [2, true],
      [1, false],
    ])
    const back = await client.post('/v1/axes/formal/activate', { version: 1 })
    expect(back.body.active.version).toBe(1)
    expect(await versions()).toEqual([
      [2, false],
      [1, true],
    ])
    const none = await client.post('/v1/axes/formal/activate', { version: null })
    expect(none.body).toMatchObject({ active: null, versions: 2 })
    const page = await client.get('/v1/axes/formal/directions?limit=1&after=2')
    expect(page.body).toMatchObject({ has_more: false, data: [{ version: 1 }] })
  })

  it.each([3, 0, 'latest', undefined])('that does not exist is not activated: %s', async (version) => {
    await client.upload(file)
    const answer = await client.post('/v1/axes/formal/activate', { version })
    expect(answer.status).toBe(version === 3 ? 404 : 400)
  })

  /** One more tensor for the bytes of the first. */
  function sharingBytes(from: Uint8Array): Uint8Array<ArrayBuffer> {
    const length = Number(new DataView(from.buffer, from.byteOffset).getBigUint64(0, true))
    const header = JSON.parse(new TextDecoder().decode(from.subarray(8, 8 + length)))
    const [first] = Object.keys(header).filter((name) => name !== '__metadata__')
    const json = new TextEncoder().encode(JSON.stringify({ ...header, again: header[first!] }))
    const out = new Uint8Array(8 + json.length + from.length - 8 - length)
    new DataView(out.buffer).setBigUint64(0, BigInt(json.length), true)
    out.set(json, 8)
    out.set(from.subarray(8 + length), 8 + json.length)
    return out
  }

  it.each<[string, Uint8Array<ArrayBuffer>, RegExp]>([
    ['nothing', new Uint8Array(), /0 bytes/],
    ['noise', Uint8Array.from({ length: 64 }, (_, i) => i), /safetensors/],
    ['half a file', file.slice(0, file.length / 2), /header is longer|does not fit/],
    ['a file cut short', file.slice(0, -4), /does not fit the file/],
    ['more words than a row holds', toyDirection({ pole: 'x'.repeat(61) }), /poles.positive: must be at most 60/],
    ['tensors that are the same bytes', sharingBytes(file), /begins at byte 0, within the tensor before it/],
    ['another axis', toyDirection({ axis: 'warm' }), /axis 'warm', not of 'formal'/],
  ])('is not made of %s', async (_, bytes, text) => {
    const { status, body } = await client.upload(bytes)
    expect(status).toBe(400)
    expect(body.error).toMatchObject({ code: 'invalid_direction', message: expect.stringMatching(text) })
    expect((await client.get('/v1/axes/formal')).body.versions).toBe(0)
  })

  it.each(['{', '{"passed":true}'])('is not taken with the evaluation %s', async (evaluation) => {
    const headers = { 'content-type': 'application/octet-stream', 'x-attune-evaluation': evaluation }
    const response = await client.raw('POST', '/v1/axes/formal/directions', { body: file, headers })
    expect(response.status).toBe(400)
    expect(((await response.json()) as Any).error.param).toMatch(/^x-attune-evaluation/)
  })

  it('larger than can be is refused before it is read', async () => {
    const { status, body } = await client.upload(new Uint8Array(16 * 1024 * 1024 + 1))
    expect(status).toBe(413)
    expect(body.error.details ?? body.error.max).toBe(16 * 1024 * 1024)
  })

  it('needs an axis', async () => {
    expect((await client.upload(toyDirection({ axis: 'warm', seed: 99 }), { axis: 'warm' })).status).toBe(404)
    const hash = await sha256Hex(toyDirection({ axis: 'warm', seed: 99 }))
    expect(await env.ARTIFACTS.head(`directions/${hash}`)).toBeNull()
  })
})
