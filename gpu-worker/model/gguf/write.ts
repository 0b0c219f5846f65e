/** Small GGUF files (version 3) of strings, whole numbers and float32 tensors. Format: ggml/docs/gguf.md. */

export type GgufContent = {
  /** Numbers are written as uint32. */
  metadata: Readonly<Record<string, string | number>>
  /** One-dimensional, in this order. */
  tensors: ReadonlyMap<string, Float32Array>
}

const VERSION = 3
const ALIGNMENT = 32
/** The format's numbers of the types. */
const UINT32 = 4
const STRING = 8
const F32 = 0

const aligned = (length: number) => Math.ceil(length / ALIGNMENT) * ALIGNMENT

export function encodeGguf({ metadata, tensors }: GgufContent): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(metadata)
  const parts = [Buffer.from('GGUF'), uint32(VERSION), uint64(tensors.size), uint64(entries.length)]
  for (const [key, value] of entries) {
    parts.push(text(key))
    if (typeof value === 'string') parts.push(uint32(STRING), text(value))
    else parts.push(uint32(UINT32), uint32(value))
  }
  let dataLength = 0
  for (const [name, { length, byteLength }] of tensors) {
    parts.push(text(name), uint32(1), uint64(length), uint32(F32), uint64(dataLength))
    dataLength += aligned(byteLength)
  }
  const header = Buffer.concat(parts)
  const out = new Uint8Array(aligned(header.length) + dataLength)
  out.set(header)
  let at = aligned(header.length)
  for (const { buffer, byteOffset, byteLength } of tensors.values()) {
    out.set(new Uint8Array(buffer, byteOffset, byteLength), at)
    at += aligned(byteLength)
  }
  return out
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes
}

/** Its length in bytes, then it. */
function text(value: string): Buffer {
  const bytes = Buffer.from(value)
  return Buffer.concat([uint64(bytes.length), bytes])
}
