/** Axes whose directions overlap: to move one is to move the other a little, along or against. */
import type { Axis, Correlation, Strengths } from '../api/types.ts'
import { fixed } from '../ui/format.ts'
import { strengthOf } from './strengths.ts'

export const correlatedWith = ({ active }: Axis): readonly Correlation[] => active?.correlated ?? []

/** `overlaps simple (−0.61)` */
export const overlapWords = (correlated: readonly Correlation[]): string =>
  `overlaps ${correlated.map(({ axis, cosine }) => `${axis} (${fixed(cosine)})`).join(', ')}`

export const overlapExplained = (id: string, correlated: readonly Correlation[]): string =>
  correlated
    .map(
      ({ axis, cosine }) =>
        `To move ${id} moves ${axis} too, ${cosine < 0 ? 'the other way' : 'the same way'} (cosine ${fixed(cosine)}).`,
    )
    .join(' ')

/** Pairs of axes that are both moved and work against each other as they stand, each pair once. */
export function opposed(axes: readonly Axis[], strengths: Strengths): [string, string][] {
  const shown = new Set(axes.map(({ id }) => id))
  return axes.flatMap((one) =>
    correlatedWith(one)
      // Either axis of a pair names the other.
      .filter(({ axis }) => shown.has(axis) && !(axis < one.id && names(axes, axis, one.id)))
      .filter(({ axis, cosine }) => cosine * added(strengths, one.id) * added(strengths, axis) < 0)
      .map(({ axis }): [string, string] => [one.id, axis]),
  )
}

const names = (axes: readonly Axis[], id: string, other: string): boolean =>
  axes.some((axis) => axis.id === id && correlatedWith(axis).some((one) => one.axis === other))

/** The other modes go by how the text leans, so their sum with another axis is not known before. */
function added(strengths: Strengths, axis: string): number {
  const { value, mode } = strengthOf(strengths, axis)
  return mode === 'add' ? value : 0
}
