/**
 * Joins neighbouring symbols until no pair of them has a rank: the pair of the lowest rank first, of equals the leftmost.
 * In time n log n, so that a whole text may be one word.
 */
export function mergePairs(
  symbols: readonly string[],
  rankOf: (left: string, right: string) => number | undefined,
): string[] {
  const texts = [...symbols]
  // A list linked by index; a symbol that was joined to its left neighbour is empty.
  const next = Int32Array.from(texts, (_, i) => i + 1)
  const previous = Int32Array.from(texts, (_, i) => i - 1)
  const queue = new PairQueue()
  const propose = (left: number, right: number) => {
    if (left < 0 || right >= texts.length) return
    const rank = rankOf(texts[left]!, texts[right]!)
    if (rank !== undefined) queue.push({ rank, left, right, length: texts[left]!.length + texts[right]!.length })
  }
  for (let i = 0; i + 1 < texts.length; i++) propose(i, i + 1)
  for (let pair = queue.pop(); pair; pair = queue.pop()) {
    const { left, right, length } = pair
    // One of the two has been joined to something else since.
    const stale = !texts[left] || !texts[right] || texts[left].length + texts[right].length !== length
    if (stale || next[left] !== right) continue
    texts[left] += texts[right]
    texts[right] = ''
    next[left] = next[right]!
    if (next[left] < texts.length) previous[next[left]] = left
    propose(previous[left]!, left)
    propose(left, next[left])
  }
  return texts.filter((text) => text !== '')
}

/** Two neighbours and the length they had together. */
type Pair = { rank: number; left: number; right: number; length: number }

const isBefore = (a: Pair, b: Pair) => a.rank < b.rank || (a.rank === b.rank && a.left < b.left)

/** A binary heap. */
class PairQueue {
  readonly #pairs: Pair[] = []

  push(pair: Pair): void {
    const pairs = this.#pairs
    let at = pairs.length
    for (; at > 0; ) {
      const parent = (at - 1) >> 1
      if (!isBefore(pair, pairs[parent]!)) break
      pairs[at] = pairs[parent]!
      at = parent
    }
    pairs[at] = pair
  }

  pop(): Pair | undefined {
    const pairs = this.#pairs
    const first = pairs[0]
    const last = pairs.pop()
    if (pairs.length === 0 || !last) return first
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= pairs.length) break
      if (child + 1 < pairs.length && isBefore(pairs[child + 1]!, pairs[child]!)) child++
      if (!isBefore(pairs[child]!, last)) break
      pairs[at] = pairs[child]!
      at = child
    }
    pairs[at] = last
    return first
  }
}
