/**
 * Bytes of each tensor type → float32 values. Block layouts as in ggml (ggml-common.h, ggml-quants.c), little-endian.
 * Every formula below is exact in float32 up to its last operation, so results equal those of ggml and of the Python
 * package `gguf` bit for bit.
 */
import { rowBytes, type TensorType } from './tensor-types.ts'

/**
 * The first `values` values of `bytes`, as float32.
 *
 * @param out where they go, from `outOffset` (in values) on; a new array by default
 * @returns `out`
 * @throws Error when `bytes` or `out` is too short, or `values` is not a whole number of blocks
 */
export function dequantize(
  type: TensorType,
  bytes: Uint8Array,
  values: number,
  out: Float32Array = new Float32Array(values),
  outOffset = 0,
): Float32Array {
  dequantizeAt(type, bytes, 0, values, out, outOffset)
  return out
}

/** `dequantize` of the values that begin at byte `at`: for a row in the middle of a table, without allocating. */
export function dequantizeAt(
  type: TensorType,
  bytes: Uint8Array,
  at: number,
  values: number,
  out: Float32Array,
  outOffset: number,
): void {
  const needed = rowBytes(type, values)
  if (at + needed > bytes.length) {
    throw new Error(
      `${values} values of ${type} need ${needed} bytes, only ${Math.max(0, bytes.length - at)} are there`,
    )
  }
  if (outOffset + values > out.length) {
    throw new Error(`${values} values do not fit an array of ${out.length} from place ${outOffset}`)
  }
  DEQUANTIZERS[type](bytes, at, values, out, outOffset)
}

/** The float32 value of an IEEE half, given as its 16 bits. */
export const halfToFloat = (bits: number): number => HALVES[bits]

const HALVES = Float32Array.from({ length: 65536 }, (_, bits) => {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 31
  const fraction = bits & 1023
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
})

const halfAt = (bytes: Uint8Array, at: number) => HALVES[bytes[at] | (bytes[at + 1] << 8)]

const signed = (byte: number) => (byte << 24) >> 24

/** Reads `values` values (whole blocks) of `bytes` from byte `at` into `out` from place `to`. */
type Dequantizer = (bytes: Uint8Array, at: number, values: number, out: Float32Array, to: number) => void

