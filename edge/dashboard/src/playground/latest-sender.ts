/**
 * Sends a value that changes faster than it should be sent, such as a slider being dragged. Values are gathered for
 * `gatherMs` and only the newest goes out; one request is in flight at a time, so that none overtakes another.
 */
export type LatestSender<T> = {
  push: (value: T) => void
  /** Drops what was not sent yet. */
  close: () => void
}

/**
 * @param send gets the newest value and a number that grows with every call, from 1. What it throws is its own affair:
 * the next value goes out all the same.
 */
export function createLatestSender<T>(
  send: (value: T, seq: number) => Promise<void>,
  gatherMs: number,
): LatestSender<T> {
  let newest: { value: T } | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let busy = false
  let seq = 0

  function gather() {
    if (timer !== undefined || busy) return
    timer = setTimeout(flush, gatherMs)
  }

  async function flush() {
    timer = undefined
    if (!newest) return
    const { value } = newest
    newest = null
    busy = true
    seq += 1
    await send(value, seq).catch(() => {})
    busy = false
    if (newest) gather()
  }

  return {
    push(value) {
      newest = { value }
      gather()
    },
    close() {
      newest = null
      clearTimeout(timer)
      timer = undefined
    },
  }
}
