/** How alike two directions are where both act. */
import { type Direction, isOperator } from '../direction.ts'
import { dot, hookOf } from './edit.ts'

/** Above this |cosine| two axes are reported as correlated: over half of what moves one moves the other. */
export const CORRELATED = 0.5

/**
 * The cosine that is furthest from 0 among the hooks that both have; null where they have none in common, and of
 * operators, which do not move along a vector.
 */
export function correlation(one: Direction, other: Direction): number | null {
  if (isOperator(one) || isOperator(other)) return null
  let furthest: number | null = null
  for (const layer of one.layers) {
    const meeting = other.layers.find((its) => hookOf(other, its) === hookOf(one, layer))
    if (!meeting) continue
    const cosine = dot(layer.v, meeting.v)
    if (furthest === null || Math.abs(cosine) > Math.abs(furthest)) furthest = cosine
  }
  return furthest
}
