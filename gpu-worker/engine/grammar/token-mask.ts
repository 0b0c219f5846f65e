/** A set of token ids, one bit each: what may come next. */
export class TokenMask {
  /** Token i is bit i % 32 of word i / 32. */
  readonly words: Uint32Array
  /** Ids are below. */
  readonly size: number
  #few: Int32Array | null | undefined

  constructor(size: number, words: Uint32Array = new Uint32Array((size + 31) >>> 5)) {
    this.size = size
    this.words = words
  }

  has(id: number): boolean {
    return ((this.words[id >>> 5] >>> (id & 31)) & 1) === 1
  }

  add(id: number): void {
    this.words[id >>> 5] |= 1 << (id & 31)
  }

  copy(): TokenMask {
    return new TokenMask(this.size, this.words.slice())
  }

  get count(): number {
    let count = 0
    for (const word of this.words) count += bitsIn(word)
    return count
  }

  /** All of its ids, if they are at most so many; else null. Looked for once: it is not to change afterwards. */
  few(most: number): Int32Array | null {
    if (this.#few === undefined) this.#few = this.count <= most ? Int32Array.from(this.ids()) : null
    return this.#few
  }

  *ids(): Generator<number> {
    for (let i = 0; i < this.words.length; i++) {
      for (let word = this.words[i]; word !== 0; word &= word - 1) yield (i << 5) + 31 - Math.clz32(word & -word)
    }
  }

  /** Sets the logits [V ≥ size] of all tokens that are not in the set to -Infinity. */
  applyTo(logits: Float32Array): void {
    const { words, size } = this
    const none = Number.NEGATIVE_INFINITY
    // Stretches without a token are filled at once: most of the row, where few may come.
    let empty = 0
    for (let i = 0; i < words.length; i++) {
      const word = words[i]
      if (word === 0) continue
      const first = i << 5
      if (empty < first) logits.fill(none, empty, first)
      empty = first + 32
      if (word !== 0xffffffff) {
        const end = Math.min(empty, size)
        for (let id = first; id < end; id++) if (((word >>> (id & 31)) & 1) === 0) logits[id] = none
      }
    }
    logits.fill(none, Math.min(empty, size))
  }
}

function bitsIn(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555)
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333)
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
