/** Whether the server answers. While it does not, it is asked every other second until it does. */
import { useSyncExternalStore } from 'react'

const AGAIN_AFTER_MS = 2_000

let lost = false
let timer: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()

/** Any answer will do, an error too. */
async function ask() {
  clearTimeout(timer)
  timer = undefined
  const reached = await fetch('/health', { cache: 'no-store', signal: AbortSignal.timeout(AGAIN_AFTER_MS) }).then(
    () => true,
    () => false,
  )
  heard(reached)
}

/** Told after each call whether anybody answered. */
function heard(reached: boolean) {
  if (reached) clearTimeout(timer)
  if (reached) timer = undefined
  else timer ??= setTimeout(ask, AGAIN_AFTER_MS)
  if (lost === !reached) return
  lost = !reached
  for (const listener of listeners) listener()
}

export const connection = {
  heard,
  /** Something else than a call did not arrive. */
  check: () => void ask(),
  isLost: () => lost,
  subscribe(listener: () => void) {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  },
}

export const useIsConnectionLost = (): boolean => useSyncExternalStore(connection.subscribe, connection.isLost)
