/**
 * Requests that are made again do nothing again: `Idempotency-Key`, as draft-ietf-httpapi-idempotency-key-header has it. The
 * first to come with a key runs; while it does, others are refused (409); then they are answered what it was answered, for a
 * day. What was refused has done nothing, and is not remembered: who asks again is heard again.
 */
import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { ApiError } from '../../shared/errors.ts'
import { responseIdOf, sha256Hex, utf8 } from '../../shared/ids.ts'
import { readLateError } from '../../shared/wire/late-error.ts'
import { readConfig } from '../config.ts'
import type { AppEnv } from '../env.ts'
import {
  type Attempt,
  claimRequest,
  type Earlier,
  keepClaim,
  releaseRequest,
  settleRequest,
} from '../services/idempotency.ts'
import { recentProject } from '../services/known-project.ts'
import { resumeResponse } from '../services/responses.ts'
import { type Answered, open, seal } from './sealed-answer.ts'
import { eventStream } from './streams.ts'

export type Asked = 'change' | 'answer'

const KEY = /^[\x20-\x7e]{1,255}$/
const KEPT_MS = 24 * 3600_000
/** More than the row of a database holds, with what sealing adds. */
const MOST_BYTES = 1024 * 1024
const RENEW_MS = 20_000
const RETRY_SECONDS = 1
/** That say something else of the same body. */
const PART_OF_REQUEST = ['content-type', 'x-attune-steering', 'x-attune-evaluation']
const PART_OF_ANSWER = ['content-type', 'etag', 'x-attune-generation']

/** After the guard, and after the body has been bounded. Requests without the header pass, at no cost. */
export const idempotent = (asked: Asked) =>
  createMiddleware<AppEnv>(async (c, next) => {
    const key = c.req.header('idempotency-key')
    if (key === undefined || c.req.method !== 'POST') return next()
    if (!KEY.test(key)) {
      const message = 'idempotency-key: 1 to 255 printable ASCII characters are expected, such as those of a UUID'
      throw new ApiError(400, 'invalid_value', message, { param: 'idempotency-key' })
    }
    const keptMs = await keptFor(c, asked)
    const attempt = await attemptOf(c, key)
    const earlier = await claimRequest(c.var.db, attempt)
    if (earlier) {
      c.res = await replayed(c, attempt, key, earlier)
      return
    }
    const work = run(c, attempt, asked, next, (answered) => kept(c, attempt, key, keptMs, answered))
    // Though its client goes, what it asks for is done, and known to have been done.
    c.executionCtx.waitUntil(work)
    await work
  })

/** Milliseconds; 0: an answer that this project does not want on any disk. */
async function keptFor(c: Context<AppEnv>, asked: Asked): Promise<number> {
  if (asked === 'change') return KEPT_MS
  const { answerRetention } = await recentProject(c.var.db, c.var.caller.project)
  return Math.min(KEPT_MS, answerRetention * 1000)
}

async function attemptOf(c: Context<AppEnv>, key: string): Promise<Attempt> {
  const { actor, project, user } = c.var.caller
  const { method, path } = c.req
  const body = new Uint8Array(await c.req.arrayBuffer())
  const headers = PART_OF_REQUEST.map((name) => c.req.header(name) ?? null)
  const head = utf8(JSON.stringify([method, path, new URL(c.req.url).search, headers]))
  const whole = new Uint8Array(head.length + body.length)
  whole.set(head)
  whole.set(body, head.length)
  return {
    id: await sha256Hex(utf8(JSON.stringify([project, actor.kind, actor.id, user, method, path, key]))),
    project,
    user: user ?? c.req.param('user') ?? userIn(body),
    request: await sha256Hex(whole),
    claim: c.var.requestId,
  }
}

/** Whom a body names, where it is JSON and does. */
function userIn(body: Uint8Array): string | null {
  try {
    const { user } = JSON.parse(new TextDecoder().decode(body)) as { user?: unknown }
    return typeof user === 'string' ? user : null
  } catch {
    return null
  }
}

