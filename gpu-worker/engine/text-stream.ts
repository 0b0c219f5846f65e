/**
 * Tokens → text as it may be shown: a character split over tokens waits for its last byte, and what might become a
 * stop string waits until it is decided.
 */

/** Where stop strings end to count: a call that is cut is of use to nobody. `atStart`: calls begin the text or never come. */
export type CallsBegin = { begin: string; atStart: boolean }

export class TextStream {
  readonly #stops: readonly string[]
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  /** null: no calls can come (any more), or they have begun. */
  #calls: CallsBegin | null
  #inCalls = false
  #held = ''
  #read = 0
  #released = 0
  #stopped = false

  constructor(stops: readonly string[], calls: CallsBegin | null = null) {
    this.#stops = stops
    this.#calls = calls
  }

  /** True once a stop string appeared; it and what follows are never shown. */
  get stopped(): boolean {
    return this.#stopped
  }

  /** Length of the text so far, with what waits and what a stop string cuts off. */
  get length(): number {
    return this.#read
  }

  /** Length of what was shown. */
  get released(): number {
    return this.#released
  }

  /** The text that this token's bytes make safe to show. */
  push(bytes: Uint8Array): string {
    const text = this.#decoder.decode(bytes, { stream: true })
    this.#read += text.length
    return this.#release(text, false)
  }

  /** What is left when no more tokens come; a character that lacks bytes is not shown. */
  end(): string {
    return this.#release('', true)
  }

  #release(text: string, final: boolean): string {
    if (this.#stopped) return ''
    const all = this.#held + text
    const calls = this.#inCalls ? 0 : this.#findCalls(all)
    const cut = Math.min(...this.#stops.map((stop) => all.indexOf(stop)).filter((at) => at >= 0))
    if (cut < (final && !this.#inCalls ? all.length : calls)) {
      this.#stopped = true
      this.#held = ''
      this.#released += cut
      return all.slice(0, cut)
    }
    const keep = final || this.#inCalls ? 0 : Math.max(this.#undecided(all), all.length - calls)
    this.#held = all.slice(all.length - keep)
    this.#released += all.length - keep
    return all.slice(0, all.length - keep)
  }

  /** Where in the text calls begin, or may begin as far as it is known; its length where they do not. */
  #findCalls(text: string): number {
    if (this.#calls === null) return text.length
    const { begin, atStart } = this.#calls
    const at = atStart ? (text.startsWith(begin) ? 0 : -1) : text.indexOf(begin)
    if (at >= 0) {
      this.#calls = null
      this.#inCalls = true
      return at
    }
    if (!atStart) return text.length - overlap(text, begin)
    if (begin.startsWith(text)) return 0
    this.#calls = null
    return text.length
  }

  /** Length of the longest end of `text` that is the beginning of a stop string. */
  #undecided(text: string): number {
    return Math.max(0, ...this.#stops.map((stop) => overlap(text, stop)))
  }
}

/** Length of the longest end of `text` that is the beginning of `mark`, and not all of it. */
export function overlap(text: string, mark: string): number {
  let length = Math.min(text.length, mark.length - 1)
  while (length > 0 && !mark.startsWith(text.slice(text.length - length))) length--
  return length
}
