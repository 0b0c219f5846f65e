/** How much memory a process has, as Linux counts it. */
import { readFileSync } from 'node:fs'

const MIB = 2 ** 20

/** Bytes of a line such as 'VmHWM:   123 kB'. @throws Error when there is no such line. */
export function bytesOf(text: string, name: string): number {
  const kilobytes = text.match(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm'))?.[1]
  if (!kilobytes) throw new Error(`the system does not say ${name}; this bench needs Linux`)
  return Number(kilobytes) * 1024
}

/** MiB that were resident at most so far. */
export const peakResident = (pid: number): number => bytesOf(readFileSync(`/proc/${pid}/status`, 'utf8'), 'VmHWM') / MIB

export type Resident = {
  /** MiB in all, and of those: written by the process itself; mapped from files (given back under pressure). */
  all: number
  anonymous: number
  mapped: number
}

/** Of this process, now. */
export function resident(): Resident {
  const text = readFileSync('/proc/self/smaps_rollup', 'utf8')
  const all = bytesOf(text, 'Rss') / MIB
  const anonymous = bytesOf(text, 'Anonymous') / MIB
  return { all, anonymous, mapped: all - anonymous }
}
