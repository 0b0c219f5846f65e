/**
 * Every signed request as the operator sees it: a line in the log, and a span of the trace that the edge names. An answer
 * is told of when it is complete, with what it took. The headers that name the trace are not signed, and decide nothing.
 */
import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { routePath } from 'hono/route'
import { ApiError } from '../../shared/errors.ts'
import { type LogSettings, logLine, rounded } from '../../shared/telemetry/log-line.ts'
import { type Collector, sendSpans } from '../../shared/telemetry/otlp.ts'
import { type Attributes, now, type Span } from '../../shared/telemetry/span.ts'
import { newSpanId, readTraceContext } from '../../shared/telemetry/trace-context.ts'
import type { GenerateRequest } from '../../shared/wire/generate.ts'
import { type Answer, finishReason } from './answer.ts'
import type { Signed } from './signature.ts'

export type Telemetry = {
  log: LogSettings
  collector: Collector | null
  /** Takes lines, and what is wrong with the collector. */
  write(line: string): void
}

/** An answer that a request began. */
export type Observed = { request: GenerateRequest; answer: Answer }

/** @param tag the worker's own */
export function observe({ log, collector, write }: Telemetry, tag: string) {
  const tell = sparing(write)
  return createMiddleware<Signed>(async (c, next) => {
    const start = now()
    const context = readTraceContext((name) => c.req.header(name), collector !== null)
    await next()
    const { status } = c.res
    const { method } = c.req
    const code = c.error instanceof ApiError ? c.error.code : undefined
    const route = routeOf(c)
    const ended = () => {
      const observed = c.get('observed')
      const state = observed?.answer.state
      const failed = status >= 500 || state?.status === 'failed'
      const end = now()
      const line = logLine(
        log,
        {
          of: 'worker',
          trace: context.trace,
          method,
          route,
          status,
          code,
          ms: rounded(end - start),
          worker: tag,
          project: observed?.request.project,
          actor: observed?.request.key ?? undefined,
          generation: observed?.answer.id,
          ended: state?.status,
          prompt_tokens: state?.usage.prompt_tokens,
          cached_tokens: state?.usage.prompt_tokens_details.cached_tokens,
          completion_tokens: state?.usage.completion_tokens,
        },
        failed ? 'error' : undefined,
      )
      if (line) write(line)
      if (!collector || !context.sampled) return
      const span: Span = {
        id: newSpanId(),
        parent: context.parent,
        name: `${method} ${route}`,
        kind: 'server',
        start,
        end,
        failed,
        attributes: {
          'http.request.method': method,
          'http.route': route,
          'http.response.status_code': status,
          'url.scheme': 'http',
          'error.type': failed ? (code ?? state?.status ?? String(status)) : null,
          'attune.worker': tag,
          ...(observed && attributesOf(observed)),
        },
      }
      sendSpans(collector, { 'service.name': 'attune-worker', 'service.instance.id': tag }, context, [span]).then(
        (problem) => {
          if (problem) tell(`Spans could not be sent to ATTUNE_OTLP_ENDPOINT: ${problem}`)
        },
      )
    }
    const { answer } = c.get('observed') ?? {}
    if (answer) answer.done.then(ended, ended)
    else ended()
  })
}

/** By OpenTelemetry's conventions for calls of models. */
function attributesOf({ request, answer }: Observed): Attributes {
  const { usage } = answer
  const { temperature, top_p, top_k, presence_penalty, frequency_penalty } = request.sampling
  return {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'attune',
    'gen_ai.request.model': request.model,
    'gen_ai.request.max_tokens': request.max_tokens,
    'gen_ai.request.choice.count': request.n,
    'gen_ai.request.temperature': temperature,
    'gen_ai.request.top_p': top_p,
    'gen_ai.request.top_k': top_k,
    'gen_ai.request.presence_penalty': presence_penalty,
    'gen_ai.request.frequency_penalty': frequency_penalty,
    'gen_ai.response.id': answer.id,
    'gen_ai.response.model': request.model,
    'gen_ai.response.finish_reasons': answer.choices.flatMap((choice) => finishReason(choice) ?? []),
    'gen_ai.usage.input_tokens': usage.prompt_tokens,
    'gen_ai.usage.cache_read.input_tokens': usage.prompt_tokens_details.cached_tokens,
    'gen_ai.usage.output_tokens': usage.completion_tokens,
    'attune.project': request.project,
    'attune.axes': request.edits.map(({ axis }) => axis),
  }
}

/** Of a path that no route has: it could be anything. */
const NO_ROUTE = 'none'

function routeOf(c: Context): string {
  const path = routePath(c, -1)
  return path.includes('*') ? NO_ROUTE : path.replace(/:(\w+)/g, '{$1}')
}

const TELL_EVERY_MS = 60_000
/** A collector that is down is no news with every request. */
function sparing(write: (line: string) => void): (line: string) => void {
  let told = Number.NEGATIVE_INFINITY
  return (line) => {
    if (performance.now() - told < TELL_EVERY_MS) return
    told = performance.now()
    write(line)
  }
}
