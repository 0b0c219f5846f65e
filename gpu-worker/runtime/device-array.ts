/**
 * Arrays where a device's graphs read and write them. On the CPU both kinds are plain host memory and copies between host
 * and device are none.
 */
import type { Device } from './device.ts'
import type { Pieces } from './remote-memory.ts'
import { allocate, DTYPES, type DType, elements, type Shape, Tensor, type TypedArray } from './tensor.ts'

type Numbers = TypedArray<DType>
const bytesOf = (values: Numbers) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength)

/** Too large to be kept twice, or not of interest to the host: it lives on the device alone. */
export class DeviceArray<D extends DType> implements Disposable {
  readonly dtype: D
  readonly length: number
  readonly #device: Device
  /** In the host's memory, or at an address of the device's. */
  readonly #at: TypedArray<D> | bigint
  #disposed = false

  /** Zeros. */
  constructor(device: Device, dtype: D, length: number) {
    this.dtype = dtype
    this.length = length
    this.#device = device
    this.#at = device.remote ? device.remote.allocate(length * this.itemSize) : allocate(dtype, length)
  }

  get itemSize(): number {
    return DTYPES[this.dtype].array.BYTES_PER_ELEMENT
  }

  /** A view of `shape` from element `at` on. Its owner disposes it. */
  tensor(shape: Shape, at = 0): Tensor<D> {
    const end = at + elements(shape)
    if (end > this.length) throw new Error(`elements ${at} to ${end} of ${this.length}`)
    const place = typeof this.#at === 'bigint' ? this.#address(at) : (this.#at.subarray(at, end) as TypedArray<D>)
    return new Tensor(this.dtype, shape, place, this.#device)
  }

  /** Copies `source` to element `at` and on, in pieces if these are given: their numbers are elements. */
  write(at: number, source: TypedArray<D>, pieces?: Pieces): void {
    const to = this.#at
    if (typeof to === 'bigint') {
      const { remote } = this.#device
      if (pieces) remote!.writePieces(this.#address(at), bytesOf(source), this.#inBytes(pieces))
      else remote!.write(this.#address(at), bytesOf(source))
    } else if (pieces) {
      eachPiece(pieces, (there, here) => void to.set(source.subarray(here, here + pieces.size) as never, at + there))
    } else to.set(source as never, at)
  }

  /** The other way. */
  read(at: number, into: TypedArray<D>, pieces?: Pieces): void {
    const from = this.#at
    if (typeof from === 'bigint') {
      const { remote } = this.#device
      if (pieces) remote!.readPieces(this.#address(at), bytesOf(into), this.#inBytes(pieces))
      else remote!.read(this.#address(at), bytesOf(into))
    } else if (pieces) {
      const part = (there: number) => from.subarray(at + there, at + there + pieces.size)
      eachPiece(pieces, (there, here) => void into.set(part(there) as never, here))
    } else into.set(from.subarray(at, at + into.length) as never)
  }

  /** Copies pieces that do not overlap, equally apart on both sides. */
  move(from: number, to: number, pieces: Pieces): void {
    const array = this.#at
    if (typeof array === 'bigint') {
      this.#device.remote!.movePieces(this.#address(from), this.#address(to), this.#inBytes(pieces))
    } else {
      eachPiece(pieces, (there) => void array.copyWithin(to + there, from + there, from + there + pieces.size))
    }
  }

  #inBytes({ size, count, stride, slices, sliceStride }: Pieces): Pieces {
    const { itemSize } = this
    return { size: size * itemSize, count, stride: stride * itemSize, slices, sliceStride: sliceStride * itemSize }
  }

  #address(at: number): bigint {
    if (this.#disposed) throw new Error('the array was disposed')
    return (this.#at as bigint) + BigInt(at * this.itemSize)
  }

  [Symbol.dispose](): void {
    if (typeof this.#at === 'bigint' && !this.#disposed) this.#device.remote!.free(this.#at)
    this.#disposed = true
  }
}

/** Visits the beginnings of all pieces: where they lie apart, and where one after the other. */
function eachPiece({ size, count, stride, slices, sliceStride }: Pieces, visit: (there: number, here: number) => void) {
  for (let slice = 0, here = 0; slice < slices; slice++) {
    for (let i = 0; i < count; i++, here += size) visit(slice * sliceStride + i * stride, here)
  }
}

/** What the host writes for a run, or reads after it: an array on both sides. */
export class MirroredArray<D extends DType> implements Disposable {
  /** The host's side. On the CPU, the only one. */
  readonly host: TypedArray<D>
  readonly #device: Device
  readonly #dtype: D
  readonly #remote: DeviceArray<D> | null

  /** Zeros on both sides. @param lasting it is used again and again: worth host memory that copies faster and stays */
  constructor(device: Device, dtype: D, length: number, { lasting = false } = {}) {
    this.#device = device
    this.#dtype = dtype
    const { array } = DTYPES[dtype]
    this.host =
      lasting && device.remote
        ? (new array(device.remote.hostMemory(length * array.BYTES_PER_ELEMENT), 0, length) as TypedArray<D>)
        : allocate(dtype, length)
    this.#remote = device.remote && new DeviceArray(device, dtype, length)
  }

  /** A view of `shape` from element `at` on, where graphs read and write. Its owner disposes it. */
  tensor(shape: Shape, at = 0): Tensor<D> {
    if (this.#remote) return this.#remote.tensor(shape, at)
    return new Tensor(this.#dtype, shape, this.#part(at, elements(shape)), this.#device)
  }

  /** What the host wrote is there for the graphs after this. */
  push(at = 0, count = this.host.length - at): void {
    if (count > 0) this.#remote?.write(at, this.#part(at, count))
  }

  /** What graphs wrote is there for the host after this. */
  pull(at = 0, count = this.host.length - at): void {
    if (count > 0) this.#remote?.read(at, this.#part(at, count))
  }

  #part(at: number, count: number): TypedArray<D> {
    return this.host.subarray(at, at + count) as TypedArray<D>
  }

  [Symbol.dispose](): void {
    this.#remote?.[Symbol.dispose]()
  }
}
