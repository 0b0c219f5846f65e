/** Long work in slices: answers that run get the loop in between. */

/** Milliseconds; a piece of work that is begun is finished. */
const SLICE_MS = 10

export class Slices {
  #since = performance.now()

  /** Lets others go on, if they have waited for long enough. */
  async pause(): Promise<void> {
    if (performance.now() - this.#since < SLICE_MS) return
    await new Promise((resolve) => setImmediate(resolve))
    this.#since = performance.now()
  }
}
