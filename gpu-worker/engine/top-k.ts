/**
 * The k largest of a row of logits, without allocation: a heap of the best so far, with the one to leave next on top:
 * the smallest value, and among equals the highest id. Few values enter it, so nearly all of the work is to see that the
 * others do not. That is a loop of its own, chunk by chunk, with a bound to begin with that a sample of the row gives.
 */

/** Values that are compared with one bound, before the heap raises it. */
const CHUNK = 1024

/** Every so many-th value is in the sample. */
const STRIDE = 16
/** Rows shorter than this are not worth a sample. */
const LONG = 64 * STRIDE
/**
 * The sample's largest value but so many is the bound: about STRIDE times as many values lie above it, so for k up to
 * STRIDE * (SAMPLED - 2√SAMPLED) hardly ever fewer than k do.
 */
const SAMPLED = 12

export class TopK {
  readonly #values: Float32Array
  readonly #ids: Int32Array
  readonly #promising = new Int32Array(CHUNK)
  #size = 0

  constructor(capacity: number) {
    this.#values = new Float32Array(capacity)
    this.#ids = new Int32Array(capacity)
  }

  get capacity(): number {
    return this.#values.length
  }

  /** The smallest value of the last selection; nothing that was left out is larger. */
  get least(): number {
    return this.#size > 0 ? this.#values[0]! : Number.NEGATIVE_INFINITY
  }

  /**
   * The ids of the `k` largest (at most the capacity), in no order; valid until the next call. Among equal values at
   * the border, the lowest ids stay. What is not a number is never among them.
   */
  select(logits: Float32Array, k: number): Int32Array {
    const most = Math.min(k, this.capacity)
    const sampled = most <= STRIDE * (SAMPLED - 2 * Math.sqrt(SAMPLED)) && logits.length >= LONG
    const bound = sampled ? sampleBound(logits) : Number.NEGATIVE_INFINITY
    this.#selectFrom(logits, most, bound)
    // Too many were left out: rare, and never when there was no bound.
    if (this.#size < Math.min(most, logits.length) && bound > Number.NEGATIVE_INFINITY) {
      this.#selectFrom(logits, most, Number.NEGATIVE_INFINITY)
    }
    return this.#ids.subarray(0, this.#size)
  }

  #selectFrom(logits: Float32Array, most: number, from: number): void {
    const promising = this.#promising
    this.#size = 0
    for (let at = 0; at < logits.length && most > 0; at += CHUNK) {
      const bound = this.#size < most ? from : this.#values[0]!
      const count = collect(logits, at, Math.min(at + CHUNK, logits.length), bound, promising)
      for (let i = 0; i < count; i++) {
        const id = promising[i]!
        if (this.#size < most) this.#add(logits[id]!, id)
        // Ids rise: of two equals, the one to stay has come already.
        else if (logits[id]! > this.#values[0]!) this.#replaceFirst(logits[id]!, id)
      }
    }
  }

  #add(value: number, id: number): void {
    const values = this.#values
    const ids = this.#ids
    let at = this.#size++
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (values[parent]! < value) break
      values[at] = values[parent]!
      ids[at] = ids[parent]!
      at = parent
    }
    values[at] = value
    ids[at] = id
  }

  #replaceFirst(value: number, id: number): void {
    const values = this.#values
    const ids = this.#ids
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= this.#size) break
      if (child + 1 < this.#size && this.#leavesBefore(child + 1, child)) child++
      if (values[child]! >= value) break
      values[at] = values[child]!
      ids[at] = ids[child]!
      at = child
    }
    values[at] = value
    ids[at] = id
  }

  /** Of two in the heap, whether the first is to leave before the second. */
  #leavesBefore(i: number, j: number): boolean {
    const x = this.#values[i]!
    const y = this.#values[j]!
    return x < y || (x === y && this.#ids[i]! > this.#ids[j]!)
  }
}

/** Writes the ids from … to of values that are at least `bound`; returns how many. */
function collect(values: Float32Array, from: number, to: number, bound: number, ids: Int32Array): number {
  let count = 0
  for (let id = from; id < to; id++) if (values[id]! >= bound) ids[count++] = id
  return count
}

const sample = new Float64Array(SAMPLED)

/** The smallest of the SAMPLED largest values of the sample. */
function sampleBound(values: Float32Array): number {
  sample.fill(Number.NEGATIVE_INFINITY)
  for (let id = 0; id < values.length; id += STRIDE) {
    const value = values[id]!
    if (!(value > sample[0]!)) continue
    // Kept sorted, smallest first.
    let at = 0
    while (at < SAMPLED - 1 && sample[at + 1]! < value) {
      sample[at] = sample[at + 1]!
      at++
    }
    sample[at] = value
  }
  return sample[0]!
}
