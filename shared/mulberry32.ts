/**
 * mulberry32 (Tommy Ettinger, public domain): numbers uniform in [0, 1), the same for the same seed on every machine.
 * 32 bits of state: plenty for shuffles, signs and draws, nothing for secrets.
 */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Normal numbers with mean 0 and deviation 1, from uniform ones (Box & Muller 1958). */
export const normalFrom = (uniform: () => number) => (): number =>
  Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
