/**
 * The edge as the dashboard sees it, on a port of its own: the built page under a strict Content-Security-Policy, and
 * the API's contract with a stream that the test writes by hand.
 */
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import type { Axis, Fit, Profile } from '../../edge/dashboard/src/api/types.ts'
import { ApiError, toApiError } from '../../shared/errors.ts'
import type { Receipt } from '../../shared/wire/receipt.ts'
import { answerAxes, noAxes, SENT } from './fake-axes.ts'
import { type FitWatch, sendFitEvents } from './fake-fit-events.ts'
import { fakeKeys } from './fake-keys.ts'
import { fakeOperation } from './fake-operation.ts'
import { fakeProject } from './fake-project.ts'
import { fakeUsers } from './fake-users.ts'

export const KEY = 'sk-attune-test'
const COOKIE = 'attune_session=the-session'
const TOKEN = 'the-token'

const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}

// biome-ignore lint/suspicious/noExplicitAny: whatever the page sent, for the test to look into
type Body = any
export type Call = { method: string; path: string; body: Body }

export type FakeEdge = Awaited<ReturnType<typeof startFakeEdge>>

export async function startFakeEdge(assets: string) {
  const calls: Call[] = []
  const streams: FakeStream[] = []
  const state = {
    ...noAxes(),
    fits: [] as Fit[],
    administration: fakeProject(),
    operation: fakeOperation(),
    profiles: new Map<string, Profile>(),
    users: fakeUsers(),
    keys: fakeKeys(),
    /** What the next call to a path answers instead of what it would. */
    refuse: new Map<string, ApiError>(),
    /** What the model answers where nothing is streamed. */
    says: '' as string | ((body: Body) => string),
    /** Who has watched a fit, in order. */
    fitEvents: [] as FitWatch[],
    /** The id of that which the session is of. */
    project: 'proj_1',
    /** Whether the session that the cookie names is open. */
    signedIn: false,
    /** Holds PATCH answers back until it resolves. */
    changesHeld: Promise.resolve(),
  }

  async function answer(call: Call, response: ServerResponse): Promise<unknown> {
    const { method, path, body } = call
    const [, , family, id, action] = path.split('?')[0]!.split('/').map(decodeURIComponent)
    const refusal = state.refuse.get(`${method} ${path}`)
    if (refusal) throw refusal
    const ofFamily =
      state.users.answer(call, state.profiles) ?? state.keys.answer(call) ?? answerAxes(state, call, response)
    if (ofFamily !== undefined) return ofFamily
    const ofProject = state.administration.answer(call, response)
    if (ofProject !== undefined) return ofProject
    const ofOperation = state.operation.answer(call)
    if (ofOperation !== undefined) return ofOperation
    switch (`${method} ${family}`) {
      case 'GET models':
        return list([{ id: 'smollm2-135m-instruct', object: 'model' }])
      case 'GET profiles':
        return (
          state.profiles.get(id!) ?? {
            object: 'profile',
            user: id,
            stored: false,
            learned: {},
            strengths: {},
            updated: null,
          }
        )
      case 'PATCH profiles': {
        const profile: Profile = {
          object: 'profile',
          user: id!,
          stored: true,
          learned: {},
          strengths: body.strengths,
          updated: 1,
        }
        state.profiles.set(id!, profile)
        return profile
      }
      case 'GET fits': {
        if (!id) return list(state.fits)
        const fit = state.fits.find((one) => one.id === id)
        if (!fit) throw notFound()
        if (action !== 'events') return fit
        state.fitEvents.push(sendFitEvents(response, () => state.fits.find((one) => one.id === id)))
        return SENT
      }
      case 'POST fits': {
        const fit = queuedFit(`fit_${state.fits.length}`, body.axis.id ?? body.axis)
        state.fits.unshift(fit)
        if (body.preview) {
          const preview = { ...queuedFit(`${fit.id}_preview`, fit.axis), preview_of: fit.id }
          fit.preview = preview.id
          state.fits.push(preview)
        }
        return fit
      }
      case 'DELETE fits': {
        const fit = state.fits.find((one) => one.id === id)!
        return Object.assign(fit, { state: 'cancelled' })
      }
      case 'POST chat': {
        if (!body.stream) {
          const content = typeof state.says === 'string' ? state.says : state.says(body)
          return { choices: [{ message: { role: 'assistant', content } }] }
        }
        const stream = new FakeStream(`chatcmpl_${streams.length}`, body, response)
        streams.push(stream)
        return stream
      }
      case 'PATCH generations': {
        await state.changesHeld
        return streams.find((stream) => stream.id === id)!.change(body)
      }
      case 'DELETE generations':
        return streams.find((stream) => stream.id === id)!.cancel()
    }
    throw notFound()
  }

  const server = createServer(async (request, response) => {
    const path = request.url!
    if (!path.startsWith('/v1/')) return serveFile(assets, request, response)
    const call: Call = { method: request.method!, path, body: await jsonOf(request) }
    calls.push(call)
    try {
      const { method, headers } = request
      if (method === 'POST' && path === '/v1/sessions') {
        if (call.body.key !== KEY) {
          throw new ApiError(401, 'invalid_api_key', 'This API key is not known. Check that it was copied whole.')
        }
        state.signedIn = true
        response.setHeader('set-cookie', `${COOKIE}; HttpOnly; SameSite=Strict; Path=/`)
        return sendJson(response, 201, { csrf_token: TOKEN, project: state.project, key: 'key_own' })
      }
      if (!state.signedIn || headers.cookie !== COOKIE) {
        throw new ApiError(401, 'missing_api_key', 'Send an API key.')
      }
      if (method !== 'GET' && headers['x-csrf-token'] !== TOKEN) {
        throw new ApiError(403, 'csrf_refused', 'Send the csrf_token of the session.')
      }
      if (path === '/v1/sessions/current') {
        state.signedIn = method === 'GET'
        return state.signedIn
          ? sendJson(response, 200, { csrf_token: TOKEN, project: state.project, key: 'key_own' })
          : response.writeHead(204).end()
      }
      const result = await answer(call, response)
      if (typeof result === 'string') response.writeHead(200, { 'content-type': 'application/x-ndjson' }).end(result)
      else if (result !== SENT && !(result instanceof FakeStream)) sendJson(response, 200, result)
    } catch (thrown) {
      const error = toApiError(thrown)
      sendJson(response, error.status, error.body())
    }
  })

  async function listen(port = 0) {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  function close() {
    server.closeAllConnections()
    return new Promise<void>((resolve) => server.close(() => resolve()))
  }

  const port = await listen()
  return {
    ...{ state, calls, streams, close },
    url: `http://127.0.0.1:${port}`,
    /** After `close`, on the same port again. */
    reopen: () => listen(port),
    callsOf: (method: string, path: RegExp) => calls.filter((call) => call.method === method && path.test(call.path)),
    [Symbol.asyncDispose]: close,
  }
}

/** One streamed answer; the test says what is written and when. */
export class FakeStream {
  readonly id: string
  readonly body: Body
  /** Whether it was asked for with any strength. */
  readonly steered: boolean
  readonly #response: ServerResponse
  readonly #changes: { seq: number; at_token: number }[] = []
  #tokens = 0

  constructor(id: string, body: Body, response: ServerResponse) {
    this.id = id
    this.body = body
    this.steered = Object.keys(body.steering.strengths).length > 0
    this.#response = response
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(': ping\n\n')
    this.#send({ delta: { role: 'assistant' } })
  }

  get closed(): boolean {
    return this.#response.destroyed || this.#response.writableEnded
  }

  /** Each piece is one token. */
  say(...pieces: string[]) {
    for (const content of pieces) {
      this.#tokens += 1
      this.#send({ delta: { content } })
    }
  }

  finish() {
    this.#send({ delta: {}, finish_reason: 'stop' }, { usage: this.#usage(), attune: this.#receipt() })
    this.#response.end('data: [DONE]\n\n')
  }

  fail(message: string) {
    this.#response.end(`data: ${JSON.stringify({ error: { message, type: 'server_error' } })}\n\n`)
  }

  cut() {
    this.#response.destroy()
  }

  change(body: Body) {
    this.#changes.push({ seq: body.seq, at_token: this.#tokens })
    Object.assign(this.body.steering.strengths, body.strengths)
    return this.#state()
  }

  cancel() {
    return this.#state()
  }

  #send(choice: object, facts: object = {}) {
    const choices = [{ index: 0, finish_reason: null, ...choice }]
    const chunk = {
      id: this.id,
      object: 'chat.completion.chunk',
      created: 1,
      model: this.body.model,
      choices,
      ...facts,
    }
    this.#response.write(`data: ${JSON.stringify(chunk)}\n\n`)
  }

  #usage() {
    return { prompt_tokens: 12, completion_tokens: this.#tokens, total_tokens: 12 + this.#tokens }
  }

  #state() {
    return { id: this.id, object: 'generation', usage: this.#usage(), attune: this.#receipt(), applied: true }
  }

  #receipt(): Receipt {
    const strengths = Object.entries<Body>(this.body.steering.strengths)
    return {
      generation: this.id,
      model: this.body.model,
      model_hash: 'a'.repeat(64),
      weight_form: 'q8',
      row_exact: true,
      scope: 'generated',
      basis: 'raw',
      basis_directions: [],
      explored: false,
      capped: false,
      edits: strengths.map(([axis, { value, mode }]) => ({
        axis,
        version: 1,
        direction: '3f9ac0de42'.padEnd(64, '0'),
        mode,
        strength: value,
        layers: [19],
        tokens_edited: this.#tokens,
        projection_before: 0.021,
        projection_after: 0.143,
        lean: 0.52,
        condition: null,
      })),
      observed: [],
      changes: this.#changes,
    }
  }
}

