/**
 * Grammars by what they were compiled from: the same schema comes with every request of an application. What was refused is
 * remembered too: finding that out costs the most.
 */
import { createHash } from 'node:crypto'
import type { Format } from './format.ts'
import { type CompiledGrammar, type Grammar, grammarOf } from './grammar.ts'
import { GrammarError } from './grammar-error.ts'
import type { Vocabulary } from './token-index.ts'

const MOST = 256
/** Of all of them, with the masks that they remember. */
const MOST_BYTES = 128 * 2 ** 20
/** Of refusals, and of their messages, which may quote a schema, in characters. */
const MOST_REFUSED = 4096
const MOST_REFUSED_CHARS = 4 * 2 ** 20

/** For whom, and what. @throws GrammarError */
export type Compile = (project: string, format: Format) => Promise<CompiledGrammar>

export class GrammarCache {
  readonly #vocabulary: Vocabulary
  readonly #compile: Compile
  readonly #most: number
  readonly #mostBytes: number
  /** The least recently used first. */
  readonly #held = new Map<string, Grammar>()
  readonly #refused = new Map<string, GrammarError>()
  #refusedChars = 0
  /** By project too: who asks for the same does not wait in another's queue. */
  readonly #pending = new Map<string, Promise<Grammar>>()

  constructor(
    vocabulary: Vocabulary,
    compile: Compile,
    { most = MOST, bytes = MOST_BYTES }: { most?: number; bytes?: number } = {},
  ) {
    this.#vocabulary = vocabulary
    this.#compile = compile
    this.#most = most
    this.#mostBytes = bytes
  }

  get size(): number {
    return this.#held.size
  }

  /** @throws GrammarError, and what `compile` throws */
  async get(project: string, format: Format): Promise<Grammar> {
    const key = createHash('sha256').update(JSON.stringify(format)).digest('base64')
    const refused = this.#refused.get(key)
    if (refused) {
      this.#refuse(key, refused)
      throw refused
    }
    const grammar = this.#held.get(key) ?? (await this.#made(project, key, format))
    this.#held.delete(key)
    this.#held.set(key, grammar)
    this.#shrink(grammar)
    return grammar
  }

  /** Requests that come meanwhile wait for the one that is under way. */
  #made(project: string, key: string, format: Format): Promise<Grammar> {
    const name = `${project} ${key}`
    let pending = this.#pending.get(name)
    if (!pending) {
      pending = this.#make(project, key, format).finally(() => this.#pending.delete(name))
      this.#pending.set(name, pending)
    }
    return pending
  }

  async #make(project: string, key: string, format: Format): Promise<Grammar> {
    try {
      const compiled = await this.#compile(project, format)
      // Another project's may have come first.
      const grammar = this.#held.get(key) ?? grammarOf(compiled, this.#vocabulary)
      this.#held.set(key, grammar)
      return grammar
    } catch (problem) {
      if (problem instanceof GrammarError) this.#refuse(key, problem)
      throw problem
    }
  }

  #refuse(key: string, problem: GrammarError): void {
    if (this.#refused.delete(key)) this.#refusedChars -= problem.message.length
    this.#refused.set(key, problem)
    this.#refusedChars += problem.message.length
    for (const [oldest, { message }] of this.#refused) {
      if (this.#refused.size <= MOST_REFUSED && this.#refusedChars <= MOST_REFUSED_CHARS) break
      this.#refused.delete(oldest)
      this.#refusedChars -= message.length
    }
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
