/**
 * What reading recent prompts to their ends left: the keys and values behind the last whole block of the prefix cache, and
 * the logits of the first token. A prompt that is asked again, for another sample, at other strengths, need not be run at
 * all. As in the prefix cache, only what unedited prefill gave is kept, under names that begin from a project's salt: it
 * is a function of the tokens alone, to the last bit.
 */
import type { KvArena, KvCopy } from './kv-arena.ts'
import { BLOCK } from './prefix-cache.ts'

export type PromptEnd = {
  /** [V] and [H], behind and before the head: to be copied before they are changed. */
  logits: Float32Array
  final: Float32Array
}

type Kept = PromptEnd & { kv: KvCopy }

/** Prompts that are kept at most. */
const MOST = 16

export class PromptEnds {
  readonly #kv: KvArena
  readonly #most: number
  /** By name, the least recently used first. */
  readonly #kept = new Map<string, Kept>()

  /** `bytes` is the most memory it takes; `values`: V + H. */
  constructor(kv: KvArena, values: number, bytes: number) {
    this.#kv = kv
    const each = (BLOCK - 1) * kv.tokenBytes + values * Float32Array.BYTES_PER_ELEMENT
    this.#most = bytes === 0 ? 0 : Math.min(MOST, Math.floor(bytes / each))
  }

  /** Completes a row that holds the prompt's whole blocks, if this prompt is known. */
  load(row: number, name: string, length: number): PromptEnd | null {
    const kept = this.#kept.get(name)
    if (!kept) return null
    this.#kept.delete(name)
    this.#kept.set(name, kept)
    if (length % BLOCK) this.#kv.write(row, length - (length % BLOCK), length % BLOCK, kept.kv)
    return kept
  }

  /** Keeps the end of a prompt that a row holds, and what its last token gave. */
  store(row: number, name: string, length: number, { logits, final }: PromptEnd): void {
    if (this.#most === 0 || this.#kept.has(name)) return
    if (this.#kept.size === this.#most) this.#kept.delete(this.#kept.keys().next().value!)
    const kv = this.#kv.copyOf(length % BLOCK)
    if (length % BLOCK) this.#kv.read(row, length - (length % BLOCK), length % BLOCK, kv)
    this.#kept.set(name, { kv, logits: logits.slice(), final: final.slice() })
  }
}
