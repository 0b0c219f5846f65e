/** What this machine's CPU can do that decides which kernels are right. */
import { readFileSync } from 'node:fs'

/** Instructions that multiply bytes and sum in 32 bits, in Linux' words. */
const FAST_BYTES = ['amx_int8', 'avx512_vnni', 'avx_vnni', 'asimddp']

/**
 * Whether bytes are multiplied fast and without saturating. Where nobody says (the operating system has no such list),
 * the answer is no.
 */
export function hasFastBytes(): boolean {
  const features = cpuFeatures()
  return FAST_BYTES.some((name) => features.has(name))
}

/** As the kernel lists them; empty where it does not. */
export function cpuFeatures(): ReadonlySet<string> {
  if (process.platform === 'darwin' && process.arch === 'arm64') return new Set(['asimddp'])
  try {
    const line = /^(?:flags|Features)\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? ''
    return new Set(line.trim().split(/\s+/))
  } catch {
    return new Set()
  }
}
