/**
 * An exclusive lock between the processes of a machine: an SQLite transaction on an empty file, so that the kernel holds
 * it. A process that is killed frees it in that instant; nothing can go stale and no clock is compared.
 * The file stays (removing a lock file is a race); it has no content.
 */
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'

export type FileLock = Disposable

const SQLITE_BUSY = 5
const POLL_MS = 100

/** The lock, or `null` if somebody has it. */
export function tryLock(path: string): FileLock | null {
  const database = new DatabaseSync(path, { timeout: 0 })
  try {
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return null
    throw error
  }
  return { [Symbol.dispose]: () => database.close() }
}

/** Waits for the lock; `onWait` is called once, if somebody has it. Throws the signal's reason when aborted. */
export async function lock(
  path: string,
  { onWait, signal }: { onWait(): void; signal?: AbortSignal },
): Promise<FileLock> {
  let waiting = false
  for (;;) {
    signal?.throwIfAborted()
    const held = tryLock(path)
    if (held) return held
    if (!waiting) onWait()
    waiting = true
    await sleep(POLL_MS, undefined, { signal })
  }
}
