/** Control vectors sent to a worker: what comes back is a direction that the worker itself can use. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { encodeControlVector } from '../../gpu-worker/control-vector/encode.ts'
import { Importer } from '../../gpu-worker/control-vector/importer.ts'
import { decodeDirection } from '../../shared/direction.ts'
import { signRequest } from '../../shared/sign.ts'
import { GGML_TYPE, ggufBytes, type WrittenValue } from '../support/gguf-writer.ts'
import { errorOf, generateBody, sha256, startTestWorker, type TestWorker, tinyDirection } from './worker.ts'

let worker: TestWorker
const folder = mkdtempSync(join(tmpdir(), 'attune-imports-test-'))
beforeAll(async () => {
  // Files of its own, so that what is left behind shows.
  process.env.TMPDIR = folder
  worker = await startTestWorker()
})
afterAll(async () => {
  await worker.close()
  rmSync(folder, { recursive: true })
})

const query = (fields: Record<string, string> = {}) =>
  new URLSearchParams({ axis: 'formal', positive: 'formal', negative: 'casual', scale: '1', ...fields })
const post = (file: Uint8Array<ArrayBuffer>, fields: Record<string, string> = {}) =>
  worker.ask('POST', `/v1/imports?${query(fields)}`, file)

/** Of the worker's own model, as `attune export` writes it. */
const vector = () => encodeControlVector(decodeDirection(tinyDirection(worker.model).bytes))

async function imported(fields: Record<string, string> = {}) {
  const response = await post(vector(), fields)
  expect(response.status).toBe(200)
  const bytes = new Uint8Array(await response.arrayBuffer())
  expect(response.headers.get('x-attune-direction')).toBe(sha256(bytes))
  return { bytes, direction: decodeDirection(bytes) }
}

describe('a control vector', () => {
  test('becomes an unverified direction of this model, named as asked', async () => {
    const { direction } = await imported({ axis: 'polite', positive: 'polite', negative: 'rude – “raw”' })
    expect(direction.manifest).toMatchObject({
      axis: 'polite',
      poles: { positive: 'polite', negative: 'rude – “raw”' },
      method: 'imported',
      source: 'imported',
      verified: false,
      model: { hash: worker.model.source.sha256, layers: 2 },
    })
    const own = decodeDirection(tinyDirection(worker.model).bytes).layers[0]!
    const [layer] = direction.layers
    expect(layer!.layer).toBe(own.layer)
    // Strength 1 adds the vector, whatever a state's size was measured as.
    const added = (one: typeof own) => [...one.v].map((x) => x * one.positive * one.residual_norm)
    for (const [i, x] of added(own).entries()) expect(added(layer!)[i]).toBeCloseTo(x, 4)
  })

  test('is scaled, and turned by a scale below 0', async () => {
    const [plain, turned] = [await imported(), await imported({ scale: '-2' })]
    const [a, b] = [plain.direction.layers[0]!, turned.direction.layers[0]!]
    expect(b.positive / a.positive).toBeCloseTo(2, 5)
    for (const [i, x] of a.v.entries()) expect(b.v[i]).toBeCloseTo(-x, 5)
  })

  test('gives the same bytes again, and steers', async () => {
    const { bytes } = await imported()
    expect(sha256((await imported()).bytes)).toBe(sha256(bytes))
    const hash = sha256(bytes)
    expect((await worker.ask('PUT', `/v1/directions/${hash}`, bytes)).status).toBe(204)
    const edits = [{ axis: 'formal', version: 1, direction: hash, strength: 1, mode: 'add' }]
    worker.gate.open()
    const answer = await worker.ask('POST', '/v1/generate', generateBody({ edits }))
    expect(((await answer.json()) as { attune: object }).attune).toMatchObject({ edits: [{ direction: hash }] })
  })
})