async function run(
  c: Context<AppEnv>,
  attempt: Attempt,
  asked: Asked,
  next: () => Promise<void>,
  keep: (answered: Answered) => Promise<void>,
): Promise<void> {
  const renewing = setInterval(() => keepClaim(c.var.db, attempt).catch(NOTHING), RENEW_MS)
  const end = async (how: Promise<void>) => {
    clearInterval(renewing)
    await how
  }
  try {
    await next()
  } catch (thrown) {
    await end(releaseRequest(c.var.db, attempt))
    throw thrown
  }
  const { res } = c
  const type = res.headers.get('content-type') ?? ''
  if (res.status >= 400) return end(releaseRequest(c.var.db, attempt))
  if (type.startsWith('text/event-stream')) {
    const answer = res.headers.get('x-attune-generation')
    return end(
      settleRequest(c.var.db, attempt, { state: 'streamed', answer, sealed: null, until: Date.now() + KEPT_MS }),
    )
  }
  const head = {
    status: res.status,
    headers: PART_OF_ANSWER.flatMap((name): [string, string][] => {
      const value = res.headers.get(name)
      return value === null ? [] : [[name, value]]
    }),
  }
  if (asked === 'change') {
    const body = await res.text()
    await end(keep({ ...head, body }).catch(notNoted))
    c.res = new Response(body || null, res)
    return
  }
  // An answer that takes long goes out as it comes, and ends when its client goes, as without a key. Whoever has seen the end of it can rely on its being kept: that comes before the end.
  const parts: Uint8Array[] = []
  const passing = new TransformStream<Uint8Array, Uint8Array>({
    transform(part, controller) {
      parts.push(part)
      controller.enqueue(part)
    },
    async flush() {
      const body = new TextDecoder().decode(await new Blob(parts as Uint8Array<ArrayBuffer>[]).arrayBuffer())
      const ending = readLateError(body.trim()) ? releaseRequest(c.var.db, attempt) : keep({ ...head, body })
      await end(ending.catch(notNoted))
    },
  })
  const passed = res.body!.pipeTo(passing.writable).catch(() => end(releaseRequest(c.var.db, attempt)))
  c.executionCtx.waitUntil(passed)
  c.res = new Response(passing.readable, res)
}

const NOTHING = () => {}

/** It has been done all the same, and whoever waits is told so. */
const notNoted = (problem: unknown) =>
  console.warn(`what a request with an idempotency key was answered was not kept: ${problem}`)

async function kept(
  c: Context<AppEnv>,
  attempt: Attempt,
  key: string,
  keptMs: number,
  answered: Answered,
): Promise<void> {
  const until = Date.now() + (keptMs || KEPT_MS)
  const answer = answered.headers.find(([name]) => name === 'x-attune-generation')?.[1] ?? null
  if (keptMs === 0 || answered.body.length > MOST_BYTES) {
    return settleRequest(c.var.db, attempt, { state: 'not kept', answer, sealed: null, until })
  }
  const sealed = await seal(readConfig(c.env).secret, { id: attempt.id, key }, answered)
  await settleRequest(c.var.db, attempt, { state: 'answered', answer, sealed, until })
}

/** All events of an answer that is kept, from the first, as they come; null where it is not, or no longer. */
async function toldAgain(c: Context<AppEnv>, answer: string): Promise<ReadableStream<Uint8Array> | null> {
  try {
    return await resumeResponse({ env: c.env, db: c.var.db }, c.var.caller, responseIdOf(answer), -1)
  } catch (thrown) {
    if (thrown instanceof ApiError && thrown.status < 500) return null
    throw thrown
  }
}

/** @throws ApiError 422 `idempotency_key_reused`; 409 `request_in_progress`, `answer_streamed`, `answer_not_kept` */
async function replayed(c: Context<AppEnv>, attempt: Attempt, key: string, earlier: Earlier): Promise<Response> {
  const param = 'idempotency-key'
  if (earlier.request !== attempt.request) {
    const message = 'This idempotency key is that of another request: the same key is for the same request made again.'
    throw new ApiError(422, 'idempotency_key_reused', message, { param })
  }
  const { state, answer } = earlier
  if (state === 'running') {
    const message = 'The request with this idempotency key runs. Ask again when it has ended.'
    throw new ApiError(409, 'request_in_progress', message, { param, retryAfterSeconds: RETRY_SECONDS })
  }
  if (state === 'streamed') {
    const events = answer && c.req.path === '/v1/responses' ? await toldAgain(c, answer) : null
    if (events) return eventStream(events, { 'x-attune-generation': answer!, 'idempotent-replayed': 'true' })
    const message = 'The answer to this idempotency key was streamed, was not kept, and is not made again.'
    throw new ApiError(409, 'answer_streamed', message, { param, details: { answer } })
  }
  const answered = earlier.sealed && (await open(readConfig(c.env).secrets, { id: attempt.id, key }, earlier.sealed))
  if (!answered) {
    const message =
      'The request with this idempotency key has been answered; the answer was not kept, and is not made again.'
    throw new ApiError(409, 'answer_not_kept', message, { param, details: { answer } })
  }
  const headers = [...answered.headers, ['idempotent-replayed', 'true'] as [string, string]]
  return new Response(answered.body || null, { status: answered.status, headers })
}
