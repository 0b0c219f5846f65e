/** Every call that the dashboard makes. All of them throw a `Problem`, or an AbortError where a signal was given. */
import type { ChatChunk, ChatRequest } from '../../../../shared/wire/chat.ts'
import type { GenerationState } from '../../../../shared/wire/generate.ts'
import type { LiveChange } from '../../../../shared/wire/steering.ts'
import { isAbort, Problem, problemOf, unreachable } from './problem.ts'
import { readChatChunks } from './stream.ts'
import type {
  Axis,
  CurrentSession,
  DirectionShown,
  Fit,
  FitOrder,
  List,
  Model,
  Profile,
  Project,
  Strengths,
} from './types.ts'

/** A call that is not a stream is given up after this long: the server is then as good as gone. */
const PATIENCE_MS = 20_000

export type Api = ReturnType<typeof createApi>

/**
 * The browser sends the session's cookie with every call by itself.
 * @param token proves with every change that a page of this origin asks for it; null before there is a session.
 * @param onEnded told the server's words when the session is over (401), before the call throws.
 */
export function createApi(token: string | null, onEnded: (message: string) => void = () => {}, base = '') {
  async function send(method: string, path: string, body: unknown, signal: AbortSignal): Promise<Response> {
    const headers: Record<string, string> = {}
    if (token !== null && method !== 'GET') headers['x-csrf-token'] = token
    if (body !== undefined) headers['content-type'] = 'application/json'
    let response: Response
    try {
      response = await fetch(base + path, { method, headers, body: JSON.stringify(body), signal })
    } catch (thrown) {
      throw isAbort(thrown) ? thrown : unreachable()
    }
    if (response.ok) return response
    const problem = await problemOf(response)
    if (response.status === 401) onEnded(problem.message)
    throw problem
  }

  async function json<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await send(method, path, body, AbortSignal.timeout(PATIENCE_MS))
    if (response.status === 204) return null as T
    try {
      return (await response.json()) as T
    } catch {
      throw new Problem('interrupted', 'The server’s answer could not be read. Try again.')
    }
  }

  const at = (strings: TemplateStringsArray, ...ids: (string | number)[]) =>
    String.raw({ raw: strings }, ...ids.map((id) => encodeURIComponent(id)))

  return {
    /** Opens a session, whose cookie no script sees. */
    signIn: (key: string) => json<CurrentSession>('POST', '/v1/sessions', { key }),
    /** The session that there is already. */
    session: () => json<CurrentSession>('GET', '/v1/sessions/current'),
    signOut: () => json<null>('DELETE', '/v1/sessions/current'),

    project: () => json<Project>('GET', '/v1/project'),
    models: () => json<List<Model>>('GET', '/v1/models').then((list) => list.data),

    /** A streamed answer. Ends with `[DONE]`; aborting the signal stops the generation. */
    async *chat(request: Omit<ChatRequest, 'stream'>, signal: AbortSignal): AsyncGenerator<ChatChunk> {
      const body = { ...request, stream: true, stream_options: { include_usage: true } }
      const response = await send('POST', '/v1/chat/completions', body, signal)
      if (!response.body) throw new Problem('interrupted', 'The server sent an empty answer. Try again.')
      yield* readChatChunks(response.body)
    },
    change: (generation: string, change: Partial<LiveChange>) =>
      json<GenerationState>('PATCH', at`/v1/generations/${generation}`, change),
    /** Stops a generation and tells what it had become. */
    cancel: (generation: string) => json<GenerationState>('DELETE', at`/v1/generations/${generation}`),

    axes: () => json<List<Axis>>('GET', '/v1/axes').then((list) => list.data),
    activate: (axis: string, version: number) => json<Axis>('POST', at`/v1/axes/${axis}/activate`, { version }),

    /** One version of an axis: the list holds the newest first, and goes on below the version that it is asked for. */
    direction: (axis: string, version: number) =>
      json<List<DirectionShown>>('GET', at`/v1/axes/${axis}/directions?limit=1&after=${version + 1}`).then(
        ({ data }) => data.find((one) => one.version === version) ?? null,
      ),

    profile: (user: string) => json<Profile>('GET', at`/v1/profiles/${user}`),
    /** Axes not named keep what they had. */
    saveProfile: (user: string, strengths: Strengths) =>
      json<Profile>('PATCH', at`/v1/profiles/${user}`, { strengths }),

    startFit: (order: FitOrder) => json<Fit>('POST', '/v1/fits', order),
    fits: () => json<List<Fit>>('GET', '/v1/fits').then((list) => list.data),
    fit: (id: string) => json<Fit>('GET', at`/v1/fits/${id}`),
    cancelFit: (id: string) => json<Fit>('DELETE', at`/v1/fits/${id}`),
  }
}