const DEQUANTIZERS: Record<TensorType, Dequantizer> = {
  F32(bytes, at, values, out, to) {
    new Uint8Array(out.buffer, out.byteOffset + 4 * to, 4 * values).set(bytes.subarray(at, at + 4 * values))
  },

  F16(bytes, at, values, out, to) {
    for (let i = 0; i < values; i++) out[to + i] = halfAt(bytes, at + 2 * i)
  },

  /** A float32 without its lower 16 bits. */
  BF16(bytes, at, values, out, to) {
    const bits = new Uint32Array(out.buffer, out.byteOffset + 4 * to, values)
    for (let i = 0; i < values; i++) bits[i] = (bytes[at + 2 * i] << 16) | (bytes[at + 2 * i + 1] << 24)
  },

  /** Half d; 16 bytes, whose byte j holds values j (low nibble) and j + 16 (high). x = d (q - 8) */
  Q4_0(bytes, at, values, out, to) {
    for (const end = to + values; to < end; to += 32, at += 18) {
      const d = halfAt(bytes, at)
      for (let j = 0; j < 16; j++) {
        const byte = bytes[at + 2 + j]
        out[to + j] = d * ((byte & 15) - 8)
        out[to + j + 16] = d * ((byte >> 4) - 8)
      }
    }
  },

  /** Halves d, m; nibbles as Q4_0. x = d q + m */
  Q4_1(bytes, at, values, out, to) {
    for (const end = to + values; to < end; to += 32, at += 20) {
      const d = halfAt(bytes, at)
      const m = halfAt(bytes, at + 2)
      for (let j = 0; j < 16; j++) {
        const byte = bytes[at + 4 + j]
        out[to + j] = d * (byte & 15) + m
        out[to + j + 16] = d * (byte >> 4) + m
      }
    }
  },

  /** Half d; 32 fifth bits, value i's in bit i; nibbles as Q4_0. x = d (q - 16) */
  Q5_0(bytes, at, values, out, to) {
    for (const end = to + values; to < end; to += 32, at += 22) {
      const d = halfAt(bytes, at)
      const fifths = uint32At(bytes, at + 2)
      for (let j = 0; j < 16; j++) {
        const byte = bytes[at + 6 + j]
        out[to + j] = d * (((byte & 15) | (((fifths >> j) & 1) << 4)) - 16)
        out[to + j + 16] = d * (((byte >> 4) | (((fifths >> (j + 16)) & 1) << 4)) - 16)
      }
    }
  },

  /** Halves d, m; fifth bits and nibbles as Q5_0. x = d q + m */
  Q5_1(bytes, at, values, out, to) {
    for (const end = to + values; to < end; to += 32, at += 24) {
      const d = halfAt(bytes, at)
      const m = halfAt(bytes, at + 2)
      const fifths = uint32At(bytes, at + 4)
      for (let j = 0; j < 16; j++) {
        const byte = bytes[at + 8 + j]
        out[to + j] = d * ((byte & 15) | (((fifths >> j) & 1) << 4)) + m
        out[to + j + 16] = d * ((byte >> 4) | (((fifths >> (j + 16)) & 1) << 4)) + m
      }
    }
  },

  /** Half d; 32 signed bytes. x = d q */
  Q8_0(bytes, at, values, out, to) {
    for (const end = to + values; to < end; to += 32, at += 34) {
      const d = halfAt(bytes, at)
      for (let j = 0; j < 32; j++) out[to + j] = d * signed(bytes[at + 2 + j])
    }
  },

  /**
   * Halves d, dmin; 12 bytes of scales; 128 bytes of nibbles: of each 64 values, byte j of 32 holds values j and
   * j + 32. Eight sub-blocks of 32 values, each with its own scale and min. x = (d scale) q - (dmin min)
   */
  Q4_K(bytes, at, values, out, to) {
    for (const end = to + values; to < end; to += 256, at += 144) {
      for (let s = 0; s < 8; s++) {
        const d = halfAt(bytes, at) * subScale(bytes, at + 4, s)
        const m = halfAt(bytes, at + 2) * subMin(bytes, at + 4, s)
        const nibbles = at + 16 + 32 * (s >> 1)
        const shift = 4 * (s & 1)
        for (let j = 0; j < 32; j++) out[to + 32 * s + j] = d * ((bytes[nibbles + j] >> shift) & 15) - m
      }
    }
  },

  /** As Q4_K, with 32 bytes of fifth bits before the nibbles: sub-block s has its bits in bit s of each byte. */
  Q5_K(bytes, at, values, out, to) {
    for (const end = to + values; to < end; to += 256, at += 176) {
      for (let s = 0; s < 8; s++) {
        const d = halfAt(bytes, at) * subScale(bytes, at + 4, s)
        const m = halfAt(bytes, at + 2) * subMin(bytes, at + 4, s)
        const nibbles = at + 48 + 32 * (s >> 1)
        const shift = 4 * (s & 1)
        for (let j = 0; j < 32; j++) {
          const fifth = (bytes[at + 16 + j] >> s) & 1
          out[to + 32 * s + j] = d * (((bytes[nibbles + j] >> shift) & 15) | (fifth << 4)) - m
        }
      }
    }
  },

  /**
   * 128 bytes of low nibbles, 64 of upper bit pairs, 16 signed scales (one per 16 values), half d. Each half of the
   * block is four runs of 32 values: runs 0 and 1 take the low nibbles of its 64 bytes, runs 2 and 3 the high ones;
   * run r has its upper bits at 2 r of its 32 bytes. x = d scale (q - 32)
   */
  Q6_K(bytes, at, values, out, to) {
    for (const end = to + values; to < end; to += 256, at += 210) {
      const d = halfAt(bytes, at + 208)
      for (let run = 0; run < 8; run++) {
        const half = run >> 2
        const r = run & 3
        const nibbles = at + 64 * half + 32 * (r & 1)
        const pairs = at + 128 + 32 * half
        for (let j = 0; j < 32; j++) {
          const low = (bytes[nibbles + j] >> (4 * (r >> 1))) & 15
          const high = (bytes[pairs + j] >> (2 * r)) & 3
          const scale = signed(bytes[at + 192 + 2 * run + (j >> 4)])
          out[to + 32 * run + j] = d * scale * ((low | (high << 4)) - 32)
        }
      }
    }
  },
}

const uint32At = (bytes: Uint8Array, at: number) =>
  bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)

/**
 * The 6-bit scale of sub-block s, from the 12 bytes that Q4_K and Q5_K keep: bytes 0-3 and 4-7 hold the scales and the
 * mins of sub-blocks 0-3 in their lower six bits, and in their upper two the upper bits of those of sub-blocks 4-7,
 * whose lower four bits are the nibbles of bytes 8-11.
 */
const subScale = (bytes: Uint8Array, at: number, s: number) =>
  s < 4 ? bytes[at + s] & 63 : (bytes[at + s + 4] & 15) | ((bytes[at + s - 4] >> 6) << 4)

const subMin = (bytes: Uint8Array, at: number, s: number) =>
  s < 4 ? bytes[at + s + 4] & 63 : (bytes[at + s + 4] >> 4) | ((bytes[at + s] >> 6) << 4)
