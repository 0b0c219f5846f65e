/** How a linear layer's weights are kept and multiplied: one small strategy a file. */
import type { DType, Shape, TypedArray } from '../../runtime/tensor.ts'
import type { GraphBuilder } from '../graph/onnx.ts'
import type { RowStack } from './row-stack.ts'

export type PackedTensor = { dtype: DType; shape: Shape; data: TypedArray<DType> }

/** How weights are kept. Forms that keep them alike share one copy. */
export interface Packing {
  readonly name: string
  /** Whether it wants the layer's inputs smoothed (calibration/smoothing.ts), where there are scales for that. */
  readonly smoothed: boolean
  /** The stack's weights, by suffix. */
  pack(stack: RowStack): Record<string, PackedTensor>
}

export interface WeightForm {
  readonly name: string
  readonly packing: Packing
  /**
   * Adds y = x·Wᵀ to the graph; `weight(suffix)` names a packed tensor there. x is [..., K], y [..., N].
   * Returns y's name, which is `name`.
   */
  multiply(graph: GraphBuilder, name: string, x: string, sides: { K: number; N: number }, weight: Weight): string
}

/** Names a packed tensor in the graph; undefined where the stack has none of that suffix. */
export type Weight = (suffix: string) => string | undefined
