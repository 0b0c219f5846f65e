import type { AutomatonPlan } from './automaton-machine.ts'
import type { TextPlan } from './free-text.ts'
import type { LiteralPlan } from './literal.ts'
import type { StringPlan } from './string-content.ts'

/** Free text: inside a JSON string, or outside of all structure. */
export type Region = 'string' | 'prose'

/**
 * What reads one stretch of an answer byte by byte: a literal, the inside of a string, a number. A machine has no state
 * of its own; its states are numbers, so that many answers can be read by one machine.
 *
 * A machine never leads into a dead end: from each state that it gives, some bytes lead to one that accepts, and all of
 * them are tokens by themselves.
 */
export type Machine = {
  /** What it is made from (machineOf), to be made again in another thread. */
  readonly plan: MachinePlan
  readonly start: number
  /** Whether what it reads is free text, and which; null: structure. */
  readonly region: Region | null
  /** The next state; DEAD where the byte cannot follow. */
  step(state: number, byte: number): number
  /** Whether the stretch may end here. */
  accepts(state: number): boolean
  /** Whether more bytes may follow here. */
  continues(state: number): boolean
  /**
   * How many plain characters (token-index.ts), whichever they are, are sure to be accepted next; `most` where no more
   * than that may come, even of the right ones.
   */
  plain(state: number): { sure: number; most?: number }
  /** One of the states that accept the same as this one as far as `bytes` more bytes can tell. */
  alike(state: number, bytes: number): number
}

/** Plain data: numbers, texts, lists and typed arrays. */
export type MachinePlan = LiteralPlan | TextPlan | StringPlan | AutomatonPlan

export const DEAD = -1

export const NOTHING_PLAIN = { sure: 0 } as const
