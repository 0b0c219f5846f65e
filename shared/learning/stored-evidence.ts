/**
 * A signal as it is kept: what its user did, and where the texts stood that they did it to. Both the strengths that steered
 * a text and how far it leaned are kept, so that a belief can be made from either. Axes are named by their ids.
 */
import type { Evidence, Position } from './events.ts'

/** Where a text stands on one axis, in units of strength; `lean` is null where the direction cannot say. */
export type Standing = { version: number; strength: number; lean: number | null }

/** Axes that are not there: the text was not steered by them, nor read. */
export type Place = Record<string, Standing>

export type StoredEvidence =
  | { kind: 'pick'; candidates: Place[]; picked: number }
  | { kind: 'thumb'; at: Place; up: boolean }
  | { kind: 'grade'; at: Place; grade: -2 | -1 | 0 | 1 | 2 }
  | { kind: 'adjust'; at: Place; axis: string; more: boolean }
  | { kind: 'edit'; from: Place; to: Place }
  | { kind: 'regenerate' | 'copy'; at: Place }
  | { kind: 'texts'; mean: Record<string, number>; variance: Record<string, number> }

export type SignalKind = StoredEvidence['kind']

export const SIGNAL_KINDS = [
  'pick',
  'thumb',
  'grade',
  'adjust',
  'edit',
  'regenerate',
  'copy',
  'texts',
] as const satisfies readonly SignalKind[]

/**
 * What a belief is made from: the strengths that steered a text, not how far it leaned. Leans tell more of a single text (over
 * real answers they go with its features at .35 to .83, strengths at .20 to .51), but what is liked must be found in strengths,
 * which are what the next answer is steered by: profiles learnt by lean are no nearer (bench learning-answers).
 */
export function toEvidence(stored: StoredEvidence): Evidence {
  switch (stored.kind) {
    case 'pick':
      return { ...stored, candidates: stored.candidates.map(toPosition) }
    case 'edit':
      return { kind: 'edit', from: toPosition(stored.from), to: toPosition(stored.to) }
    case 'texts':
      return stored
    default:
      return { ...stored, at: toPosition(stored.at) }
  }
}

/** Texts that were read but not made here have no strength: their lean stands for it. */
const toPosition = (place: Place): Position =>
  Object.fromEntries(Object.entries(place).map(([axis, { strength }]) => [axis, strength]))
