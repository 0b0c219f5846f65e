/** A program that is to run on: once it has served, a process of it that ends by itself is followed by another. */
import { setTimeout as delay } from 'node:timers/promises'

const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 30_000
/** A process that ran this long starts well: the next pause is the first again. */
const STABLE_MS = 60_000

/**
 * Runs processes one after another until `signal`.
 * @param runOnce one process from its start to its end; says when it serves, and returns why it ended
 * @throws Error with that reason if the first one never served; the signal's reason
 */
export async function supervise(
  runOnce: (serves: () => void) => Promise<string>,
  signal: AbortSignal,
  log: (line: string) => void,
): Promise<void> {
  let served = false
  let pause = FIRST_PAUSE_MS
  while (!signal.aborted) {
    const began = performance.now()
    const why = await runOnce(() => {
      served = true
    })
    if (signal.aborted) break
    if (!served) throw new Error(why)
    if (performance.now() - began >= STABLE_MS) pause = FIRST_PAUSE_MS
    log(`${why}\nIt is started again in ${pause / 1000} s.`)
    await delay(pause, undefined, { signal }).catch(() => {})
    pause = Math.min(2 * pause, LONGEST_PAUSE_MS)
  }
  signal.throwIfAborted()
}
