/**
 * Keys and values of prompts' beginnings, for later prompts that begin alike: a system prompt, a chat's past. Kept in
 * blocks of BLOCK tokens, each named by a SHA-256 over all tokens up to its end, so that a name stands for one prefix.
 *
 * Only what unedited prefill wrote may be put in: it is a function of the tokens alone, to the last bit, so an answer does
 * not depend on whether its prompt was found here. Names begin from a salt: whoever cannot make the salt's names cannot
 * learn, from how soon an answer begins, what others asked.
 *
 * Copies are made at once, in one piece of JavaScript: no block is evicted while it is copied.
 */
import { createHash } from 'node:crypto'
import type { KvArena, KvCopy } from './kv-arena.ts'

/** Tokens. */
export const BLOCK = 16
/** Memory is taken from the system in pieces of so many blocks. */
const SLAB_BLOCKS = 64

export type PrefixStats = {
  /** Tokens of whole blocks of prompts looked up, and of these found. */
  askedTokens: number
  foundTokens: number
  blocks: number
  evictedBlocks: number
  bytes: number
}

/** Names of the full blocks of a prompt's first `end` tokens. */
export function blockNames(salt: string, prompt: readonly number[], end = prompt.length): string[] {
  const names: string[] = []
  let name = nameOfNothing(salt)
  for (let at = 0; at + BLOCK <= end; at += BLOCK) {
    name = nameAfter(name, prompt.slice(at, at + BLOCK))
    names.push(name)
  }
  return names
}

/** The name of a whole prompt, whose full blocks have these names. */
export const promptName = (salt: string, prompt: readonly number[], blocks: readonly string[]): string =>
  nameAfter(blocks.at(-1) ?? nameOfNothing(salt), prompt.slice(blocks.length * BLOCK))

const nameOfNothing = (salt: string) => createHash('sha256').update(salt).digest('base64')
const nameAfter = (before: string, tokens: readonly number[]) =>
  createHash('sha256').update(before).update(Uint32Array.from(tokens)).digest('base64')

export class PrefixCache {
  readonly #kv: KvArena
  readonly #most: number
  /** By name, the least recently used first. */
  readonly #blocks = new Map<string, KvCopy>()
  readonly #free: KvCopy[] = []
  #made = 0
  #stats = { askedTokens: 0, foundTokens: 0, evictedBlocks: 0 }

  /** `bytes` is the most memory it takes; below one block's it keeps nothing. */
  constructor(kv: KvArena, bytes: number) {
    this.#kv = kv
    this.#most = Math.floor(bytes / this.#blockBytes)
  }

  get stats(): PrefixStats {
    return { ...this.#stats, blocks: this.#blocks.size, bytes: this.#made * this.#blockBytes }
  }

  /**
   * Copies the blocks of `names` from the `first` on into a row, as far as they are here.
   * @returns how many were
   */
  load(row: number, names: readonly string[], first: number, counted = true): number {
    let found = 0
    if (first === 0 && counted) this.#stats.askedTokens += names.length * BLOCK
    for (const name of names.slice(first)) {
      const block = this.#blocks.get(name)
      if (!block) break
      this.#kv.write(row, (first + found) * BLOCK, BLOCK, block)
      found++
    }
    this.#touch(names.slice(0, first + found))
    if (counted) this.#stats.foundTokens += found * BLOCK
    return found
  }

  /**
   * Copies blocks of a row in, from the `first` to all that its first `tokens` tokens complete. Where none may be evicted,
   * as far as there is room: background work does not push out what users' prompts left.
   */
  store(row: number, names: readonly string[], first: number, tokens: number, mayEvict = true): void {
    const complete = names.slice(0, Math.floor(tokens / BLOCK))
    const own = new Set(complete)
    for (const [i, name] of complete.entries()) {
      if (i < first || this.#blocks.has(name)) continue
      const block = this.#room(own, mayEvict)
      if (!block) break
      this.#kv.read(row, i * BLOCK, BLOCK, block)
      this.#blocks.set(name, block)
    }
    this.#touch(complete)
  }

  get #blockBytes(): number {
    return this.#kv.tokenBytes * BLOCK
  }

  /** The last first: a block is of no use without those before it, so these are to stay longer. */
  #touch(names: readonly string[]): void {
    for (const name of names.toReversed()) {
      const block = this.#blocks.get(name)
      if (!block) continue
      this.#blocks.delete(name)
      this.#blocks.set(name, block)
    }
  }

  /** A block to be written; null where only the prompt's own could make room. */
  #room(own: ReadonlySet<string>, mayEvict: boolean): KvCopy | null {
    const free = this.#free.pop()
    if (free) return free
    if (this.#made < this.#most) {
      const count = Math.min(SLAB_BLOCKS, this.#most - this.#made)
      const slab = this.#kv.copyOf(count * BLOCK)
      const size = slab.length / count
      this.#made += count
      for (let i = 0; i < count; i++) this.#free.push(slab.subarray(i * size, (i + 1) * size) as KvCopy)
      return this.#free.pop()!
    }
    const [oldest] = this.#blocks.keys()
    if (!mayEvict || oldest === undefined || own.has(oldest)) return null
    const block = this.#blocks.get(oldest)!
    this.#blocks.delete(oldest)
    this.#stats.evictedBlocks++
    return block
  }
}
