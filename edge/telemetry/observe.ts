/** Every request as its operator sees it: a trace, a line in the log, and how long what took. */
import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { routePath } from 'hono/route'
import { ApiError } from '../../shared/errors.ts'
import { workerTagOf } from '../../shared/ids.ts'
import { logLine, rounded } from '../../shared/telemetry/log-line.ts'
import { sendSpans } from '../../shared/telemetry/otlp.ts'
import { now, type Span } from '../../shared/telemetry/span.ts'
import { readTraceContext } from '../../shared/telemetry/trace-context.ts'
import type { Caller } from '../auth/caller.ts'
import type { AppEnv } from '../env.ts'
import { recall } from '../services/known-project.ts'
import { RequestTrace } from './request-trace.ts'
import { type TelemetrySettings, telemetrySettings } from './settings.ts'

/** Of a path that no route has: it could be anything. */
const NO_ROUTE = 'none'

export const observe = createMiddleware<AppEnv>(async (c, next) => {
  const settings = telemetrySettings(c.env)
  const trace = new RequestTrace(readTraceContext((name) => c.req.header(name), settings.collector !== null))
  c.set('trace', trace)
  await next()
  const end = now()
  c.res.headers.set('server-timing', trace.serverTiming(end - trace.start))
  log(c, settings, end)
  if (settings.collector && trace.context.sampled) c.executionCtx.waitUntil(exportSpans(c, settings.collector, end))
})

/** Up to the answer's headers: how long its body took is in the worker's own line. */
function log(c: Context<AppEnv>, { log }: TelemetrySettings, end: number): void {
  const { trace } = c.var
  const { timings } = trace
  const caller = callerOf(c)
  const line = logLine(log, {
    of: 'edge',
    request: c.var.requestId,
    trace: trace.context.trace,
    method: c.req.method,
    route: routeOf(c),
    status: c.res.status,
    code: codeOf(c),
    ms: rounded(end - trace.start),
    ...Object.fromEntries(Object.entries(timings).map(([part, ms]) => [`${part}_ms`, rounded(ms)])),
    project: caller?.project,
    actor: caller?.actor.id,
    worker: workerOf(c),
    generation: generationOf(c),
    prompt: promptOf(c),
  })
  if (line) console.log(line)
}

/** By OpenTelemetry's conventions for HTTP servers and for calls of models, with names of one's own where they have none. */
async function exportSpans(
  c: Context<AppEnv>,
  collector: NonNullable<TelemetrySettings['collector']>,
  end: number,
): Promise<void> {
  const { trace, requestId } = c.var
  const { status } = c.res
  const { method } = c.req
  const route = routeOf(c)
  const caller = callerOf(c)
  const model = modelOf(c)
  const own: Span = {
    id: trace.id,
    parent: trace.context.parent,
    name: `${method} ${route}`,
    kind: 'server',
    start: trace.start,
    end,
    failed: status >= 500,
    attributes: {
      'http.request.method': method,
      'http.route': route,
      'http.response.status_code': status,
      'url.scheme': new URL(c.req.url).protocol.slice(0, -1),
      'error.type': status >= 500 ? (codeOf(c) ?? String(status)) : null,
      'gen_ai.provider.name': model && 'attune',
      'gen_ai.request.model': model,
      'gen_ai.input.messages': promptOf(c),
      'attune.request': requestId,
      'attune.project': caller?.project,
      'attune.actor': caller?.actor.id,
      'attune.worker': workerOf(c),
      'attune.generation': generationOf(c),
    },
  }
  const resource = { 'service.name': 'attune-edge' }
  const problem = await sendSpans(collector, resource, trace.context, [own, ...trace.spans])
  if (problem) tellOnce(`Spans could not be sent to OTLP_ENDPOINT: ${problem}`)
}

const TELL_EVERY_MS = 60_000
let told = 0
/** A collector that is down is no news with every request. */
function tellOnce(line: string): void {
  if (Date.now() - told < TELL_EVERY_MS) return
  told = Date.now()
  console.error(line)
}

/** As the API's description writes it; of middleware alone, there is no route. */
const routeOf = (c: Context<AppEnv>): string => {
  const path = routePath(c, -1)
  return path.includes('*') ? NO_ROUTE : path.replace(/:(\w+)(\{[^}]*\})?/g, '{$1}')
}

const callerOf = (c: Context<AppEnv>) => c.get('caller') as Caller | undefined

const codeOf = (c: Context<AppEnv>) => (c.error instanceof ApiError ? c.error.code : undefined)

/** The one that it began, or that its address names. */
function generationOf(c: Context<AppEnv>): string | undefined {
  const begun = c.res.headers.get('x-attune-generation')
  return begun ?? c.req.path.split('/').find((part) => workerTagOf(part) !== null)
}

function workerOf(c: Context<AppEnv>): string | undefined {
  const id = generationOf(c)
  return (id && workerTagOf(id)) ?? c.var.trace.worker ?? undefined
}

const MOST_OF_A_PROMPT = 4_000

/** What is asked, of projects that want it told: as JSON, cut. Undefined of all others, and of what asks for no answer. */
function promptOf(c: Context<AppEnv>): string | undefined {
  const project = callerOf(c)?.project
  if (!project || !recall(project)?.logPrompts) return
  const body = c.req.valid('json' as never) as { messages?: unknown; input?: unknown; prompt?: unknown } | undefined
  const asked = body?.messages ?? body?.input ?? body?.prompt
  return asked === undefined || asked === null ? undefined : JSON.stringify(asked).slice(0, MOST_OF_A_PROMPT)
}

/** Of a request whose body was found right and names one. */
function modelOf(c: Context<AppEnv>): string | null {
  const body = c.req.valid('json' as never) as { model?: unknown } | undefined
  return typeof body?.model === 'string' ? body.model : null
}
