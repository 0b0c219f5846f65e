/** The machine that a bench runs on, and how much of it others took meanwhile. */
import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'
import { keptFeatures, visibleFeatures } from './hidden-features.ts'

/** 'AMD EPYC, 2 cores, AVX512-VNNI, 23 GiB, Node 24.21.0, linux x64'; what is hidden from this process, it says. */
export function describeMachine(): string {
  const model = (cpus()[0]?.model ?? 'unknown processor').replace(/\s+/g, ' ').trim()
  const parts = [model, `${availableParallelism()} cores`]
  const kernels = kernelsOf(visibleFeatures())
  if (kernels) parts.push(keptFeatures() ? `${kernels} (all newer instructions hidden)` : kernels)
  parts.push(`${Math.round(totalmem() / 2 ** 30)} GiB`, `Node ${process.versions.node}`)
  parts.push(`${process.platform} ${process.arch}`)
  return parts.join(', ')
}

/** Features, and the kernels that they stand for, the fastest first. Products of bytes decide how fast 8-bit weights are. */
const KERNELS: readonly (readonly [feature: string, kernels: string])[] = [
  ['avx512_vnni', 'AVX512-VNNI'],
  ['avx_vnni', 'AVX-VNNI'],
  ['avx512f', 'AVX-512 without VNNI'],
  ['avx2', 'AVX2 without VNNI'],
  ['avx', 'AVX without AVX2'],
  ['asimddp', 'ARM64 with dot products'],
  ['asimd', 'ARM64 without dot products'],
  ['sse2', 'no AVX'],
]

/** Which kernels a processor with these features runs, in the kernel's words; null where it cannot be told. */
export function kernelsOf(features: readonly string[]): string | null {
  const kernels = KERNELS.find(([feature]) => features.includes(feature))?.[1] ?? null
  return kernels && features.includes('amx_int8') ? `${kernels} and AMX` : kernels
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
