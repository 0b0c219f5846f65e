import { isZero, unit } from '../../language/vector.ts'
import type { PairStates } from '../pair-states.ts'
import { minimise } from './algebra/minimise.ts'
import { differences, inner, products, typicalLength, weightedSum } from './algebra/rows.ts'
import { spanOf } from './algebra/span.ts'
import { meanDifference } from './mean-difference.ts'

/**
 * λ below. Towards 0 only the pairs hardest to tell apart count (the maximum margin), towards infinity all alike (the
 * mean difference). Here, where differences agree, a typical pair is told apart with 95 %.
 */
const PENALTY = 0.01

/**
 * L2-regularised logistic regression that tells which answer of a pair is the positive one:
 *
 *     v ∝ argmin_w 1/n Σ_i log(1 + exp(-⟨w, d_i⟩/s)) + λ/2 ‖w‖²,   d_i = p_i - n_i,   s² = 1/n Σ_i ‖d_i‖²
 *
 * The conditional form for matched pairs (Breslow & Day 1980, Statistical Methods in Cancer Research I, chapter 7): on
 * differences and without an intercept, since whatever the two answers of a pair share, their question first of all,
 * says nothing about the pole. A regression on the two classes, as in linear probing, would have to learn to ignore it.
 * One scale s for all dimensions, so that w is a direction among the states as they are.
 *
 * Convex, so the minimum is the only one, and with a positive part along the mean difference (minus the gradient at 0).
 *
 * @returns the unit vector [H]; zeros when the poles do not differ.
 */
export function logistic(states: PairStates): Float32Array {
  const mean = meanDifference(states)
  if (isZero(mean)) return mean
  const { coordinates, lift } = spanOf(differences(states, typicalLength(differences(states))))
  const { count, width } = coordinates
  const measure = (w: Float64Array) => {
    let value = (PENALTY / 2) * inner(w, w)
    const pulls = products(coordinates, w).map((margin) => {
      const wrong = 1 / (1 + Math.exp(margin))
      value += softplus(-margin) / count
      return -wrong / count
    })
    const gradient = weightedSum(coordinates, pulls)
    for (let i = 0; i < width; i++) gradient[i]! += PENALTY * w[i]!
    return { value, gradient }
  }
  return unit(lift(minimise(measure, new Float64Array(width)).x))
}

/** log(1 + exp(x)), without overflow */
const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))
