/** What is told of requests, and to whom; checked once per isolate. What is set wrongly is told, and does without. */
import { type LogSettings, readLogSettings } from '../../shared/telemetry/log-line.ts'
import { type Collector, readCollector } from '../../shared/telemetry/otlp.ts'
import type { Env } from '../env.ts'

export type TelemetrySettings = { log: LogSettings; collector: Collector | null }

type Given = Pick<Env, 'LOG_LEVEL' | 'LOG_SHARE' | 'OTLP_ENDPOINT' | 'OTLP_HEADERS'>

const SILENT: LogSettings = { level: null, share: 0 }

let last: { of: string; settings: TelemetrySettings } | null = null

export function telemetrySettings({ LOG_LEVEL, LOG_SHARE, OTLP_ENDPOINT, OTLP_HEADERS }: Given): TelemetrySettings {
  const of = JSON.stringify([LOG_LEVEL, LOG_SHARE, OTLP_ENDPOINT, OTLP_HEADERS])
  if (last?.of === of) return last.settings
  const settings = {
    log: orElse(SILENT, 'LOG_LEVEL or LOG_SHARE', () => readLogSettings(LOG_LEVEL, LOG_SHARE)),
    collector: orElse(null, 'OTLP_ENDPOINT or OTLP_HEADERS', () => readCollector(OTLP_ENDPOINT, OTLP_HEADERS)),
  }
  last = { of, settings }
  return settings
}

function orElse<Value>(fallback: Value, names: string, read: () => Value): Value {
  try {
    return read()
  } catch (problem) {
    console.error(`${names} is set wrongly, and does nothing: ${(problem as Error).message}.`)
    return fallback
  }
}
