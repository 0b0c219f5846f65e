/**
 * The k largest of a row of logits, without allocation: a heap of the best so far, with the one to leave next on top:
 * the smallest value, and among equals the highest id.
 */
export class TopK {
  readonly #values: Float32Array
  readonly #ids: Int32Array
  #size = 0
  #order: number[] = []

  constructor(capacity: number) {
    this.#values = new Float32Array(capacity)
    this.#ids = new Int32Array(capacity)
  }

  get capacity(): number {
    return this.#values.length
  }

  /** Finds the `k` largest (at most the capacity). Among equal values at the border, the lowest ids stay. */
  select(logits: Float32Array, k: number): this {
    const values = this.#values
    const ids = this.#ids
    const limit = Math.min(k, values.length, logits.length)
    let size = 0
    for (let id = 0; id < logits.length; id++) {
      const value = logits[id]!
      if (size < limit) {
        let at = size++
        while (at > 0) {
          const parent = (at - 1) >> 1
          if (values[parent]! < value) break
          values[at] = values[parent]!
          ids[at] = ids[parent]!
          at = parent
        }
        values[at] = value
        ids[at] = id
      } else if (value > values[0]!) {
        let at = 0
        for (;;) {
          let child = 2 * at + 1
          if (child >= limit) break
          if (child + 1 < limit && this.#leavesBefore(child + 1, child)) child++
          if (values[child]! >= value) break
          values[at] = values[child]!
          ids[at] = ids[child]!
          at = child
        }
        values[at] = value
        ids[at] = id
      }
    }
    this.#size = size
    return this
  }

  /** Of two in the heap, whether the first is to leave before the second. */
  #leavesBefore(i: number, j: number): boolean {
    const [x, y] = [this.#values[i]!, this.#values[j]!]
    return x < y || (x === y && this.#ids[i]! > this.#ids[j]!)
  }

  /** The ids found, in no order; valid until the next `select`. */
  get ids(): Int32Array {
    return this.#ids.subarray(0, this.#size)
  }

  /** The ids found, largest first; equal values by id. */
  sorted(): number[] {
    const values = this.#values
    const ids = this.#ids
    this.#order.length = this.#size
    for (let i = 0; i < this.#size; i++) this.#order[i] = i
    this.#order.sort((i, j) => values[j]! - values[i]! || ids[i]! - ids[j]!)
    return this.#order.map((i) => ids[i]!)
  }
}
