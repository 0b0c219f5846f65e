/**
 * How many rows of states a fit holds, however many pairs it is given: up to so many pairs a row each; beyond that, rows
 * are the mean states of bundles of pairs, all of one fold, and equally large but in a fold that has fewer pairs than a
 * bundle. So memory is bounded, the mean difference is that of all pairs but a few left over, and for methods that look
 * at single rows these are less noisy, not fewer in kind.
 */
export const MOST_ROWS = 256
/** Operators are fitted at many layers, and decompose matrices of rows by rows. */
export const MOST_OPERATOR_ROWS = 64

export type Bundles = {
  /** Rows of states. */
  count: number
  /** Pairs in most of them; and in each. */
  size: number
  sizes: number[]
  /** Of each pair, its row; -1: left over, fewer than `size` of each fold. */
  rowOf: number[]
  /** Of each row, its fold; null without folds. */
  folds: number[] | null
}

export function bundlesOf(pairs: number, folds: readonly number[] | null, most: number): Bundles {
  const size = Math.max(1, Math.ceil(pairs / most))
  const rowOf = new Array<number>(pairs).fill(-1)
  const rowFolds: number[] = []
  const sizes: number[] = []
  for (const fold of folds ? [...new Set(folds)].sort((a, b) => a - b) : [0]) {
    const members = rowOf.flatMap((_, pair) => (!folds || folds[pair] === fold ? [pair] : []))
    const own = Math.min(size, members.length)
    for (let from = 0; from + own <= members.length; from += own) {
      for (const pair of members.slice(from, from + own)) rowOf[pair] = rowFolds.length
      rowFolds.push(fold)
      sizes.push(own)
    }
  }
  return { count: rowFolds.length, size, sizes, rowOf, folds: folds && rowFolds }
}
