import type { Attune } from '../attune.ts'
import type { painter } from '../terminal.ts'

/** Attune as it runs on this machine. */
export type Target = Pick<Attune, 'url' | 'workerUrl' | 'apiKey'>

export type Demo = (target: Target, on: { paint: ReturnType<typeof painter>; signal: AbortSignal }) => Promise<void>
