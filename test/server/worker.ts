/** A worker with a tiny random model, listening on this machine, and requests to it as the edge signs them. */
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, vi } from 'vitest'
import { EngineLanguageModel } from '../../gpu-worker/engine/language-model.ts'
import { type OpenModel, openModel } from '../../gpu-worker/engine/open.ts'
import type { LanguageModel } from '../../gpu-worker/language/language-model.ts'
import type { FormName } from '../../gpu-worker/model/forms/plans.ts'
import { createWorkerApp } from '../../gpu-worker/server/app.ts'
import { listen } from '../../gpu-worker/server/listen.ts'
import type { Telemetry } from '../../gpu-worker/server/observe.ts'
import type { UsageRecorder } from '../../gpu-worker/usage/recorder.ts'
import { type Direction, encodeDirection } from '../../shared/direction.ts'
import { signRequest } from '../../shared/sign.ts'
import { createRandom } from '../support/random.ts'
import { type TinyLlama, writeTinyLlama } from '../support/tiny-gguf.ts'
import { Gate } from './gate.ts'

/** Accepted too, as while the secret is changed. */
export const OLD_SECRET = 'the secret before this one, known to nobody either'
export const SECRET = 'a secret of this test, known to nobody else'
export const PROJECT = 'proj_mine'
export const CONTEXT = 256
export const ROWS = 3

export type TestWorker = AsyncDisposable & {
  url: string
  model: OpenModel
  gate: Gate
  /** Signs and sends; an object goes as JSON. */
  ask(
    method: string,
    path: string,
    body?: object | string | Uint8Array<ArrayBuffer>,
    more?: RequestInit,
  ): Promise<Response>
  /** Opens the gate and waits until nothing runs. */
  settle(): Promise<void>
  close(): Promise<void>
}

export type TestWorkerOptions = {
  language?: LanguageModel
  fits?: string
  metricsToken?: string
  usage?: UsageRecorder
  telemetry?: Telemetry
  model?: Partial<TinyLlama>
  /** Whether answers end at an end token. Random weights end them at random; unless asked, they end when a test says so. */
  ends?: boolean
  /** Whether prompts are kept for later ones. Tests that hold steps ask the same again and again: unless asked, all are run. */
  prefixes?: boolean
  /** The form of weights; plain floats, unless asked. */
  form?: FormName
}

export async function startTestWorker(options: TestWorkerOptions = {}): Promise<TestWorker> {
  const folder = mkdtempSync(join(tmpdir(), 'attune-server-'))
  const path = join(folder, 'tiny.gguf')
  writeTinyLlama(path, { seed: 3, context: CONTEXT, ...options.model })
  const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex')
  const model = await openModel({
    source: { path, sha256, id: 'tiny' },
    graphs: join(folder, 'graphs'),
    settings: { form: options.form ?? 'fp32', rows: ROWS, threads: 1, ...(!options.prefixes && { prefixCache: 0 }) },
  })
  if (!options.ends) (model.tokenizer.eosIds as Set<number>).clear()
  const gate = new Gate(model.engine.runner)
  const reader = new EngineLanguageModel(model)
  const worker = createWorkerApp({
    model,
    language: options.language ?? reader,
    reader,
    secrets: [SECRET, OLD_SECRET],
    tag: 'test',
    fits: options.fits ?? join(folder, 'fits'),
    metricsToken: options.metricsToken ?? null,
    usage: options.usage ?? null,
    telemetry: options.telemetry,
  })
  const { url, close } = await listen(worker.app, '127.0.0.1', 0)
  let closed: Promise<void> | null = null
  const closeOnce = () => {
    closed ??= close(async () => {
      gate.open()
      await worker.close()
      await model[Symbol.asyncDispose]()
    }).finally(() => rmSync(folder, { recursive: true, force: true }))
    return closed
  }
  return {
    url,
    model,
    gate,
    async settle() {
      gate.open()
      const { engine } = model
      const idle = { running: 0, waiting: 0 }
      await vi.waitFor(() => expect(engine.stats).toMatchObject(idle), { interval: 5 })
    },
    close: closeOnce,
    [Symbol.asyncDispose]: closeOnce,
    async ask(method, path, content, more = {}) {
      const body = typeof content === 'object' && !(content instanceof Uint8Array) ? JSON.stringify(content) : content
      const headers = await signRequest(SECRET, { method, path, body: body ?? '' })
      return fetch(url + path, { method, body, ...more, headers: { ...headers, ...more.headers } })
    },
  }
}

