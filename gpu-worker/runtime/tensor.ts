/** Tensors over memory that JavaScript and ONNX Runtime both see: what one writes the other reads, without a copy. */
import { cpu, type Device } from './device.ts'
import { api, create, type Pointer } from './ort-api.ts'

/** ONNX's own numbers (TensorProto.DataType, ONNXTensorElementDataType). */
export const DTYPES = {
  float32: { code: 1, array: Float32Array },
  uint8: { code: 2, array: Uint8Array },
  int8: { code: 3, array: Int8Array },
  int32: { code: 6, array: Int32Array },
  int64: { code: 7, array: BigInt64Array },
} as const

export type DType = keyof typeof DTYPES
type Arrays = {
  float32: Float32Array
  uint8: Uint8Array
  int8: Int8Array
  int32: Int32Array
  int64: BigInt64Array
}
export type TypedArray<D extends DType> = Arrays[D]
export type Shape = readonly number[]

export const elements = (shape: Shape) => shape.reduce((product, side) => product * side, 1)

/** Small typed arrays may live inside V8's heap, where they move; buffers of this size and above never do. */
const SMALLEST_BUFFER = 128

/** Zeroed memory whose address never changes. Pages are only committed when first touched. */
export function allocate<D extends DType>(dtype: D, count: number): TypedArray<D> {
  const { array } = DTYPES[dtype]
  const buffer = new ArrayBuffer(Math.max(count * array.BYTES_PER_ELEMENT, SMALLEST_BUFFER))
  return new array(buffer, 0, count) as TypedArray<D>
}

export class Tensor<D extends DType = DType> implements Disposable {
  readonly dtype: D
  readonly shape: Shape
  /** The elements, row by row; shared with ONNX Runtime. */
  readonly data: TypedArray<D>
  #value: Pointer

  /** A tensor over given memory: `data` must come from `allocate` (or be a subarray of such). */
  constructor(dtype: D, shape: Shape, data: TypedArray<D>, device: Device = cpu) {
    if (data.length !== elements(shape)) {
      throw new Error(`a tensor of shape [${shape.join(', ')}] has ${elements(shape)} elements, not ${data.length}`)
    }
    this.dtype = dtype
    this.shape = shape
    this.data = data
    this.#value = create(
      api.CreateTensorWithDataAsOrtValue,
      device.memory,
      data,
      data.byteLength,
      BigInt64Array.from(shape, BigInt),
      shape.length,
      DTYPES[dtype].code,
    )
  }

  static zeros<D extends DType>(dtype: D, shape: Shape, device: Device = cpu): Tensor<D> {
    return new Tensor(dtype, shape, allocate(dtype, elements(shape)), device)
  }

  /** The OrtValue. Only for session.ts. */
  get value(): Pointer {
    if (!this.#value) throw new Error('the tensor was disposed')
    return this.#value
  }

  /** Frees the OrtValue; the memory itself goes with the last reference to `data`. */
  [Symbol.dispose](): void {
    if (this.#value) api.ReleaseValue(this.#value)
    this.#value = null
  }
}
