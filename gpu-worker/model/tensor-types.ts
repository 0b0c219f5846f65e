/**
 * The tensor types of GGUF that can be read. A row of K values is a run of blocks; a block holds `valuesPerBlock` values
 * in `bytesPerBlock` bytes. What the bytes mean is in dequantize.ts.
 */
export type TensorType = keyof typeof TENSOR_TYPES

export const TENSOR_TYPES = {
  F32: { valuesPerBlock: 1, bytesPerBlock: 4 },
  F16: { valuesPerBlock: 1, bytesPerBlock: 2 },
  BF16: { valuesPerBlock: 1, bytesPerBlock: 2 },
  Q4_0: { valuesPerBlock: 32, bytesPerBlock: 18 },
  Q4_1: { valuesPerBlock: 32, bytesPerBlock: 20 },
  Q5_0: { valuesPerBlock: 32, bytesPerBlock: 22 },
  Q5_1: { valuesPerBlock: 32, bytesPerBlock: 24 },
  Q8_0: { valuesPerBlock: 32, bytesPerBlock: 34 },
  Q4_K: { valuesPerBlock: 256, bytesPerBlock: 144 },
  Q5_K: { valuesPerBlock: 256, bytesPerBlock: 176 },
  Q6_K: { valuesPerBlock: 256, bytesPerBlock: 210 },
} as const

export const isTensorType = (name: string): name is TensorType => Object.hasOwn(TENSOR_TYPES, name)

/** Bytes of a row of K values. @throws Error when K is not a whole number of blocks. */
export function rowBytes(type: TensorType, K: number): number {
  const { valuesPerBlock, bytesPerBlock } = TENSOR_TYPES[type]
  if (!Number.isSafeInteger(K) || K < 0 || K % valuesPerBlock !== 0) {
    throw new Error(`${K} values are not a whole number of ${type} blocks of ${valuesPerBlock}`)
  }
  return (K / valuesPerBlock) * bytesPerBlock
}
