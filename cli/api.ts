/** Calls of the public API from the command line: JSON in, JSON out. */
import type { ErrorBody } from '../shared/errors.ts'

export type Api = {
  /** @throws Error with the server's own message. */
  json<Answer>(method: string, path: string, body?: unknown): Promise<Answer>
  send(
    method: string,
    path: string,
    init?: { body?: RequestInit['body']; headers?: Record<string, string> },
  ): Promise<Response>
}

export function api({ url, key }: { url: string; key: string }): Api {
  const send: Api['send'] = async (method, path, { body, headers } = {}) => {
    const response = await fetch(url + path, { method, body, headers: { authorization: `Bearer ${key}`, ...headers } })
    if (response.ok) return response
    const answer = (await response.json().catch(() => null)) as ErrorBody | null
    throw new Error(answer?.error?.message ?? `${method} ${path} was answered with ${response.status}`)
  }
  return {
    send,
    async json<Answer>(method: string, path: string, body?: unknown) {
      const init =
        body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
      const response = await send(method, path, init)
      return (response.status === 204 ? null : await response.json()) as Answer
    },
  }
}
