/** Arithmetic on a set of slider positions. */
import type { OVERDRIVE_LIMIT, STRENGTH_LIMIT, Strength } from '../../../../shared/wire/steering.ts'
import type { Strengths } from '../api/types.ts'

// Typed by the contract's own constants, which would bring zod into the page if imported as values.
const LIMIT: typeof STRENGTH_LIMIT = 1
const OVERDRIVE: typeof OVERDRIVE_LIMIT = 1.5

export const limitOf = (overdrive: boolean): number => (overdrive ? OVERDRIVE : LIMIT)

export const ZERO: Strength = { value: 0, mode: 'add' }

/** An axis may be named as every object has a member: `constructor`. */
export const strengthOf = (strengths: Strengths, axis: string): Strength =>
  Object.hasOwn(strengths, axis) ? strengths[axis]! : ZERO

const isSame = (a: Strength, b: Strength) => a.value === b.value && (a.mode === b.mode || a.value === 0)

/** What a request names: every axis that is not at 0, and those in `mentioned`, whose 0 is news to the server. */
export function toSend(strengths: Strengths, mentioned: ReadonlySet<string> = new Set()): Strengths {
  const entries = Object.entries(strengths)
  return Object.fromEntries(entries.filter(([axis, { value }]) => value !== 0 || mentioned.has(axis)))
}

export function clampAll(strengths: Strengths, limit: number): Strengths {
  const clamp = ({ value, mode }: Strength) => ({ value: Math.max(-limit, Math.min(limit, value)), mode })
  return Object.fromEntries(Object.entries(strengths).map(([axis, strength]) => [axis, clamp(strength)]))
}

export type AxisChange = { axis: string; from: Strength; to: Strength }

export function changesBetween(before: Strengths, after: Strengths): AxisChange[] {
  const axes = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...axes]
    .map((axis) => ({ axis, from: strengthOf(before, axis), to: strengthOf(after, axis) }))
    .filter(({ from, to }) => !isSame(from, to))
}

/** Two changes, one after the other, as one; an axis that ends where it began is left out. */
export function mergeChanges(first: readonly AxisChange[], second: readonly AxisChange[]): AxisChange[] {
  const merged = new Map(first.map((change) => [change.axis, change]))
  for (const change of second) {
    merged.set(change.axis, { ...change, from: merged.get(change.axis)?.from ?? change.from })
  }
  return [...merged.values()].filter(({ from, to }) => !isSame(from, to))
}
