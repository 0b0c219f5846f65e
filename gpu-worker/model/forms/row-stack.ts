/**
 * Matrices that read the same input, stacked by rows into one linear layer (Q, K and V; gate and up): one matrix
 * product in place of three. A stack is [N outputs, K inputs]; rows keep the file's own encoding until a weight form
 * packs them.
 */
import { dequantize } from '../dequantize.ts'
import type { ModelFile } from '../model-file.ts'
import { rowBytes, type TensorType } from '../tensor-types.ts'

export type RowPart = {
  type: TensorType
  bytes: Uint8Array
  rows: number
  /** Row r of the stack is row `order[r]` of the file; null keeps the file's order. */
  order: Int32Array | null
  /** Every value is multiplied by it. */
  factor: number
}

export type RowStack = {
  K: number
  N: number
  parts: RowPart[]
  /** Input channel k of every row is multiplied by `channels[k]`; null where the file's own values stay. */
  channels: Float32Array | null
}

/** A matrix to be read, and the rows that the model's metadata says it has. */
export type NamedRows = { name: string; rows: number; order?: Int32Array | null; factor?: number }

/** @throws Error naming a tensor whose shape is not what the metadata says. */
export function checkMatrices(file: ModelFile, K: number, matrices: readonly NamedRows[]): void {
  for (const { name, rows } of matrices) {
    const { shape } = file.tensor(name)
    if (shape.length !== 2 || shape[0] !== K || shape[1] !== rows) {
      throw new Error(
        `tensor ${name} is ${shape.join(' × ')}; by the model's metadata it should be ${K} × ${rows} (inputs × outputs)`,
      )
    }
  }
}

/** The matrices stacked; they were checked before. */
export function readStack(file: ModelFile, K: number, matrices: readonly NamedRows[]): RowStack {
  const parts = matrices.map(
    ({ name, rows, order, factor }): RowPart => ({
      type: file.tensor(name).type,
      bytes: file.read(name),
      rows,
      order: order ?? null,
      factor: factor ?? 1,
    }),
  )
  return { K, N: parts.reduce((sum, { rows }) => sum + rows, 0), parts, channels: null }
}

/**
 * Calls `visit` for every row in the stack's order with the row's bytes in the file's encoding: factors are the caller's to
 * multiply in, and stacks with `channels` have no rows in the file's encoding.
 */
export function forEachRow(stack: RowStack, visit: (row: number, part: RowPart, start: number) => void): void {
  let row = 0
  for (const part of stack.parts) {
    const stride = rowBytes(part.type, stack.K)
    for (let i = 0; i < part.rows; i++, row++) visit(row, part, (part.order ? part.order[i]! : i) * stride)
  }
}

/** Calls `visit` for every row with its values as floats, factors and channels multiplied in; the array is reused. */
export function forEachFloatRow(stack: RowStack, visit: (row: number, values: Float32Array) => void): void {
  const { K, channels } = stack
  const values = new Float32Array(K)
  forEachRow(stack, (row, part, start) => {
    const stride = rowBytes(part.type, K)
    dequantize(part.type, part.bytes.subarray(start, start + stride), K, values)
    if (part.factor !== 1) for (let k = 0; k < K; k++) values[k]! *= part.factor
    if (channels) for (let k = 0; k < K; k++) values[k]! *= channels[k]!
    visit(row, values)
  })
}

/**
 * Some files keep the rows of Q and K so that the two values of a rotary pair are neighbours (2i, 2i+1); the attention
 * kernel wants halves (i, i + D/2). Whole rows move, so this is exact in every encoding.
 */
export function rotaryRowOrder(rows: number, headSize: number): Int32Array {
  const order = new Int32Array(rows)
  const half = headSize / 2
  for (let head = 0; head < rows / headSize; head++) {
    for (let j = 0; j < 2; j++) {
      for (let i = 0; i < half; i++) order[head * headSize + j * half + i] = head * headSize + 2 * i + j
    }
  }
  return order
}
