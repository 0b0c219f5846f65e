/** How much memory work leaves behind. */
import { setTimeout } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import koffi from '../../gpu-worker/runtime/koffi.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const SWEEP_MS = 20

type Mallinfo = { uordblks: bigint | number; hblkhd: bigint | number }

/** glibc's own count of what is allocated; undefined where the C library keeps none (musl, macOS, before glibc 2.33). */
const mallinfo = findMallinfo()

function findMallinfo(): (() => Mallinfo) | undefined {
  const fields = [
    'arena',
    'ordblks',
    'smblks',
    'hblks',
    'hblkhd',
    'usmblks',
    'fsmblks',
    'uordblks',
    'fordblks',
    'keepcost',
  ]
  try {
    const struct = koffi.struct(Object.fromEntries(fields.map((field) => [field, 'size_t'])))
    return koffi.load('libc.so.6').func('mallinfo2', struct, []) as unknown as () => Mallinfo
  } catch {
    return
  }
}

/**
 * What native code holds. The allocator's count says it to the byte. What is resident says less: what was freed stays with
 * the process at times, and then hides what is allocated in its place.
 */
async function heldBytes(): Promise<number> {
  // What typed arrays lay in is freed by another thread, a moment after they are gone.
  for (let i = 0; i < 2; i++) {
    collectGarbage()
    await setTimeout(SWEEP_MS)
  }
  if (mallinfo) {
    const { uordblks, hblkhd } = mallinfo()
    return Number(uordblks) + Number(hblkhd)
  }
  // Without the heap space that V8 has taken for later: it grows and shrinks by tens of MB at a time.
  const { rss, heapTotal, heapUsed } = process.memoryUsage()
  return rss - (heapTotal - heapUsed)
}

/**
 * Bytes that `times` rounds of work add to the most that there were before: as many rounds, `before` times over, that fill
 * caches and pools. What leaks is added each time.
 */
export async function memoryGrowth(times: number, work: () => void | Promise<void>, before = 1): Promise<number> {
  const rounds = async () => {
    for (let i = 0; i < times; i++) {
      await work()
      // Typed arrays are the collector's to free: give it a chance before they pile up.
      if (i % 1000 === 999) collectGarbage()
    }
    return heldBytes()
  }
  let most = 0
  for (let i = 0; i < before; i++) most = Math.max(most, await rounds())
  return (await rounds()) - most
}
