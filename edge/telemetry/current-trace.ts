/** The trace of the request that is being answered, for what is far from its route: it need not be handed through. */
import { tryGetContext } from 'hono/context-storage'
import { newSpanId } from '../../shared/telemetry/trace-context.ts'
import type { AppEnv } from '../env.ts'
import type { Begun, Part, RequestTrace } from './request-trace.ts'

/** undefined where there is none, as in a workflow. */
export const currentTrace = (): RequestTrace | undefined => tryGetContext<AppEnv>()?.get('trace')

/** Runs it, measured where there is a trace. */
export function measured<Result>(part: Part, name: string, run: (begun: Begun) => Promise<Result>): Promise<Result> {
  const trace = currentTrace()
  return trace ? trace.measure(part, name, run) : run({ id: newSpanId(), attributes: {} })
}
