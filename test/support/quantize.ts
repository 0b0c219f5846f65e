/** Float32 values → the bytes of a tensor type, as ggml's plain (`_ref`) quantisers do it. For making test models. */
import { rowBytes, TENSOR_TYPES, type TensorType } from '../../gpu-worker/model/tensor-types.ts'

export type WritableType = Exclude<TensorType, 'Q4_K' | 'Q5_K' | 'Q6_K'>

export function quantize(type: WritableType, values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(rowBytes(type, values.length))
  const view = new DataView(bytes.buffer)
  const { valuesPerBlock, bytesPerBlock } = TENSOR_TYPES[type]
  for (let from = 0, at = 0; from < values.length; from += valuesPerBlock, at += bytesPerBlock) {
    QUANTIZERS[type](values.subarray(from, from + valuesPerBlock), view, at)
  }
  return bytes
}

/** Writes one block at byte `at`. */
type Quantizer = (block: Float32Array, view: DataView, at: number) => void

const QUANTIZERS: Record<WritableType, Quantizer> = {
  F32: ([value], view, at) => view.setFloat32(at, value, true),
  F16: ([value], view, at) => view.setUint16(at, floatToHalf(value), true),
  BF16: ([value], view, at) => view.setUint16(at, floatToBfloat(value), true),

  Q8_0(block, view, at) {
    const d = Math.max(...block.map(Math.abs)) / 127
    view.setUint16(at, floatToHalf(d), true)
    block.forEach((value, i) => {
      view.setInt8(at + 2 + i, d ? Math.round(value / d) : 0)
    })
  },

  Q4_0(block, view, at) {
    const d = -furthest(block) / 8
    view.setUint16(at, floatToHalf(d), true)
    writeNibbles(view, at + 2, codes(block, d, 0, 8, 15))
  },

  Q4_1(block, view, at) {
    const min = Math.min(...block)
    const d = (Math.max(...block) - min) / 15
    view.setUint16(at, floatToHalf(d), true)
    view.setUint16(at + 2, floatToHalf(min), true)
    writeNibbles(view, at + 4, codes(block, d, min, 0, 15))
  },

  Q5_0(block, view, at) {
    const d = -furthest(block) / 16
    const q = codes(block, d, 0, 16, 31)
    view.setUint16(at, floatToHalf(d), true)
    view.setUint32(at + 2, fifthBits(q), true)
    writeNibbles(view, at + 6, q)
  },

  Q5_1(block, view, at) {
    const min = Math.min(...block)
    const d = (Math.max(...block) - min) / 31
    const q = codes(block, d, min, 0, 31)
    view.setUint16(at, floatToHalf(d), true)
    view.setUint16(at + 2, floatToHalf(min), true)
    view.setUint32(at + 4, fifthBits(q), true)
    writeNibbles(view, at + 8, q)
  },
}

/** The value that is furthest from zero, with its sign. */
const furthest = (block: Float32Array) =>
  block.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0)

const codes = (block: Float32Array, d: number, min: number, zero: number, largest: number) =>
  Array.from(block, (value) => Math.min(largest, d ? Math.trunc((value - min) / d + zero + 0.5) : zero))

const fifthBits = (q: number[]) => q.reduce((bits, code, i) => bits | ((code >> 4) << i), 0) >>> 0

function writeNibbles(view: DataView, at: number, q: number[]): void {
  for (let j = 0; j < 16; j++) view.setUint8(at + j, (q[j] & 15) | ((q[j + 16] & 15) << 4))
}

/** The nearest IEEE half, ties to even, as its 16 bits. Too large becomes infinity. */
export function floatToHalf(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0
  const size = Math.abs(value)
  if (Number.isNaN(value)) return 0x7e00
  if (size >= 65520) return sign | 0x7c00
  const exponent = Math.max(-14, Math.floor(Math.log2(size)))
  return sign | (((exponent + 14) << 10) + roundToEven(size * 2 ** (10 - exponent)))
}

const roundToEven = (value: number) => {
  const below = Math.floor(value)
  const rest = value - below
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below
}

/** The nearest bfloat16, ties to even, as its 16 bits. */
function floatToBfloat(value: number): number {
  const bits = new Uint32Array(Float32Array.of(value).buffer)[0]
  return ((bits + 0x7fff + ((bits >> 16) & 1)) >>> 16) & 0xffff
}
