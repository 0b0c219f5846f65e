/**
 * Rendezvous hashing: every worker gets a score for a key, the highest wins. The same key keeps finding the same
 * worker (and its warm prefix cache); when a worker goes, only its own keys move.
 */
export function rank<Worker extends { tag: string }>(key: string, workers: readonly Worker[]): Worker[] {
  return workers
    .map((worker) => ({ worker, score: hash32(`${worker.tag}\n${key}`) }))
    .sort((a, b) => b.score - a.score)
    .map(({ worker }) => worker)
}

/** FNV-1a, finished by MurmurHash3's mix so that keys that differ in their last character score far apart. */
function hash32(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
