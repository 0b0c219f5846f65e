/** A number between 0 and 1, both excluded, that is the same for the same text everywhere: for shares, nothing for secrets. */
export const uniformOf = (text: string): number => (hash32(text) + 0.5) / 2 ** 32

/** FNV-1a, finished by MurmurHash3's mix so that texts that differ in their last character lie far apart. */
function hash32(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
