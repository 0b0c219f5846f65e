/** Seeded randomness: equal seeds give equal draws on every machine. */
export type Rng = {
  /** Uniform in [0, 1). */
  float(): number
  /** Uniform whole number in [0, below). */
  int(below: number): number
  /** A shuffled copy (Fisher-Yates). */
  shuffled<T>(items: readonly T[]): T[]
}

/** mulberry32 (Tommy Ettinger, public domain): 32 bits of state, plenty for shuffles and signs. */
export function createRng(seed: number): Rng {
  let state = seed >>> 0
  const float = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
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
