/**
 * Spans to a collector, in OTLP's JSON over HTTP. Written by hand, since it is one message: OpenTelemetry's own SDK is made
 * for processes that live on (batches by the clock, context managers), weighs more than the rest of the edge together, and
 * its exporters for Workers bring the SDK along.
 * https://opentelemetry.io/docs/specs/otlp/#otlphttp
 */
import type { Attributes, AttributeValue, Span } from './span.ts'
import type { TraceContext } from './trace-context.ts'

export type Collector = {
  /** With its path: …/v1/traces. */
  url: string
  headers: Record<string, string>
}

/** Whoever waits for the collector waits no longer. */
const WITHIN_MS = 5_000

const KINDS = { internal: 1, server: 2, client: 3 } as const
const FAILED = 2

type Traced = Pick<TraceContext, 'trace' | 'state'>

/** Never throws. Returns what was wrong; null where the collector has them. */
export async function sendSpans(
  { url, headers }: Collector,
  resource: Attributes,
  traced: Traced,
  spans: readonly Span[],
): Promise<string | null> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(otlpMessage(resource, traced, spans)),
      // A redirect would take the headers, and what is in them, elsewhere.
      redirect: 'manual',
      signal: AbortSignal.timeout(WITHIN_MS),
    })
    await response.body?.cancel()
    return response.ok ? null : `status ${response.status}`
  } catch (problem) {
    return (problem as Error).message
  }
}

export const otlpMessage = (resource: Attributes, traced: Traced, spans: readonly Span[]) => ({
  resourceSpans: [
    {
      resource: { attributes: keyValues(resource) },
      scopeSpans: [{ scope: { name: 'attune' }, spans: spans.map((span) => toOtlp(traced, span)) }],
    },
  ],
})

const toOtlp = ({ trace, state }: Traced, { id, parent, name, kind, start, end, attributes, failed }: Span) => ({
  traceId: trace,
  spanId: id,
  ...(parent && { parentSpanId: parent }),
  ...(state && { traceState: state }),
  name,
  kind: KINDS[kind],
  startTimeUnixNano: nanoseconds(start),
  endTimeUnixNano: nanoseconds(end),
  attributes: keyValues(attributes),
  ...(failed && { status: { code: FAILED } }),
})

/** Past 2⁵³, so as text; of a fraction of a millisecond, whole microseconds are known. */
const nanoseconds = (milliseconds: number) => `${Math.round(milliseconds * 1000)}000`

const keyValues = (attributes: Attributes) =>
  Object.entries(attributes).flatMap(([key, value]) =>
    value === null || value === undefined ? [] : [{ key, value: anyValue(value) }],
  )

function anyValue(value: AttributeValue): object {
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  if (typeof value === 'number')
    return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value }
  return { arrayValue: { values: value.map((stringValue) => ({ stringValue })) } }
}

/**
 * A collector by its settings; null where none is set.
 * @param endpoint the collector's address; without a path, the usual one for traces
 * @param headers `name=value`, separated by commas, values percent-encoded: as OTEL_EXPORTER_OTLP_HEADERS has them
 * @throws Error that says what is wrong, without any value
 */
export function readCollector(endpoint: string | undefined, headers: string | undefined): Collector | null {
  if (!endpoint) return null
  const url = URL.canParse(endpoint) ? new URL(endpoint) : null
  if (!url || !/^https?:$/.test(url.protocol)) throw new Error('is like https://collector.example.com:4318')
  if (url.pathname === '/') url.pathname = '/v1/traces'
  return { url: url.href, headers: Object.fromEntries((headers ?? '').split(',').flatMap(headerOf)) }
}

function headerOf(text: string): [string, string][] {
  if (text.trim() === '') return []
  const [, name, value] = /^\s*([\w!#$%&'*+.^`|~-]+)\s*=(.*)$/.exec(text) ?? []
  if (name === undefined) throw new Error('headers are like api-key=…,other=…')
  try {
    return [[name, decodeURIComponent(value!.trim())]]
  } catch {
    throw new Error('values of headers are percent-encoded')
  }
}
