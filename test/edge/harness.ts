/** What the tests of the edge share: two fake workers behind `fetch`, projects with keys, requests. */
import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env, exports } from 'cloudflare:workers'
import { afterEach, beforeEach, vi } from 'vitest'
import worker from '../../edge/index.ts'
import { SCOPES, type Scope } from '../../schema/tables.ts'
import { signRequest } from '../../shared/sign.ts'
import { FakeWorker } from '../support/fake-worker.ts'
import { type ToyOptions, toyDirection, toyEvaluation } from '../support/toy-direction.ts'

export const ORIGIN = 'https://edge.test'

/** `down` refuses connections, `silent` takes them and never answers. */
export type Fleet = { a: FakeWorker; b: FakeWorker; down: Set<'a' | 'b'>; silent: Set<'a' | 'b'> }

/** Fresh fake workers for every test of a file. */
export function fakeFleet(): Fleet {
  const make = (tag: string) => new FakeWorker(env.ATTUNE_SECRET, tag)
  const fleet: Fleet = { a: make('a'), b: make('b'), down: new Set(), silent: new Set() }
  beforeEach(() => {
    Object.assign(fleet, { a: make('a'), b: make('b'), down: new Set(), silent: new Set() })
    vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
      const request = new Request(input, init)
      const tag = /^worker-([ab])\.test$/.exec(new URL(request.url).hostname)?.[1] as 'a' | 'b' | undefined
      if (!tag) throw new Error(`a test reached for ${request.url}`)
      if (fleet.down.has(tag)) throw new TypeError('connection refused')
      if (fleet.silent.has(tag)) return new Promise((_, reject) => onAbort(request.signal, reject))
      return fleet[tag].fetch(request)
    })
  })
  afterEach(() => {
    vi.restoreAllMocks()
  })
  return fleet
}

const onAbort = (signal: AbortSignal, reject: (reason: unknown) => void) =>
  signal.addEventListener('abort', () => reject(signal.reason), { once: true })

/** The worker that has seen a request to this path. */
export const whoSaw = (fleet: Fleet, path: string): FakeWorker => {
  const found = [fleet.a, fleet.b].find((worker) => worker.seen.some((one) => one.path.startsWith(path)))
  if (!found) throw new Error(`no worker saw ${path}`)
  return found
}

export type Answer<Body> = { status: number; headers: Headers; body: Body }

/** Parsed as JSON where it is JSON; tests say what they expect it to be. */
// biome-ignore lint/suspicious/noExplicitAny: the shape is what a test is about
export type Any = any

export class Client {
  readonly key: string
  constructor(key: string) {
    this.key = key
  }

  raw(method: string, path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    headers.set('authorization', `Bearer ${this.key}`)
    return this.send(new Request(ORIGIN + path, { ...init, method, headers }))
  }

  /** Replaced by tests that need the Worker to have their own `env`. */
  send = (request: Request): Promise<Response> => exports.default.fetch(request)

  async ask<Body = Any>(method: string, path: string, body?: unknown): Promise<Answer<Body>> {
    const init =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
    const response = await this.raw(method, path, init)
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : null }
  }

  get = <Body = Any>(path: string) => this.ask<Body>('GET', path)
  post = <Body = Any>(path: string, body: unknown) => this.ask<Body>('POST', path, body)
  put = <Body = Any>(path: string, body: unknown) => this.ask<Body>('PUT', path, body)
  patch = <Body = Any>(path: string, body: unknown) => this.ask<Body>('PATCH', path, body)
  delete = <Body = Any>(path: string) => this.ask<Body>('DELETE', path)

  /** Another key of the same project. */
  async withScopes(...scopes: Scope[]): Promise<Client> {
    const { body } = await this.post('/v1/keys', { name: scopes.join(' '), scopes })
    return new Client(body.secret)
  }

  async upload(file: Uint8Array<ArrayBuffer>, options: { axis?: string; activate?: string; evaluation?: object } = {}) {
    const { axis = 'formal', activate = 'auto', evaluation } = options
    const headers: Record<string, string> = { 'content-type': 'application/octet-stream' }
    if (evaluation) headers['x-attune-evaluation'] = JSON.stringify(evaluation)
    const response = await this.raw('POST', `/v1/axes/${axis}/directions?activate=${activate}`, { body: file, headers })
    return { status: response.status, body: (await response.json()) as Any }
  }

  /** An axis with an active direction. */
  async steerable(axis: string, options: ToyOptions = {}): Promise<{ version: number; hash: string }> {
    await this.post('/v1/axes', newAxis(axis))
    const file = toyDirection({ ...options, axis })
    const { body } = await this.upload(file, { axis, activate: 'always', evaluation: toyEvaluation() })
    return { version: body.version, hash: body.hash }
  }
}

export const newAxis = (id: string) => ({
  id,
  positive: { name: id, description: `Answer in a ${id} way.` },
  negative: { name: `not ${id}`, description: `Answer in a way that is not ${id}.` },
})

/** Runs the Worker with these bindings until all that it began is done. */
export async function fetchWith(bindings: typeof env, request: Request): Promise<Response> {
  const context = createExecutionContext()
  const response = await worker.fetch(request, bindings, context)
  await waitOnExecutionContext(context)
  return response
}

export async function signedPost(path: string, body: unknown, secret = env.ATTUNE_SECRET): Promise<Response> {
  const text = JSON.stringify(body)
  const headers = await signRequest(secret, { method: 'POST', path, body: text })
  return exports.default.fetch(new Request(ORIGIN + path, { method: 'POST', body: text, headers }))
}

export async function newProject(name = 'a project'): Promise<Client & { project: string }> {
  const response = await signedPost('/internal/projects', { name })
  const { project, key } = await response.json<{ project: { id: string }; key: string }>()
  return Object.assign(new Client(key), { project: project.id })
}

export { SCOPES }
