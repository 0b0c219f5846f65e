/** Writes GGUF (version 3) files, also wrong ones, for tests. Format: ggml/docs/gguf.md. */
import { writeFileSync } from 'node:fs'

export type WrittenValue =
  | string
  | number
  | boolean
  | string[]
  | Int32Array
  | Float32Array
  | { uint64: bigint }
  | { float: number }

export type WrittenTensor = {
  name: string
  /** Fastest side first. */
  shape: (number | bigint)[]
  /** ggml's number of the type. */
  type: number
  bytes: Uint8Array
  /** From the beginning of the tensor data; by default behind the tensor before it. */
  offset?: number
}

/** ggml's numbers of the tensor types. */
export const GGML_TYPE = {
  F32: 0,
  F16: 1,
  Q4_0: 2,
  Q4_1: 3,
  Q5_0: 6,
  Q5_1: 7,
  Q8_0: 8,
  Q4_K: 12,
  Q5_K: 13,
  Q6_K: 14,
  BF16: 30,
} as const

const ALIGNMENT = 32

/** Metadata: whole numbers are written as uint32, `{float}` as float32, lists as string, int32 or float32 arrays. */
export function ggufBytes(metadata: Record<string, WrittenValue>, tensors: readonly WrittenTensor[]): Uint8Array {
  const writer = new Writer()
  writer.raw(new TextEncoder().encode('GGUF'))
  writer.uint32(3)
  writer.uint64(tensors.length)
  writer.uint64(Object.keys(metadata).length)
  for (const [key, value] of Object.entries(metadata)) {
    writer.string(key)
    writer.value(value)
  }
  let end = 0
  const placed = tensors.map((tensor) => {
    const offset = tensor.offset ?? end
    end = aligned(offset + tensor.bytes.length)
    return { ...tensor, offset }
  })
  for (const { name, shape, type, offset } of placed) {
    writer.string(name)
    writer.uint32(shape.length)
    for (const side of shape) writer.uint64(side)
    writer.uint32(type)
    writer.uint64(offset)
  }
  writer.align()
  const data = writer.length
  for (const { offset, bytes } of placed) writer.place(data + offset, bytes)
  return writer.finish(data + end)
}

export const writeGguf = (
  path: string,
  metadata: Record<string, WrittenValue>,
  tensors: readonly WrittenTensor[],
): void => writeFileSync(path, ggufBytes(metadata, tensors))

const aligned = (length: number) => Math.ceil(length / ALIGNMENT) * ALIGNMENT

class Writer {
  #parts: { at: number; bytes: Uint8Array }[] = []
  length = 0

  raw(bytes: Uint8Array): void {
    this.place(this.length, bytes)
  }

  place(at: number, bytes: Uint8Array): void {
    this.#parts.push({ at, bytes })
    this.length = Math.max(this.length, at + bytes.length)
  }

  align(): void {
    this.length = aligned(this.length)
  }

  uint32(value: number): void {
    this.raw(new Uint8Array(Uint32Array.of(value).buffer))
  }

  uint64(value: number | bigint): void {
    this.raw(new Uint8Array(BigUint64Array.of(BigInt(value)).buffer))
  }

  string(text: string): void {
    const bytes = new TextEncoder().encode(text)
    this.uint64(bytes.length)
    this.raw(bytes)
  }

  value(value: WrittenValue): void {
    if (typeof value === 'string') {
      this.uint32(8)
      this.string(value)
    } else if (typeof value === 'number') {
      this.uint32(4)
      this.uint32(value)
    } else if (typeof value === 'boolean') {
      this.uint32(7)
      this.raw(Uint8Array.of(value ? 1 : 0))
    } else if (Array.isArray(value)) {
      this.uint32(9)
      this.uint32(8)
      this.uint64(value.length)
      for (const text of value) this.string(text)
    } else if (value instanceof Int32Array || value instanceof Float32Array) {
      this.uint32(9)
      this.uint32(value instanceof Int32Array ? 5 : 6)
      this.uint64(value.length)
      this.raw(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
    } else if ('uint64' in value) {
      this.uint32(10)
      this.uint64(value.uint64)
    } else {
      this.uint32(6)
      this.raw(new Uint8Array(Float32Array.of(value.float).buffer))
    }
  }

  /** Gaps are zeros. */
  finish(length: number): Uint8Array {
    const out = new Uint8Array(Math.max(length, this.length))
    for (const { at, bytes } of this.#parts) out.set(bytes, at)
    return out
  }
}
