import type { Grammar } from './grammar.ts'
import type { Region } from './machines/machine.ts'
import { maskOf } from './masks.ts'
import { NONE, type State } from './states.ts'
import type { TokenMask } from './token-mask.ts'

/** One answer on its way through a grammar. It holds nothing but where it stands, so copies cost nothing. */
export class Matcher {
  readonly #grammar: Grammar
  /** null once an end token was taken. */
  #state: State | null

  constructor(grammar: Grammar, state: State | null) {
    this.#grammar = grammar
    this.#state = state
  }

  /**
   * The tokens that may come next; end tokens are among them where the answer may end. Never empty before it has ended.
   * Shared by all answers that stand here: not to be written to.
   */
  mask(): TokenMask {
    return maskOf(this.#current(), this.#grammar.tokens)
  }

  /** Whether a token may come next: for a few tokens much cheaper than the mask. */
  allows(token: number): boolean {
    return this.#state !== null && this.#after(token) !== undefined
  }

  /** Takes a token. False, and nothing changes, if it may not come. */
  accept(token: number): boolean {
    const next = this.#state && this.#after(token)
    if (next === undefined || this.#state === null) return false
    this.#state = next
    return true
  }

  /** Nothing but an end token can follow, or one was taken. */
  get done(): boolean {
    return this.#state === null || (this.#state.readings.length === 0 && this.#state.tokens.size === 0)
  }

  /** An end token was taken. */
  get ended(): boolean {
    return this.#state === null
  }

  /**
   * Which kind of free text may come next, or be ended; null where only structure may: a key, a number, or a text of
   * which the schema says more than its length.
   */
  get region(): Region | null {
    const found = this.#state?.readings.find(({ machine }) => machine.region !== null)
    return found?.machine.region ?? null
  }

  /** Another matcher that stands where this one does. */
  clone(): Matcher {
    return new Matcher(this.#grammar, this.#state)
  }

  /** The state after a token: null after an end token, undefined where the token may not come. */
  #after(token: number): State | null | undefined {
    const state = this.#current()
    const { tokens } = this.#grammar
    if (tokens.isEnd(token)) return state.ends ? null : undefined
    if (token < 0 || token >= tokens.size) return undefined
    if (tokens.isControl(token)) return state.of.afterToken(state, token) ?? undefined
    const bytes = tokens.bytesOf(token)
    if (bytes.length === 0) return undefined
    let id = state.id
    for (const byte of bytes) {
      id = state.of.next(id, byte)
      if (id === NONE) return undefined
    }
    return state.of.byId(id)
  }

  /** Where it stands, among the states that the grammar remembers now. */
  #current(): State {
    if (this.#state === null) throw new Error('the answer has ended')
    const states = this.#grammar.states()
    if (this.#state.of !== states) this.#state = states.adopt(this.#state)
    return this.#state
  }
}
