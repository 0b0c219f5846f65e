/** Attune's API: any route by its path, and the few that have more to them by name. */
import { ChatStream, type Chunk } from './chat-stream.ts'
import { ConnectionError, lateError } from './errors.ts'
import { serverEvents } from './events.ts'
import type {
  Answer,
  Arguments,
  CallOptions,
  EventOf,
  ItemOf,
  Method,
  Operation,
  PathOf,
  Schemas,
} from './operations.ts'
import { items } from './pages.ts'
import { pieces, wholeBody } from './received.ts'
import { type Call, type ClientOptions, type Received, Transport } from './transport.ts'

type ChatRequest = Omit<Schemas['ChatCompletionRequest'], 'stream' | 'background'>

/** The options of any route, as they are without its types. */
type Given = CallOptions & { path?: object; query?: object; body?: unknown }

const EVENTS = 'text/event-stream'
/** What ends the stream of a chat. */
const DONE = '[DONE]'

export class Attune {
  readonly #transport: Transport

  constructor(options: ClientOptions) {
    this.#transport = new Transport(options)
  }

  get<Path extends PathOf<'get'>>(path: Path, ...[options]: Arguments<Operation<'get', Path>>) {
    return this.#ask<'get', Path>('get', path, options)
  }

  post<Path extends PathOf<'post'>>(path: Path, ...[options]: Arguments<Operation<'post', Path>>) {
    return this.#ask<'post', Path>('post', path, options)
  }

  put<Path extends PathOf<'put'>>(path: Path, ...[options]: Arguments<Operation<'put', Path>>) {
    return this.#ask<'put', Path>('put', path, options)
  }

  patch<Path extends PathOf<'patch'>>(path: Path, ...[options]: Arguments<Operation<'patch', Path>>) {
    return this.#ask<'patch', Path>('patch', path, options)
  }

  delete<Path extends PathOf<'delete'>>(path: Path, ...[options]: Arguments<Operation<'delete', Path>>) {
    return this.#ask<'delete', Path>('delete', path, options)
  }

  /** All items of a list; its pages are asked for as they are needed. */
  list<Path extends PathOf<'get'>>(
    path: Path,
    ...[options]: Arguments<Operation<'get', Path>>
  ): AsyncGenerator<ItemOf<Operation<'get', Path>>> {
    const given: Given = options ?? {}
    const read = (after: string | undefined) => {
      const query = { ...given.query, ...(after !== undefined && { after }) }
      return this.#json({ ...toCall('get', path, given), query }) as Promise<{ data: unknown[]; has_more: boolean }>
    }
    return items(read) as AsyncGenerator<ItemOf<Operation<'get', Path>>>
  }

  /** The events of a route that streams, each one's data as it is typed. */
  async events<M extends Method, Path extends PathOf<M>>(
    method: M,
    path: Path,
    ...[options]: Arguments<Operation<M, Path>>
  ): Promise<AsyncGenerator<EventOf<Operation<M, Path>>>> {
    const received = await this.#transport.send({ ...toCall(method, path, options), accept: EVENTS })
    return dataOf(received) as AsyncGenerator<EventOf<Operation<M, Path>>>
  }

  /** A whole answer. */
  chat(request: ChatRequest, options: CallOptions = {}): Promise<Schemas['ChatCompletion']> {
    // What is made in the background is another thing: `post` asks for it.
    const body = { ...request, stream: false, background: false }
    return this.post('/v1/chat/completions', { ...options, body }) as Promise<Schemas['ChatCompletion']>
  }

  /** An answer while it is written. */
  async stream(request: ChatRequest, options: CallOptions = {}): Promise<ChatStream> {
    const body = { ...request, stream: true }
    const received = await this.#transport.send({
      ...toCall('post', '/v1/chat/completions', { ...options, body }),
      accept: EVENTS,
    })
    return new ChatStream(dataOf(received, DONE) as AsyncGenerator<Chunk>, received.response.headers, {
      change: (id, change) => this.patch('/v1/generations/{id}', { path: { id }, body: change }),
      cancel: (id) => this.delete('/v1/generations/{id}', { path: { id } }),
    })
  }

  #ask<M extends Method, Path extends PathOf<M>>(method: M, path: Path, options: Given | undefined) {
    return this.#json(toCall(method, path, options)) as Promise<Answer<Operation<M, Path>>>
  }

  async #json(call: Call): Promise<unknown> {
    const { response, watched } = await this.#transport.send(call)
    const body = await wholeBody(response, watched)
    if (body.length === 0) return undefined
    if (!(response.headers.get('content-type') ?? '').includes('json')) return body.buffer
    const answer: unknown = JSON.parse(new TextDecoder().decode(body))
    const failed = lateError(answer, response.headers)
    if (failed) throw failed
    return answer
  }
}

const toCall = (method: Method, path: string, { path: params, ...options }: Given = {}): Call => ({
  ...options,
  method,
  path,
  params,
})

/** @throws ApiError where the answer fails in the middle, ConnectionError where it breaks off before its last word */
async function* dataOf({ response, watched }: Received, lastWord?: string): AsyncGenerator<unknown> {
  for await (const { data } of serverEvents(pieces(response, watched))) {
    if (data === lastWord) return
    const event: unknown = JSON.parse(data)
    const failed = lateError(event, response.headers)
    if (failed) throw failed
    yield event
  }
  if (lastWord) throw new ConnectionError('The answer broke off.')
}
