/** What a fit is at, in a word, and what it is called. */
import type { Fit } from '../api/types.ts'

const STATE_WORDS: Record<Fit['state'], string> = {
  queued: 'waiting',
  running: 'fitting',
  done: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
}

export const stateWords = ({ state, direction }: Pick<Fit, 'state' | 'direction'>): string =>
  state === 'running' && direction ? 'evaluating' : STATE_WORDS[state]

export const fitName = ({ axis, direction }: Pick<Fit, 'axis' | 'direction'>): string =>
  direction ? `${axis}@${direction.version}` : axis

/** Its place among what waits; null while it does not. */
export const queueWords = ({ queue }: Pick<Fit, 'queue'>): string | null =>
  queue && `${queue.place} of ${queue.of} in the queue`
