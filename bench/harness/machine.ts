/** The machine that a bench runs on, and how much of it others took meanwhile. */
import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'

/** 'AMD EPYC, 2 cores, AVX512-VNNI, 23 GiB, Node 24.21.0, linux x64' */
export function describeMachine(): string {
  const model = (cpus()[0]?.model ?? 'unknown processor').replace(/\s+/g, ' ').trim()
  const parts = [model, `${availableParallelism()} cores`]
  const vnni = vnniOf(readIfThere('/proc/cpuinfo'))
  if (vnni) parts.push(vnni)
  parts.push(`${Math.round(totalmem() / 2 ** 30)} GiB`, `Node ${process.versions.node}`)
  parts.push(`${process.platform} ${process.arch}`)
  return parts.join(', ')
}

/**
 * Which integer dot products the processor has, from the text of /proc/cpuinfo: they decide how fast 8-bit weights
 * are. null where it cannot be told.
 */
export function vnniOf(cpuinfo: string | null): string | null {
  const flags = /^flags\s*:(.*)$/m
    .exec(cpuinfo ?? '')?.[1]
    ?.trim()
    .split(/\s+/)
  if (!flags) return null
  const tiles = flags.includes('amx_int8') ? ' and AMX' : ''
  if (flags.includes('avx512_vnni')) return `AVX512-VNNI${tiles}`
  return flags.includes('avx_vnni') ? 'AVX-VNNI' : 'no VNNI'
}

export const loadAverage = (): number => loadavg()[0]!

/** Ticks since the machine started: all there were, all that were used, and those of this process. */
export type CpuTicks = { total: number; used: number; own: number }

/** Of the cores' time between two readings, the share that went to other processes (or that the host took away). */
export function shareOfOthers(before: CpuTicks, after: CpuTicks): number {
  const total = after.total - before.total
  const others = after.used - before.used - (after.own - before.own)
  return total > 0 ? Math.max(0, others / total) : 0
}

/** @param stat the text of /proc/stat. @param self that of /proc/self/stat. */
export function parseTicks(stat: string, self: string): CpuTicks {
  const times = stat
    .match(/^cpu\s+(.*)$/m)![1]!
    .trim()
    .split(/\s+/)
    .slice(0, 8)
    .map(Number)
  const [, , , idle, iowait] = times as [number, number, number, number, number]
  const total = times.reduce((sum, ticks) => sum + ticks, 0)
  // The name, in brackets, may hold spaces. Then: utime, stime, and those of children that have ended.
  const fields = self.slice(self.lastIndexOf(')') + 2).split(' ')
  const own = fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0)
  return { total, used: total - idle - iowait, own }
}

/** null where the system does not say. */
export function readTicks(): CpuTicks | null {
  const stat = readIfThere('/proc/stat')
  const self = readIfThere('/proc/self/stat')
  return stat && self ? parseTicks(stat, self) : null
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
