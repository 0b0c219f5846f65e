/** How much memory a process has, as Linux counts it. */
import { readFileSync } from 'node:fs'

const MIB = 2 ** 20

/** Bytes of a line such as 'VmHWM:   123 kB'. @throws Error when there is no such line. */
export function bytesOf(text: string, name: string): number {
  const kilobytes = text.match(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm'))?.[1]
  if (!kilobytes) throw new Error(`the system does not say ${name}; this bench needs Linux`)
  return Number(kilobytes) * 1024
}

/** MiB that a process and all that it started had resident at most, each at its own time. */
export function peakResident(pid: number): number {
  const own = bytesOf(readFileSync(`/proc/${pid}/status`, 'utf8'), 'VmHWM') / MIB
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean)
  return children.reduce((sum, child) => sum + peakResident(Number(child)), own)
}

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
