/** Seeded uniform numbers: a generation has its own, so that its text does not depend on what runs beside it. */

/** sfc32 (Chris Doty-Humphrey's small fast counting generator), seeded by mixing the seed: uniform in [0, 1). */
export function seededRandom(seed: number): () => number {
  let a = mix(seed)
  let b = mix(seed + 0x9e3779b9)
  let c = mix(seed + 0x3c6ef372)
  let counter = 1
  const next = () => {
    const t = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + t) | 0
    return (t >>> 0) / 4294967296
  }
  for (let warmUp = 0; warmUp < 12; warmUp++) next()
  return next
}

/** Seeds of any size are welcome: the high bits beyond 32 count too. */
function mix(seed: number): number {
  let x = (seed ^ Math.floor(seed / 4294967296)) | 0
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad)
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97)
  return x ^ (x >>> 15)
}

/** The seed of one of an answer's choices: those from the one asked for on, of which numbers are exact. */
export const seedOfChoice = (seed: number, index: number): number =>
  Number.isSafeInteger(seed + index) ? seed + index : seed - Number.MAX_SAFE_INTEGER + index

export const randomSeed = () => crypto.getRandomValues(new Uint32Array(1))[0]!
