/**
 * Tokens → text as it may be shown: a character split over tokens waits for its last byte, and what might become a
 * stop string waits until it is decided.
 */
export class TextStream {
  readonly #stops: readonly string[]
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  #held = ''
  #stopped = false

  constructor(stops: readonly string[]) {
    this.#stops = stops
  }

  /** True once a stop string appeared; it and what follows are never shown. */
  get stopped(): boolean {
    return this.#stopped
  }

  /** The text that this token's bytes make safe to show. */
  push(bytes: Uint8Array): string {
    return this.#release(this.#decoder.decode(bytes, { stream: true }), false)
  }

  /** What is left when no more tokens come; a character that lacks bytes is not shown. */
  end(): string {
    return this.#release('', true)
  }

  #release(text: string, final: boolean): string {
    if (this.#stopped) return ''
    const all = this.#held + text
    let cut = -1
    for (const stop of this.#stops) {
      const at = all.indexOf(stop)
      if (at >= 0 && (cut < 0 || at < cut)) cut = at
    }
    if (cut >= 0) {
      this.#stopped = true
      this.#held = ''
      return all.slice(0, cut)
    }
    const keep = final ? 0 : this.#undecided(all)
    this.#held = all.slice(all.length - keep)
    return all.slice(0, all.length - keep)
  }

  /** Length of the longest end of `text` that is the beginning of a stop string. */
  #undecided(text: string): number {
    let longest = 0
    for (const stop of this.#stops) {
      for (let length = Math.min(stop.length - 1, text.length); length > longest; length--) {
        if (stop.startsWith(text.slice(text.length - length))) longest = length
      }
    }
    return longest
  }
}
