/** What is measured of one request: the stretches that it waits for something, as spans of its trace. */
import { type Attributes, now, type Span } from '../../shared/telemetry/span.ts'
import { newSpanId, type TraceContext, traceHeaders } from '../../shared/telemetry/trace-context.ts'

/** What a stretch is waited for. */
export type Part = 'auth' | 'db' | 'worker'

/** In the order in which they are told. */
const PARTS: readonly Part[] = ['auth', 'db', 'worker']

export type Begun = { id: string; attributes: Attributes }

export class RequestTrace {
  readonly context: TraceContext
  /** The request's own span. */
  readonly id = newSpanId()
  readonly start = now()
  readonly #spans: (Span & { part: Part })[] = []

  constructor(context: TraceContext) {
    this.context = context
  }

  /** Runs it and measures how long it takes. What it finds out about itself on the way goes into `attributes`. */
  async measure<Result>(part: Part, name: string, run: (begun: Begun) => Promise<Result>): Promise<Result> {
    const begun: Begun = { id: newSpanId(), attributes: {} }
    const start = now()
    let failed = true
    try {
      const result = await run(begun)
      failed = false
      return result
    } finally {
      const kind = part === 'auth' ? 'internal' : 'client'
      this.#spans.push({ ...begun, parent: this.id, name, kind, start, end: now(), failed, part })
    }
  }

  /** What a span tells the worker that it asks. */
  headersOf = ({ id }: Begun): Record<string, string> => traceHeaders(this.context, id)

  get spans(): readonly Span[] {
    return this.#spans.map(({ part: _, ...span }) => span)
  }

  /** Milliseconds by part, where there were any; parts that ran side by side are added up. */
  get timings(): Partial<Record<Part, number>> {
    const sums: Partial<Record<Part, number>> = {}
    for (const { part, start, end } of this.#spans) sums[part] = (sums[part] ?? 0) + end - start
    return sums
  }

  /** The tag of the last worker that was asked. */
  get worker(): string | null {
    const last = this.#spans.findLast(({ part }) => part === 'worker')
    return (last?.attributes['attune.worker'] as string | undefined) ?? null
  }

  /** As the header `server-timing` has it. */
  serverTiming(total: number): string {
    const { timings } = this
    const parts = PARTS.filter((part) => timings[part] !== undefined).map(
      (part) => `${part};dur=${timings[part]!.toFixed(1)}`,
    )
    return [`total;dur=${total.toFixed(1)}`, ...parts].join(', ')
  }
}
