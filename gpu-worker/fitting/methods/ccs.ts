import { createRng, deriveSeed } from '../../language/rng.ts'
import { isZero } from '../../language/vector.ts'
import type { PairStates } from '../pair-states.ts'
import { minimise } from './algebra/minimise.ts'
import { differences, inner, normalised, products, type Rows, typicalLength, weightedSum } from './algebra/rows.ts'
import { spanOf } from './algebra/span.ts'
import { meanDifference } from './mean-difference.ts'
import { oriented } from './orient.ts'

/** As many as in the paper's code, and λ below as large as the weight decay there. */
const RESTARTS = 10
const PENALTY = 0.01

/**
 * Contrast-Consistent Search (Burns et al. 2022, arXiv:2212.03827): a probe that contradicts itself on no pair.
 *
 *     v = ± argmin_{w, b} 1/n Σ_i [ (p⁺_i - (1 - p⁻_i))² + min(p⁺_i, p⁻_i)² ] + λ/2 ‖w‖²,   p^±_i = σ(⟨w, x̃^±_i⟩ + b)
 *
 * x̃ are the states, normalised. The paper takes away the mean of each class, the classes being the answers Yes and No,
 * lest the probe find the word: either is right half of the time, so the contrast stays. Here the classes are the poles
 * themselves, and their means would take the contrast along. So each pair counts as seen both ways round, which gives
 * both classes the mean μ of all states. One scale for all dimensions, s half the typical difference: x̃ = (x - μ)/s
 * keeps angles, so w is a direction among the states as they are.
 *
 * λ: in more dimensions than pairs some probe agrees with any labelling whatever, at no loss (Farquhar et al. 2023,
 * arXiv:2312.10029, on what else CCS finds); the shortest one follows what the pairs have in common.
 * Local minima: the best of RESTARTS random starts is kept. Reads the labels for the sign only.
 *
 * @returns the unit vector [H]; zeros when the poles do not differ.
 */
export function ccs(states: PairStates): Float32Array {
  const mean = meanDifference(states)
  if (isZero(mean)) return mean
  const { count } = states
  const { coordinates, lift } = spanOf(normalisedStates(states))
  const { width } = coordinates

  const measure = (probe: Float64Array) => {
    const w = probe.subarray(0, width)
    const logits = products(coordinates, w).map((product) => product + probe[width]!)
    const pulls = new Float64Array(2 * count)
    let value = (PENALTY / 2) * inner(w, w)
    for (let i = 0; i < count; i++) {
      const [p, n] = [sigmoid(logits[i]!), sigmoid(logits[count + i]!)]
      const inconsistent = p + n - 1
      value += (inconsistent ** 2 + Math.min(p, n) ** 2) / count
      pulls[i] = (2 * (inconsistent + (p < n ? p : 0)) * p * (1 - p)) / count
      pulls[count + i] = (2 * (inconsistent + (p < n ? 0 : n)) * n * (1 - n)) / count
    }
    const gradient = new Float64Array(width + 1)
    gradient.set(weightedSum(coordinates, pulls))
    for (let i = 0; i < width; i++) gradient[i]! += PENALTY * w[i]!
    gradient[width] = pulls.reduce((sum, pull) => sum + pull, 0)
    return { value, gradient }
  }

  const found = Array.from({ length: RESTARTS }, (_, restart) =>
    minimise(measure, randomProbe(coordinates, deriveSeed(restart, 'ccs'))),
  )
  const best = found.reduce((a, b) => (b.value < a.value ? b : a))
  return oriented(normalised(lift(best.x.subarray(0, width))), states)
}

/** [2 × count, H]: the positive ones, then the negative ones. */
function normalisedStates(states: PairStates): Rows {
  const { count, hidden, positive, negative } = states
  const values = new Float64Array(2 * count * hidden)
  values.set(positive)
  values.set(negative, count * hidden)
  const rows = { count: 2 * count, width: hidden, values }
  const mean = weightedSum(rows, new Float64Array(2 * count).fill(1 / (2 * count)))
  const scale = typicalLength(differences(states)) / 2
  for (let at = 0; at < values.length; at++) values[at] = (values[at]! - mean[at % hidden]!) / scale
  return rows
}

/** A random sum of differences, of length 1; bias 0. */
function randomProbe(coordinates: Rows, seed: number): Float64Array {
  const rng = createRng(seed)
  const half = coordinates.count / 2
  const weights = Array.from({ length: half }, () => rng.float() - 0.5)
  const probe = new Float64Array(coordinates.width + 1)
  probe.set(normalised(weightedSum(coordinates, [...weights, ...weights.map((weight) => -weight)])))
  return probe
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))
