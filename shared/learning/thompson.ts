/** Strengths to answer with while there is still something to learn. */
import { mulberry32, normalFrom } from '../mulberry32.ts'
import { factorise } from './cholesky.ts'
import type { Preferences } from './events.ts'
import { checkedSteps, SAFE } from './utility.ts'

export type DrawOptions = {
  /** No axis further than this from its mean, in noticeable steps: how bold an exploring answer may be. */
  within?: number
}

/**
 * One draw from the belief, by axis, in the safe range: a user who is known gets their mean, one who is not gets what
 * they might like (Thompson sampling: Russo et al. 2018, 'A tutorial on Thompson sampling', arXiv 1707.02038). Pinned
 * axes stay where they are. The same for the same seed.
 *
 * @param steps [axes], of the belief's axes
 */
export function drawStrengths(
  belief: Preferences,
  steps: ArrayLike<number>,
  seed: number,
  { within = Number.POSITIVE_INFINITY }: DrawOptions = {},
): Record<string, number> {
  if (!(within >= 0)) throw new Error(`a draw within ${within} noticeable steps is not possible; 0 or more are`)
  const { axes, mean, covariance } = belief
  const checked = checkedSteps(axes, steps)
  const normal = normalFrom(mulberry32(seed))
  const free = axes.flatMap((_, a) => (covariance[a]![a]! > 0 ? [a] : []))
  const n = free.length
  const factor = new Float64Array(n * n)
  for (let i = 0; i < n; i++) for (let k = 0; k < n; k++) factor[i * n + k] = covariance[free[i]!]![free[k]!]!
  if (!factorise(factor, n, factor)) throw new Error("the belief's covariance is not positive definite")
  const noise = Float64Array.from({ length: n }, normal)
  const drawn = [...mean]
  for (let i = 0; i < n; i++) {
    const a = free[i]!
    let off = 0
    for (let k = 0; k <= i; k++) off += factor[i * n + k]! * noise[k]!
    const furthest = within * checked[a]!
    drawn[a] = Math.min(Math.max(mean[a]! + Math.min(Math.max(off, -furthest), furthest), -SAFE), SAFE)
  }
  return Object.fromEntries(axes.map((axis, a) => [axis, drawn[a]!]))
}
