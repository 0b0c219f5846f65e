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
  float16: { code: 10, array: Float16Array },
} as const

export type DType = keyof typeof DTYPES
type Arrays = {
  float32: Float32Array
  uint8: Uint8Array
  int8: Int8Array
  int32: Int32Array
  int64: BigInt64Array
  float16: Float16Array
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
  readonly #data: TypedArray<D> | null
  #value: Pointer

  /**
   * @param at host memory, from `allocate` (or a subarray of such); or an address in the device's memory, which must stay
   * allocated for as long as the tensor is used
   */
  constructor(dtype: D, shape: Shape, at: TypedArray<D> | bigint, device: Device = cpu) {
    const count = elements(shape)
    if (typeof at !== 'bigint' && at.length !== count) {
      throw new Error(`a tensor of shape [${shape.join(', ')}] has ${count} elements, not ${at.length}`)
    }
    this.dtype = dtype
    this.shape = shape
    this.#data = typeof at === 'bigint' ? null : at
    this.#value = create(
      api.CreateTensorWithDataAsOrtValue,
      // Host memory is the CPU's, whatever the graph runs on.
      typeof at === 'bigint' ? device.memory : cpu.memory,
      at,
      count * DTYPES[dtype].array.BYTES_PER_ELEMENT,
      BigInt64Array.from(shape, BigInt),
      shape.length,
      DTYPES[dtype].code,
    )
  }

  static zeros<D extends DType>(dtype: D, shape: Shape): Tensor<D> {
    return new Tensor(dtype, shape, allocate(dtype, elements(shape)))
  }

  /** The elements, row by row; shared with ONNX Runtime. @throws Error for a tensor in a device's own memory */
  get data(): TypedArray<D> {
    if (!this.#data) throw new Error('the elements of this tensor are not in the memory of the host')
    return this.#data
  }

  /** The OrtValue. Only for session.ts. */
  get value(): Pointer {
    if (!this.#value) throw new Error('the tensor was disposed')
    return this.#value
  }

  /** Frees the OrtValue; host memory itself goes with the last reference to `data`. */
  [Symbol.dispose](): void {
    if (this.#value) api.ReleaseValue(this.#value)
    this.#value = null
  }
}