let made = 0
/** A valid request for eight tokens, with whatever a test is about. */
export function generateBody(fields: object = {}) {
  return {
    id: `chatcmpl_test_${String(++made).padStart(26, '0')}`,
    project: PROJECT,
    model: 'tiny',
    messages: [{ role: 'user', content: 'Say something.' }],
    stream: false,
    max_tokens: 8,
    sampling: { temperature: 1, seed: 5 },
    ...fields,
  }
}

/** Fields of a chat request as the edge forwards them: schemas as their text. */
export function forwarded(fields: object): object {
  const { response_format: format, tools } = fields as { response_format?: Any; tools?: Any[] }
  const asText = (schema: unknown) => (typeof schema === 'object' ? JSON.stringify(schema) : schema)
  const place = '/response_format/json_schema/schema'
  const forwardedTool = (tool: Any) => {
    const { parameters } = tool.function
    return parameters ? { ...tool, function: { ...tool.function, parameters: asText(parameters) } } : tool
  }
  return {
    ...fields,
    ...(format?.json_schema && {
      response_format: {
        type: 'json_schema',
        schema: asText(format.json_schema.schema),
        strict: format.json_schema.strict ?? false,
        place,
      },
    }),
    ...(tools && { tools: tools.map(forwardedTool) }),
  }
}
// biome-ignore lint/suspicious/noExplicitAny: any fields, those that are refused as well
type Any = any

export type DirectionFields = { axis?: string; seed?: number; layer?: number; manifest?: object; v?: Float32Array }

/** A direction of random orientation on the worker's model: its file, and the hash that names it. */
export function tinyDirection(model: OpenModel, fields: DirectionFields = {}) {
  const { axis = 'formal', seed = 1, layer = 1, manifest = {}, v } = fields
  const { hidden, layers, architecture } = model.config
  const facts = { layer, residual_norm: 8, neutral: 0.5, positive: 0.2, negative: 0.2 }
  const direction: Direction = {
    manifest: {
      format: 1,
      axis,
      poles: { positive: 'high', negative: 'low' },
      model: { hash: model.source.sha256, name: 'tiny', architecture, hidden_size: hidden, layers },
      site: 'residual',
      method: 'mean-difference',
      source: 'given',
      layers: [facts],
      pairs: 10,
      seed,
      verified: true,
      made_by: { attune: 'test', weight_form: 'fp32' },
      ...manifest,
    },
    layers: [{ ...facts, v: v ?? unitVector(hidden, seed) }],
  }
  const bytes = encodeDirection(direction)
  return { bytes, hash: sha256(bytes) }
}

/** Puts a direction on the worker; returns the edit that applies it. */
export async function putDirection(worker: TestWorker, fields: DirectionFields = {}) {
  const { bytes, hash } = tinyDirection(worker.model, fields)
  const response = await worker.ask('PUT', `/v1/directions/${hash}`, bytes)
  if (response.status !== 204) throw new Error(await response.text())
  return { axis: fields.axis ?? 'formal', version: 1, direction: hash, strength: 1, mode: 'add' as const }
}

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

function unitVector(length: number, seed: number): Float32Array {
  const random = createRandom(seed)
  const v = Float32Array.from({ length }, () => random.normal())
  const norm = Math.hypot(...v)
  return v.map((x) => x / norm)
}

export type ErrorAnswer = { message: string; type: string; param: string | null; code: string } & Record<
  string,
  unknown
>

export async function errorOf(response: Response): Promise<ErrorAnswer> {
  return ((await response.json()) as { error: ErrorAnswer }).error
}
