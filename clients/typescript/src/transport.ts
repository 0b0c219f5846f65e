/** One call as requests: the credential, attempts, timeouts, and errors as what they are. */
import { ApiError, apiError } from './errors.ts'
import type { CallOptions, Method } from './operations.ts'
import { type Watch, watch, wholeBody } from './received.ts'
import { pauseAfter, wait } from './retry.ts'
import { type Credential, Token } from './token.ts'

export type ClientOptions = {
  /** Where the edge is: `https://attune.example.com`, with or without /v1. */
  baseURL: string
  /** An API key, or what brings a user's token: it is asked again when the server refuses the one it brought. */
  token: Credential
  /** Milliseconds without anything coming after which a call fails; a minute unless said. */
  timeout?: number
  /** How often a call that failed in passing is made again; twice unless said. */
  maxRetries?: number
  /** Instead of the platform's own. */
  fetch?: typeof fetch
}

export type Call = CallOptions & {
  method: Method
  /** As the API's description writes it. */
  path: string
  params?: object | undefined
  query?: object | undefined
  body?: unknown
  accept?: string
}

type Body = NonNullable<RequestInit['body']>

export type Received = { response: Response; watched: Watch }

const TIMEOUT_MS = 60_000
const MAX_RETRIES = 2

export class Transport {
  readonly #base: string
  readonly #token: Token
  readonly #timeout: number
  readonly #maxRetries: number
  readonly #fetch: typeof fetch

  constructor({ baseURL, token, timeout = TIMEOUT_MS, maxRetries = MAX_RETRIES, fetch: given = fetch }: ClientOptions) {
    this.#base = baseURL.replace(/\/+$/, '').replace(/\/v1$/, '')
    this.#token = new Token(token)
    this.#timeout = timeout
    this.#maxRetries = maxRetries
    this.#fetch = (input, init) => given(input, init)
  }

  /**
   * The headers of an answer that is a yes; its body is still to be read.
   * @throws ApiError, ConnectionError, the signal's reason
   */
  async send(call: Call): Promise<Received> {
    // The same for all attempts: what was done in spite of a lost answer is not done twice.
    const idempotency: Record<string, string> = call.method === 'post' ? { 'idempotency-key': crypto.randomUUID() } : {}
    let renewed = false
    for (let attempt = 0; ; ) {
      const token = await this.#token.get()
      try {
        return await this.#attempt(call, { ...idempotency, authorization: `Bearer ${token}` })
      } catch (problem) {
        const isRefused = problem instanceof ApiError && problem.status === 401
        if (isRefused && !renewed && (await this.#token.refused(token))) {
          renewed = true
          continue
        }
        const pause = attempt < this.#maxRetries ? pauseAfter(problem, attempt) : null
        if (pause === null) throw problem
        attempt++
        await wait(pause, call.signal)
      }
    }
  }

  async #attempt(call: Call, added: Record<string, string>): Promise<Received> {
    call.signal?.throwIfAborted()
    const watched = watch(call.timeout ?? this.#timeout, call.signal)
    const { body, type } = bodyOf(call.body)
    const headers = { ...added, accept: call.accept ?? '*/*', ...(type && { 'content-type': type }), ...call.headers }
    let response: Response
    try {
      const { signal } = watched
      response = await this.#fetch(this.#base + addressOf(call), {
        method: call.method.toUpperCase(),
        headers,
        body,
        signal,
      })
    } catch (thrown) {
      watched.end()
      throw watched.explain(thrown)
    }
    watched.alive()
    if (response.ok) return { response, watched }
    const text = new TextDecoder().decode(await wholeBody(response, watched))
    throw apiError(response.status, text, response.headers)
  }
}

function bodyOf(content: unknown): { body?: Body; type?: string } {
  if (content === undefined) return {}
  const isFile = content instanceof Blob || content instanceof ArrayBuffer || content instanceof Uint8Array
  if (isFile) return { body: content as Body, type: 'application/octet-stream' }
  return { body: JSON.stringify(content), type: 'application/json' }
}

/** @throws TypeError where a part of the path is missing */
function addressOf({ path, params = {}, query = {} }: Call): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = (params as Record<string, unknown>)[name]
    if (value === undefined || value === '') throw new TypeError(`${path} needs ${name}.`)
    return encodeURIComponent(String(value))
  })
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null)
  const search = new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)])).toString()
  return search ? `${filled}?${search}` : filled
}
