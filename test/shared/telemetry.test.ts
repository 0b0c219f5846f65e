/** Traces, spans and lines of the log, as both servers make them. */
import { describe, expect, it, vi } from 'vitest'
import { isLogLine, logLine, readLogSettings } from '../../shared/telemetry/log-line.ts'
import { otlpMessage, readCollector } from '../../shared/telemetry/otlp.ts'
import type { Span } from '../../shared/telemetry/span.ts'
import { newSpanId, readTraceContext, traceHeaders } from '../../shared/telemetry/trace-context.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const PARENT = 'b7ad6b7169203331'

const read = (headers: Record<string, string>, sampled = false) => readTraceContext((name) => headers[name], sampled)

describe('a trace that a request is part of', () => {
  it.each([
    ['sampled', `00-${TRACE}-${PARENT}-01`, true],
    ['not sampled', `00-${TRACE}-${PARENT}-00`, false],
    ['with flags of later', `00-${TRACE}-${PARENT}-03`, true],
    ['of a later version', `cc-${TRACE}-${PARENT}-01`, true],
    ['of a later version, with more', `cc-${TRACE}-${PARENT}-00-what-the-future-brings`, false],
  ])('goes on: %s', (_, traceparent, sampled) => {
    expect(read({ traceparent }, !sampled)).toEqual({ trace: TRACE, parent: PARENT, sampled, state: null })
  })

  it.each([
    ['nothing', ''],
    ['no version that there is', `ff-${TRACE}-${PARENT}-01`],
    ['more than version 0 has', `00-${TRACE}-${PARENT}-01-more`],
    ['a dash at the end', `00-${TRACE}-${PARENT}-01-`],
    ['a later version that goes on without a dash', `cc-${TRACE}-${PARENT}-01.more`],
    ['capitals', `00-${TRACE.toUpperCase()}-${PARENT}-01`],
    ['a trace of zeros', `00-${'0'.repeat(32)}-${PARENT}-01`],
    ['a span of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['a short trace', `00-${TRACE.slice(1)}-${PARENT}-01`],
    ['a short span', `00-${TRACE}-${PARENT.slice(1)}-01`],
    ['no digits', `00-${TRACE}-${PARENT}-0x`],
    ['white space', ` 00-${TRACE}-${PARENT}-01`],
    ['a line more', `00-${TRACE}-${PARENT}-01\n`],
    ['two at once', `00-${TRACE}-${PARENT}-01, 00-${TRACE}-${PARENT}-01`],
  ])('begins anew where it is not told rightly: %s', (_, traceparent) => {
    const context = read({ traceparent, tracestate: 'a=1' }, true)
    expect(context).toEqual({
      trace: expect.stringMatching(/^[0-9a-f]{32}$/),
      parent: null,
      sampled: true,
      state: null,
    })
    expect(context.trace).not.toBe(TRACE)
    expect(read({ traceparent }).trace).not.toBe(context.trace)
  })

  it.each(['congo=t61rcWkgMzE', 'a=1,b=2', 'a=1, b=2', 'fw529a3039@dt=FfD/x_;:', 'a=1,,b=2', 'a= b'])(
    'keeps what others say of it: %s',
    (tracestate) => {
      expect(read({ traceparent: `00-${TRACE}-${PARENT}-01`, tracestate }).state).toBe(tracestate)
    },
  )

  it.each([
    'nothing',
    'a=1,a=2',
    'A=1',
    'a=1=2',
    'a=',
    'a=\u00e9',
    ',',
    `a=${'1'.repeat(257)}`,
    Array.from({ length: 33 }, (_, i) => `k${i}=1`).join(','),
    Array.from({ length: 32 }, (_, i) => `k${i}=${'1'.repeat(20)}`).join(','),
  ])('leaves out what cannot be said of it: %s', (tracestate) => {
    expect(read({ traceparent: `00-${TRACE}-${PARENT}-01`, tracestate })).toMatchObject({ trace: TRACE, state: null })
  })

  it('is told on, with the span that asks', () => {
    const span = newSpanId()
    expect(span).toMatch(/^[0-9a-f]{16}$/)
    const context = read({ traceparent: `00-${TRACE}-${PARENT}-01`, tracestate: 'a=1' })
    expect(traceHeaders(context, span)).toEqual({ traceparent: `00-${TRACE}-${span}-01`, tracestate: 'a=1' })
    expect(read(traceHeaders(context, span))).toEqual({ trace: TRACE, parent: span, sampled: true, state: 'a=1' })
  })
})

describe('a line of the log', () => {
  const fields = (status: number) => ({
    of: 'edge' as const,
    method: 'GET',
    route: '/v1/axes',
    status,
    ms: 1,
    more: undefined,
  })
  const settings = readLogSettings

  it('is one of JSON, with a level by its status', () => {
    const levels = [200, 304, 404, 429, 500, 503].map(
      (status) => JSON.parse(logLine(settings('info', ''), fields(status))!).level,
    )
    expect(levels).toEqual(['info', 'info', 'warn', 'warn', 'error', 'error'])
    const line = logLine(settings('info', ''), { ...fields(200), route: 'a\nb' })!
    expect(line).not.toContain('\n')
    expect([isLogLine(line), isLogLine('{"request":"x"}'), isLogLine('words')]).toEqual([true, false, false])
  })

  it('is written from the level on that is set', () => {
    const written = (level: string) =>
      [200, 404, 500].filter((status) => logLine(settings(level, ''), fields(status)) !== null)
    expect(['info', 'warn', 'error', 'off', ''].map(written)).toEqual([[200, 404, 500], [404, 500], [500], [], []])
  })

  it('at info is written in the share that is set; what failed always is', () => {
    const random = vi.spyOn(Math, 'random')
    try {
      const written = (draw: number, status = 200) => {
        random.mockReturnValue(draw)
        return logLine(settings('info', '0.25'), fields(status)) !== null
      }
      expect([written(0), written(0.24), written(0.25), written(0.9), written(0.9, 404)]).toEqual([
        true,
        true,
        false,
        false,
        true,
      ])
    } finally {
      random.mockRestore()
    }
  })

  it.each([
    ['loud', ''],
    ['info', '2'],
    ['info', '-1'],
    ['info', 'half'],
  ])('has no setting %s, %s', (level, share) => {
    expect(() => settings(level, share)).toThrow(/ is (one of|a number)/)
  })
})

describe('a collector', () => {
  it('is told by its address, at the usual path where none is given, and what it asks for', () => {
    expect(readCollector(undefined, undefined)).toBeNull()
    expect(readCollector('http://127.0.0.1:4318', 'api-key=a%20b, x=1')).toEqual({
      url: 'http://127.0.0.1:4318/v1/traces',
      headers: { 'api-key': 'a b', x: '1' },
    })
    expect(readCollector('https://c.example/otlp/v1/traces?x=1', '')!.url).toBe('https://c.example/otlp/v1/traces?x=1')
  })

  it.each([
    ['collector:4318', undefined],
    ['ftp://collector', undefined],
    ['http://c', 'a secret'],
    ['http://c', 'a=%zz'],
  ])('that is told wrongly (%s, %s) is refused, without its headers being told', (endpoint, headers) => {
    expect(() => readCollector(endpoint, headers)).toThrow(/^(is like|headers are|values of)/)
  })

  it('gets spans in the words of OTLP', () => {
    const span: Span = {
      id: 'b7ad6b7169203331',
      parent: null,
      name: 'GET /v1/axes',
      kind: 'server',
      start: 1_700_000_000_000.125,
      end: 1_700_000_000_001,
      attributes: { text: 'a', whole: 3, part: 0.5, yes: true, list: ['a', 'b'], none: null, left: undefined },
      failed: true,
    }
    const state = 'a=1'
    const { resourceSpans } = otlpMessage({ 'service.name': 'attune-edge' }, { trace: TRACE, state }, [span])
    expect(JSON.parse(JSON.stringify(resourceSpans))).toEqual([
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'attune-edge' } }] },
        scopeSpans: [
          {
            scope: { name: 'attune' },
            spans: [
              {
                traceId: TRACE,
                spanId: 'b7ad6b7169203331',
                traceState: 'a=1',
                name: 'GET /v1/axes',
                kind: 2,
                startTimeUnixNano: '1700000000000125000',
                endTimeUnixNano: '1700000000001000000',
                attributes: [
                  { key: 'text', value: { stringValue: 'a' } },
                  { key: 'whole', value: { intValue: '3' } },
                  { key: 'part', value: { doubleValue: 0.5 } },
                  { key: 'yes', value: { boolValue: true } },
                  { key: 'list', value: { arrayValue: { values: [{ stringValue: 'a' }, { stringValue: 'b' }] } } },
                ],
                status: { code: 2 },
              },
            ],
          },
        ],
      },
    ])
  })
})