export const axis = (id: string, negative: string, positive: string): Axis => ({
  object: 'axis',
  id,
  positive: { name: positive, description: `Answer in a ${positive} way.` },
  negative: { name: negative, description: `Answer in a ${negative} way.` },
  active: { version: 1, hash: 'd'.repeat(64), verified: true, evaluation: null, correlated: [] },
  condition: null,
  refit: null,
  versions: 1,
  created: 1,
})

export const queuedFit = (id: string, axisId: string): Fit => ({
  object: 'fit',
  id,
  axis: axisId,
  state: 'queued',
  stage: null,
  progress: 0,
  message: '',
  queue: null,
  stages: [],
  error: null,
  direction: null,
  evaluation: null,
  choices: [],
  characteristics: null,
  spec: null,
  activate: 'auto',
  preview: null,
  preview_of: null,
  activated: false,
  time_limit: 5400,
  model_hash: null,
  created: 1,
  updated: 1,
})

const list = (data: unknown[], has_more = false) => ({ object: 'list', data, has_more })
const notFound = () => new ApiError(404, 'not_found', 'There is no such thing.')

async function jsonOf(request: IncomingMessage): Promise<Body> {
  const text = (await request.toArray()).join('')
  if (request.headers['content-type'] === 'application/octet-stream') return text
  return text ? JSON.parse(text) : undefined
}

function sendJson(response: ServerResponse, status: number, body: unknown) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

/** Those that the built page asks its host to send, its Content-Security-Policy above all. */
async function builtHeaders(folder: string): Promise<Record<string, string>> {
  const lines = (await readFile(join(folder, '_headers'), 'utf8')).split('\n').slice(1)
  return Object.fromEntries(lines.filter(Boolean).map((line) => line.trim().split(/: (.*)/, 2)))
}

/** As the edge does: a browser that goes to an address without a file gets the page. */
async function serveFile(folder: string, { url, headers }: IncomingMessage, response: ServerResponse) {
  const path = new URL(url!, 'http://edge').pathname
  const isScreen = headers.accept?.includes('text/html') && extname(path) === ''
  const name = isScreen ? '/index.html' : normalize(path)
  try {
    const bytes = await readFile(join(folder, name))
    const type = TYPES[extname(name)] ?? 'application/octet-stream'
    response.writeHead(200, { 'content-type': type, ...(await builtHeaders(folder)) }).end(bytes)
  } catch {
    response.writeHead(404).end()
  }
}
