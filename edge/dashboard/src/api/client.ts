/**
 * The way to the API. Paths, parameters, bodies and answers are typed by the OpenAPI description, by way of the types
 * generated from it for the TypeScript client. Hono's own RPC client is not used: routes are mounted in a loop and
 * checked by zod, so the app's type does not know them, and the description, which is made of the same schemas, is the
 * one thing that says what there is.
 *
 * All calls throw a `Problem`, or an AbortError where a signal was given.
 */
import type {
  Answer,
  Arguments,
  CallOptions,
  EventOf,
  ItemOf,
  Method,
  Operation,
  PathOf,
} from '../../../../clients/typescript/src/operations.ts'
import { items } from '../../../../clients/typescript/src/pages.ts'
import { isAbort, Problem, problemOf, unreachable } from './problem.ts'
import { type JsonEvent, readJsonEvents } from './stream.ts'

/** A call that is not a stream is given up after this long: the server is then as good as gone. */
const PATIENCE_MS = 20_000

export type Api = ReturnType<typeof createApi>

export type ApiOptions = {
  /** Proves with every change that a page of this origin asks for it; null before there is a session. */
  token?: () => string | null
  /** Told the server's words when the session is over (401), before the call throws. */
  onEnded?: (message: string) => void
  /** Told after each call whether anybody answered. */
  onReached?: (reached: boolean) => void
  base?: string
}

/** The options of any route, as they are without its types. */
type Given = CallOptions & { path?: object; query?: object; body?: unknown }

/** The browser sends the session's cookie with every call by itself. */
export function createApi({ token = () => null, onEnded, onReached, base = '' }: ApiOptions = {}) {
  async function send(method: Method, path: string, given: Given = {}): Promise<Response> {
    const headers: Record<string, string> = { ...given.headers }
    const proof = token()
    if (proof !== null && method !== 'get') headers['x-csrf-token'] = proof
    if (given.body !== undefined) headers['content-type'] ??= 'application/json'
    const request = {
      ...{ method: method.toUpperCase(), headers, body: bodyOf(given.body), signal: given.signal },
      // What is deleted as the page is left is deleted all the same.
      keepalive: method === 'delete',
    }
    let response: Response
    try {
      response = await fetch(base + addressOf(path, given), request)
    } catch (thrown) {
      if (isAbort(thrown)) throw thrown
      onReached?.(false)
      throw unreachable()
    }
    onReached?.(true)
    if (response.ok) return response
    const problem = await problemOf(response)
    if (response.status === 401) onEnded?.(problem.message)
    throw problem
  }

  /** A call that ends by itself. */
  function sendBriefly(method: Method, path: string, given: Given = {}): Promise<Response> {
    const patience = AbortSignal.timeout(given.timeout ?? PATIENCE_MS)
    const signal = given.signal ? AbortSignal.any([given.signal, patience]) : patience
    return send(method, path, { ...given, signal })
  }

  const json = async (method: Method, path: string, given?: Given): Promise<unknown> =>
    read(await sendBriefly(method, path, given))

  const ask =
    <M extends Method>(method: M) =>
    <Path extends PathOf<M>>(path: Path, ...[given]: Arguments<Operation<M, Path>>) =>
      json(method, path, given as Given) as Promise<Answer<Operation<M, Path>>>

  return {
    get: ask('get'),
    post: ask('post'),
    put: ask('put'),
    patch: ask('patch'),
    delete: ask('delete'),

    /** With the entity tag, to be sent back as `if-match` by who changes what was read. */
    async getTagged<Path extends PathOf<'get'>>(path: Path, ...[given]: Arguments<Operation<'get', Path>>) {
      const response = await sendBriefly('get', path, given as Given)
      const value = (await read(response)) as Answer<Operation<'get', Path>>
      return { value, tag: response.headers.get('etag') }
    },

    /** All items of a list, page after page. For lists that are known to be short. */
    async all<Path extends PathOf<'get'>>(path: Path, ...[given]: Arguments<Operation<'get', Path>>) {
      const options = (given ?? {}) as Given
      const page = (after: string | undefined) => {
        const query = { ...options.query, ...(after !== undefined && { after }) }
        return json('get', path, { ...options, query }) as Promise<{ data: unknown[]; has_more: boolean }>
      }
      const found: unknown[] = []
      for await (const item of items(page)) found.push(item)
      return found as ItemOf<Operation<'get', Path>>[]
    },

    /**
     * A streamed answer, whose last word is `[DONE]`. Aborting the signal ends the request, and with it the generation.
     * @throws Problem of kind `refused` for an error event, `interrupted` when it ends without its last word.
     */
    async *stream<M extends Method, Path extends PathOf<M>>(
      method: M,
      path: Path,
      ...[given]: Arguments<Operation<M, Path>>
    ): AsyncGenerator<EventOf<Operation<M, Path>>> {
      const events = readJsonEvents(await bodyOfAnswer(send(method, path, given as Given)), true)
      for await (const { data } of events) yield data as EventOf<Operation<M, Path>>
    },

    /** Events with their names and ids, until the server ends the stream: what goes on from there is the caller's. */
    async *events<M extends Method, Path extends PathOf<M>>(
      method: M,
      path: Path,
      ...[given]: Arguments<Operation<M, Path>>
    ): AsyncGenerator<JsonEvent> {
      yield* readJsonEvents(await bodyOfAnswer(send(method, path, given as Given)), false)
    },

    /** A file, as bytes. */
    async file<Path extends PathOf<'get'>>(path: Path, ...[given]: Arguments<Operation<'get', Path>>): Promise<Blob> {
      return (await sendBriefly('get', path, given as Given)).blob()
    },
  }
}

async function bodyOfAnswer(answer: Promise<Response>): Promise<ReadableStream<Uint8Array>> {
  const { body } = await answer
  if (!body) throw new Problem('interrupted', 'The server sent an empty answer. Try again.')
  return body
}

async function read(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined
  try {
    return await response.json()
  } catch (thrown) {
    if (isAbort(thrown)) throw thrown
    throw new Problem('interrupted', 'The server’s answer could not be read. Try again.')
  }
}

function bodyOf(body: unknown): string | Blob | ArrayBuffer | Uint8Array<ArrayBuffer> | undefined {
  if (body === undefined) return undefined
  return body instanceof Blob || body instanceof ArrayBuffer || body instanceof Uint8Array
    ? (body as Blob | ArrayBuffer | Uint8Array<ArrayBuffer>)
    : JSON.stringify(body)
}

/** `{name}` in the path stands for one of `path`; what is undefined in the query is left out. */
export function addressOf(path: string, { path: params = {}, query = {} }: Pick<Given, 'path' | 'query'>): string {
  const named = new Map(Object.entries(params))
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(named.get(name))))
  const asked = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) asked.append(name, String(value))
  return asked.size > 0 ? `${filled}?${asked}` : filled
}
