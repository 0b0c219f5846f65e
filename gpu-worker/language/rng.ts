/** Draws that a seed decides. */
import { mulberry32 } from '../../shared/mulberry32.ts'

/** Seeded randomness: equal seeds give equal draws on every machine. */
export type Rng = {
  /** Uniform in [0, 1). */
  float(): number
  /** Uniform whole number in [0, below). */
  int(below: number): number
  /** A shuffled copy (Fisher-Yates). */
  shuffled<T>(items: readonly T[]): T[]
}

export function createRng(seed: number): Rng {
  const float = mulberry32(seed)
  const int = (below: number) => Math.floor(float() * below)
  const shuffled = <T>(items: readonly T[]) => {
    const out = [...items]
    for (let i = out.length - 1; i > 0; i--) {
      const j = int(i + 1)
      ;[out[i], out[j]] = [out[j]!, out[i]!]
    }
    return out
  }
  return { float, int, shuffled }
}

/** An unsigned 32-bit seed of its own for each purpose, so that no two draws share a stream. FNV-1a over the label. */
export function deriveSeed(seed: number, ...label: (string | number)[]): number {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode([seed, ...label].join('/'))) {
    hash = Math.imul(hash ^ byte, 0x01000193)
  }
  return hash >>> 0
}
