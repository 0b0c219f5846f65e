/** How a linear layer's weights are kept and multiplied: one small strategy a file, chosen by name. */
import type { DType, Shape, TypedArray } from '../../runtime/tensor.ts'
import type { GraphBuilder } from '../graph/onnx.ts'
import { fp32 } from './fp32.ts'
import { q4x } from './q4x.ts'
import { q8 } from './q8.ts'
import type { RowStack } from './row-stack.ts'

export type PackedTensor = { dtype: DType; shape: Shape; data: TypedArray<DType> }

export interface WeightForm {
  readonly name: string
  /** The stack's weights as this form keeps them, by suffix. */
  pack(stack: RowStack): Record<string, PackedTensor>
  /**
   * Adds y = x·Wᵀ to the graph; `weight(suffix)` names a packed tensor there. x is [..., K], y [..., N].
   * Returns y's name, which is `name`.
   */
  multiply(graph: GraphBuilder, name: string, x: string, sides: { K: number; N: number }, weight: Weight): string
}

/** Names a packed tensor in the graph; undefined where the stack has none of that suffix. */
export type Weight = (suffix: string) => string | undefined

/**
 * - q8: 8-bit blocks of 32; the faithful default.
 * - q4x: the file's own 4-bit blocks, exact; the smallest.
 * - fp32: the oracle of the tests.
 */
export const WEIGHT_FORMS = { q8, q4x, fp32 } as const
export type WeightFormName = keyof typeof WEIGHT_FORMS

/** Which form each linear layer takes ('blk3_down', 'head'). The head stays 8-bit in the 4-bit form. */
export function formPlan(name: string): (layer: string) => WeightForm {
  const form = (WEIGHT_FORMS as Record<string, WeightForm>)[name]
  if (!form) throw new Error(`there is no weight form '${name}'; there are ${Object.keys(WEIGHT_FORMS).join(', ')}`)
  return (layer) => (layer === 'head' && form === q4x ? q8 : form)
}
