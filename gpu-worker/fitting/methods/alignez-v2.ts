import { MAX_RANK_SLOTS, type RankSlot } from '../../../shared/steering/slot.ts'
import { differences, inner } from './algebra/rows.ts'
import { rightSingularVectors } from './algebra/singular-vectors.ts'
import { meanDifference } from './mean-difference.ts'
import type { OperatorMethod } from './operator-method.ts'

/**
 * AlignEZ's second form (2025, "Alignment, Simplified", the lab's blog), at every layer's MLP output: all right singular
 * vectors θ_i of the pairs' differences, not centred; of which, per query, those that its state lies against,
 * cos(Φ(q), θ_i) ≤ 0, Φ(q) being the last prompt token's state at the site; and for these, one after another,
 *
 *     x ← x + α tanh(⟨x,θ_i⟩) θ_i
 *
 * which, the θ_i being orthogonal, is the same at once. α = 1 as published; at setting `scaled` α = size · n/√r, n the
 * site's mean norm and r the number of vectors, so that the whole edit is about `size` of what lies there.
 *
 * The sign of a singular vector is arbitrary and the choice depends on it: here each points to the positive pole, as
 * the mean difference says. At most MAX_RANK_SLOTS of them, the largest singular values first.
 *
 * Measured on two small models: nothing at α = 1, an edit of 1 % of the norm; a cost without effect where scaled. The
 * edit is even in θ, so it never turns to the positive pole.
 */
export const alignezV2: OperatorMethod = {
  layers: (states) => states.map(({ layer }) => layer),
  slots: (states, setting) => {
    const mean = meanDifference(states)
    const vectors = rightSingularVectors(differences(states), MAX_RANK_SLOTS)
    const g = setting === 'published' ? 1 : states.norm / Math.sqrt(vectors.length)
    return vectors.map((vector): RankSlot => {
      const side = inner(vector, mean) < 0 ? -1 : 1
      const theta = Float32Array.from(vector, (x) => side * x + 0)
      return { u: theta, v: theta, a: 0, g, whenOpposed: true }
    })
  },
  // Of differences turned round, the singular vectors are the same, and so point the other way.
  mirrored: true,
  sizes: [0.1, 0.2, 0.25],
}
