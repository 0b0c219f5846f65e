/** What this machine's CPU says of itself, for what is printed beside figures. What is right is asked of its kernels. */
import { readFileSync } from 'node:fs'

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
