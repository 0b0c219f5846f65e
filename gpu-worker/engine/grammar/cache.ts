/** Grammars by what they were compiled from: the same schema comes with every request of an application. */
import { createHash } from 'node:crypto'
import type { Format } from './format.ts'
import { compileGrammar, type Grammar } from './grammar.ts'
import type { Vocabulary } from './token-index.ts'

const MOST = 256
/** Of all of them, with the masks that they remember. */
const MOST_BYTES = 128 * 2 ** 20

export class GrammarCache {
  readonly #vocabulary: Vocabulary
  readonly #most: number
  readonly #mostBytes: number
  /** The least recently used first. */
  readonly #held = new Map<string, Grammar>()

  constructor(vocabulary: Vocabulary, { most = MOST, bytes = MOST_BYTES }: { most?: number; bytes?: number } = {}) {
    this.#vocabulary = vocabulary
    this.#most = most
    this.#mostBytes = bytes
  }

  get size(): number {
    return this.#held.size
  }

  /** @throws GrammarError */
  get(format: Format): Grammar {
    const key = createHash('sha256').update(JSON.stringify(format)).digest('base64')
    const grammar = this.#held.get(key) ?? compileGrammar(format, this.#vocabulary)
    this.#held.delete(key)
    this.#held.set(key, grammar)
    this.#shrink(grammar)
    return grammar
  }

  /** Grammars grow while answers are written, so all are looked at. */
  #shrink(latest: Grammar): void {
    let bytes = 0
    for (const grammar of this.#held.values()) bytes += grammar.bytes
    for (const [key, grammar] of this.#held) {
      if ((this.#held.size <= this.#most && bytes <= this.#mostBytes) || grammar === latest) return
      this.#held.delete(key)
      bytes -= grammar.bytes
    }
  }
}