describe('what is no control vector of this model is refused in words, without the place it lay in', () => {
  const file = (metadata: Record<string, WrittenValue>, values: number[], name = 'direction.1') =>
    new Uint8Array(
      ggufBytes({ 'general.architecture': 'controlvector', 'controlvector.model_hint': 'llama', ...metadata }, [
        { name, shape: [values.length], type: GGML_TYPE.F32, bytes: new Uint8Array(Float32Array.from(values).buffer) },
      ]),
    )
  const ones = new Array<number>(64).fill(1)

  test.for<[string, () => Uint8Array<ArrayBuffer>, string]>([
    ['nothing', () => new Uint8Array(), 'it is not a GGUF file'],
    ['noise', () => new TextEncoder().encode('hello, I am a text'), 'it is not a GGUF file'],
    ['half a file', () => vector().slice(0, 200), 'truncated'],
    ['a model', () => file({ 'general.architecture': 'llama' }, ones), "its general.architecture is 'llama'"],
    ["another architecture's", () => file({ 'controlvector.model_hint': 'qwen2' }, ones), "it is for 'qwen2' models"],
    ['another width', () => file({}, [1, 2, 3]), 'has the shape [3]; tiny has a hidden size of 64'],
    ['too deep a layer', () => file({}, ones, 'direction.9'), 'a vector for layer 9; tiny takes layers 1 to 1'],
    ['numbers that are none', () => file({}, [Number.NaN, ...ones.slice(1)]), 'not finite'],
    [
      'zeros',
      () =>
        file(
          {},
          ones.map(() => 0),
        ),
      'all its vectors are zero',
    ],
    ['too much', () => new Uint8Array(2 ** 21), 'it has 2097152 bytes; one of tiny has at most'],
  ])('%s', async ([, make, why]) => {
    const response = await post(make())
    expect(response.status).toBe(400)
    const error = await errorOf(response)
    expect(error).toMatchObject({ code: 'invalid_control_vector', param: 'body' })
    expect(error.message).toContain(why)
    expect(error.message).not.toContain(folder)
  })

  test('a vector that would be larger than an edit can be', async () => {
    const huge = await post(file({}, [3e38, ...ones.slice(1)]), { scale: '10000' })
    expect(huge.status).toBe(400)
    expect((await errorOf(huge)).message).toContain('times as long as the states there; at most 1000000')
  })
})

test.for<[string, Record<string, string>]>([
  ['axis', { axis: 'Formal!' }],
  ['positive', { positive: ' ' }],
  ['negative', { negative: 'x'.repeat(61) }],
  ['scale', { scale: '0' }],
  ['scale', { scale: 'large' }],
  ['scale', { scale: '1e9' }],
  ['layers', { layers: '1' }],
])('a query with a wrong %s is refused', async ([param, fields]) => {
  const response = await post(vector(), fields)
  expect(response.status).toBe(400)
  expect((await errorOf(response)).param).toBe(param)
})

test('unsigned, or signed for other names, nothing is read', async () => {
  const path = `/v1/imports?${query()}`
  expect((await fetch(worker.url + path, { method: 'POST', body: vector() })).status).toBe(401)
  const headers = await signRequest('another secret, of nobody that this worker knows', {
    method: 'POST',
    path,
    body: vector(),
  })
  expect((await fetch(worker.url + path, { method: 'POST', body: vector(), headers })).status).toBe(401)
})

test('no file is left behind', async () => {
  await post(vector())
  await post(new Uint8Array(8))
  expect(readdirSync(folder).filter((name) => name.startsWith('attune-import-'))).toEqual([])
})

test('a full disk is named, and its path is not', async () => {
  const full = Object.assign(new Error("ENOSPC: no space left on device, write '/secret/path'"), { code: 'ENOSPC' })
  const direction = vi.spyOn(Importer.prototype, 'direction').mockRejectedValueOnce(new Error('outer', { cause: full }))
  const response = await post(vector())
  expect(response.status).toBe(507)
  const error = await errorOf(response)
  expect(error).toMatchObject({ code: 'disk_full', type: 'server_error' })
  expect(error.message).toBe("this worker's disk is full: its operator has to free some space")
  direction.mockRestore()
  expect((await post(vector())).status).toBe(200)
})
