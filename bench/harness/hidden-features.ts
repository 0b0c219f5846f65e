/**
 * Benches on an older CPU's kernels, at this one's speed: newer instructions are hidden from whatever asks for them
 * (hide-features.c). Linux on x86, a CPU whose CPUID can fault, and a C compiler are needed.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { cacheFolder } from '../../gpu-worker/model/store/cache-folder.ts'
import { cpuFeatures } from '../../gpu-worker/runtime/cpu.ts'

/** The newest instructions that are left. */
export const KEPT_FEATURES = ['avx2', 'avx'] as const
export type KeptFeatures = (typeof KEPT_FEATURES)[number]

const HIDDEN: Record<KeptFeatures, RegExp> = {
  avx2: /^(avx512|avx_vnni|amx_)/,
  avx: /^(avx512|avx_vnni|amx_|avx2$|fma$)/,
}

/** What this process was left; null where nothing is hidden from it. */
export const keptFeatures = (): KeptFeatures | null =>
  KEPT_FEATURES.find((kept) => kept === process.env.HIDE_FEATURES) ?? null

/** Of the CPU's features, in the kernel's words, those that this process sees. */
export function visibleFeatures(): string[] {
  const kept = keptFeatures()
  return [...cpuFeatures()].filter((feature) => !kept || !HIDDEN[kept].test(feature))
}

/** The variables with which a process finds the others hidden. @throws Error where this machine cannot do that */
export function hidingFeatures(kept: KeptFeatures): Record<string, string> {
  if (!cpuFeatures().has('cpuid_fault')) {
    throw new Error("this machine cannot hide features: its CPU's CPUID does not fault (cpuid_fault in /proc/cpuinfo)")
  }
  const folder = path.join(cacheFolder(), 'bench')
  mkdirSync(folder, { recursive: true })
  const library = path.join(folder, 'hide-features.so')
  const source = path.join(import.meta.dirname, 'hide-features.c')
  const built = spawnSync('cc', ['-O2', '-shared', '-fPIC', '-o', library, source, '-ldl'], { stdio: 'inherit' })
  if (built.status !== 0) throw new Error('cc could not compile bench/harness/hide-features.c: is a C compiler there?')
  return { LD_PRELOAD: library, HIDE_FEATURES: kept }
}
