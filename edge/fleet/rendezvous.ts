import { uniformOf } from '../../shared/uniform-of.ts'

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
    .map((worker) => ({ worker, score: -weightOf(worker) / Math.log(uniformOf(`${worker.tag}\n${key}`)) }))
    .sort((a, b) => b.score - a.score)
    .map(({ worker }) => worker)
}
