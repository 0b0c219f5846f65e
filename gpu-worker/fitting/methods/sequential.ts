import type { RankSlot } from '../../../shared/steering/slot.ts'
import { inner } from './algebra/rows.ts'

/**
 * 'Remove θ⁻, then boost θ⁺', as one edit of rank two:
 *
 *     x₁ = x - ⟨x,θ⁻⟩ θ⁻        x' = x₁ + ⟨x₁,θ⁺⟩ θ⁺ = x - ⟨x,θ⁻⟩ θ⁻ + ⟨x, θ⁺ - ⟨θ⁻,θ⁺⟩ θ⁻⟩ θ⁺
 *
 * AlignEZ's operator (2024, "Is Free Self-Alignment Possible?", arXiv:2406.03642), exactly. Both are unit vectors [H].
 */
export function removeThenBoost(remove: Float64Array, boost: Float64Array): RankSlot[] {
  const [v0, v1] = [Float32Array.from(remove), Float32Array.from(boost)]
  const shared = inner(remove, boost)
  const left = Float32Array.from(boost, (x, i) => x - shared * remove[i]!)
  return [
    { u: v0, v: v0, a: -1, g: 0 },
    { u: left, v: v1, a: 1, g: 0 },
  ]
}
