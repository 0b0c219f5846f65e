/**
 * Rendezvous hashing: every worker gets a score for a key, the highest wins. The same key keeps finding the same
 * worker (and its warm prefix cache); when a worker goes, only its own keys move. Of workers of different weight, each is
 * found by its share of the keys: with u uniform in (0, 1), -w / ln u is the largest of all with probability w / Σw
 * (Schindelhauer and Schomaker, "Weighted distributed hash tables", SPAA 2005, there as -ln u / w and the least).
 */
export function rank<Worker extends { tag: string }>(
  key: string,
  workers: readonly Worker[],
  weightOf: (worker: Worker) => number = () => 1,
): Worker[] {
  return workers
    .map((worker) => ({ worker, score: -weightOf(worker) / Math.log(uniform(`${worker.tag}\n${key}`)) }))
    .sort((a, b) => b.score - a.score)
    .map(({ worker }) => worker)
}

/** Between 0 and 1, both excluded. */
const uniform = (text: string): number => (hash32(text) + 0.5) / 2 ** 32

/** FNV-1a, finished by MurmurHash3's mix so that keys that differ in their last character score far apart. */
function hash32(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
