/**
 * How many rows of states a fit holds, however many pairs it is given: up to MOST_ROWS pairs a row each; beyond that,
 * rows are the mean states of bundles of pairs, all of one fold and all equally large. So memory is bounded, the mean
 * difference stays exact, and for methods that look at single rows these are less noisy, not fewer in kind.
 */
export const MOST_ROWS = 256

export type Bundles = {
  /** Rows of states. */
  count: number
  /** Pairs in each. */
  size: number
  /** Of each pair, its row; -1: left over, fewer than `size` of each fold. */
  rowOf: number[]
  /** Of each row, its fold; null without folds. */
  folds: number[] | null
}

export function bundlesOf(pairs: number, folds: readonly number[] | null, most = MOST_ROWS): Bundles {
  const size = Math.max(1, Math.ceil(pairs / most))
  const rowOf = new Array<number>(pairs).fill(-1)
  const rowFolds: number[] = []
  for (const fold of folds ? [...new Set(folds)].sort((a, b) => a - b) : [0]) {
    const members = rowOf.flatMap((_, pair) => (!folds || folds[pair] === fold ? [pair] : []))
    for (let from = 0; from + size <= members.length; from += size) {
      for (const pair of members.slice(from, from + size)) rowOf[pair] = rowFolds.length
      rowFolds.push(fold)
    }
  }
  return { count: rowFolds.length, size, rowOf, folds: folds && rowFolds }
}
