/** How much memory work leaves behind. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** What is resident, without the heap space that V8 has taken for later: it grows and shrinks by tens of MB at a time. */
function residentBytes(): number {
  collectGarbage()
  const { rss, heapTotal, heapUsed } = process.memoryUsage()
  return rss - (heapTotal - heapUsed)
}

/**
 * Resident bytes that `times` rounds of work add to the most that there were before: as many rounds, `before` times over, that
 * fill caches and pools. What was freed stays with the process at times and goes at others; what leaks is added each time.
 */
export async function memoryGrowth(times: number, work: () => void | Promise<void>, before = 1): Promise<number> {
  const rounds = async () => {
    for (let i = 0; i < times; i++) {
      await work()
      // Typed arrays are the collector's to free: give it a chance before they pile up.
      if (i % 1000 === 999) collectGarbage()
    }
    return residentBytes()
  }
  let most = 0
  for (let i = 0; i < before; i++) most = Math.max(most, await rounds())
  return (await rounds()) - most
}
