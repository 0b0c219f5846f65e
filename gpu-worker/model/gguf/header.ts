/** The header of a GGUF file: its metadata and tensor table. Format: ggml/docs/gguf.md, versions 2 and 3. */
import { readAt } from '../file-bytes.ts'

export type MetadataValue = string | number | bigint | boolean | MetadataValue[]

export type GgufHeader = {
  /** 64-bit integers are numbers where a number can hold them. */
  metadata: Record<string, MetadataValue>
  tensors: TensorInfo[]
  /** Every tensor begins at a multiple of it. */
  alignment: number
  /** Of the tensors' data, from the beginning of the file. */
  dataOffset: number
}

export type TensorInfo = {
  name: string
  /** The fastest side first. */
  shape: number[]
  /** ggml's number of the type. */
  type: number
  /** Of its first byte, from the tensors' data. */
  offset: bigint
}

const MAGIC = 'GGUF'
const VERSIONS = [2, 3]
const DEFAULT_ALIGNMENT = 32
/** Far above any that is written, and below where the arithmetic of offsets would break. */
const MAX_ALIGNMENT = 2 ** 20
/** ggml's own limit. */
const MAX_SIDES = 4
/** Several for each part of each layer that a model may have. */
const MAX_TENSORS = 2 ** 16

/**
 * What a header may unfold to, several times what the largest vocabularies take: their tokens, scores, kinds and merges are
 * about a million values in some 16 MiB.
 */
const MAX_HEADER = 64 * 2 ** 20
const MAX_VALUES = 2 ** 22
/** Lists within lists; nothing that is read here is even one. */
const MAX_DEPTH = 4

/** @throws Error saying what is wrong with the header, or that the file ends within it. */
export function readGgufHeader(descriptor: number, size: number): GgufHeader {
  const magic = new TextDecoder('latin1').decode(readAt(descriptor, 0, Math.min(MAGIC.length, size)))
  if (magic !== MAGIC) throw new Error(`it is not a GGUF file (it does not begin with the letters ${MAGIC})`)
  const reader = new Reader(descriptor, size)
  reader.skip(MAGIC.length)
  const version = reader.uint32()
  if ((version & 0xffff) === 0) throw new Error('it is big-endian; only little-endian files are supported')
  if (!VERSIONS.includes(version)) throw new Error(`it has the unsupported version "${version}"`)
  const [tensorCount, metadataCount] = [reader.length(), reader.length()]
  // Without a prototype: a key may have any name.
  const metadata: Record<string, MetadataValue> = Object.create(null)
  for (let i = 0; i < metadataCount; i++) {
    const key = reader.string()
    if (key in metadata) throw new Error(`it has the metadata '${key}' twice`)
    metadata[key] = reader.value(reader.uint32())
  }
  if (tensorCount > MAX_TENSORS) throw new Error(`it has ${tensorCount} tensors; at most ${MAX_TENSORS} are taken`)
  const tensors: TensorInfo[] = []
  for (let i = 0; i < tensorCount; i++) tensors.push(readTensorInfo(reader))
  const alignment = Number(metadata['general.alignment'] ?? DEFAULT_ALIGNMENT)
  if (!isPowerOfTwo(alignment)) {
    throw new Error(`its alignment is ${alignment}, which is no power of two from 1 to ${MAX_ALIGNMENT}`)
  }
  for (const { name, offset } of tensors) {
    if (offset % BigInt(alignment) === 0n) continue
    throw new Error(`tensor ${name} begins at ${offset}, which is not a multiple of the alignment ${alignment}`)
  }
  return { metadata, tensors, alignment, dataOffset: Math.ceil(reader.position / alignment) * alignment }
}

const isPowerOfTwo = (value: number) => value >= 1 && value <= MAX_ALIGNMENT && Number.isInteger(Math.log2(value))

function readTensorInfo(reader: Reader): TensorInfo {
  const name = reader.string()
  const sides = reader.uint32()
  if (sides > MAX_SIDES) throw new Error(`tensor ${name} has ${sides} sides; at most ${MAX_SIDES} are possible`)
  const shape: number[] = []
  for (let i = 0; i < sides; i++) shape.push(Number(reader.uint64()))
  return { name, shape, type: reader.uint32(), offset: reader.uint64() }
}

/** Bytes read from the file at once. */
const CHUNK = 2 ** 20

/** Reads a file from its beginning on; every method goes on behind what it reads. */
class Reader {
  readonly #descriptor: number
  readonly #size: number
  #buffer = Buffer.alloc(0)
  /** Where the buffer begins in the file, and how far it is read. */
  #start = 0
  #at = 0
  /** Metadata read so far: scalars, strings, and entries of lists. */
  #values = 0

  constructor(descriptor: number, size: number) {
    this.#descriptor = descriptor
    this.#size = size
  }

  get position(): number {
    return this.#start + this.#at
  }

  skip(length: number): void {
    this.#take(length)
  }

  uint32(): number {
    const at = this.#take(4)
    return this.#buffer.readUInt32LE(at)
  }

  uint64(): bigint {
    const at = this.#take(8)
    return this.#buffer.readBigUInt64LE(at)
  }

  /** How many entries, or bytes, follow: never more than the rest of the file has bytes. */
  length(): number {
    const length = Number(this.uint64())
    this.#demand(length)
    return length
  }

  string(): string {
    const length = this.length()
    const at = this.#take(length)
    return this.#buffer.toString('utf8', at, at + length)
  }

  /** `depth`: how many lists it is in. */
  value(type: number, depth = 0): MetadataValue {
    if (type === ARRAY) return this.#array(depth)
    this.#count(1)
    if (type === STRING) return this.string()
    const scalar = SCALARS[type]
    if (!scalar) throw new Error(`its metadata has a value of the unknown type ${type}`)
    const at = this.#take(scalar.bytes)
    return scalar.read(this.#buffer, at)
  }

  #array(depth: number): MetadataValue[] {
    if (depth >= MAX_DEPTH) throw new Error(`its metadata has lists in more than ${MAX_DEPTH} lists`)
    this.#count(1)
    const type = this.uint32()
    const length = this.length()
    // Before the first is read.
    if (this.#values + length > MAX_VALUES) throw tooManyValues()
    const values: MetadataValue[] = []
    for (let i = 0; i < length; i++) values.push(this.value(type, depth + 1))
    return values
  }

  #count(values: number): void {
    this.#values += values
    if (this.#values > MAX_VALUES) throw tooManyValues()
  }

  /** Where the next `length` bytes lie in the buffer, which has them then. */
  #take(length: number): number {
    if (this.#at + length > this.#buffer.length) {
      this.#demand(length)
      const { position } = this
      const bytes = readAt(this.#descriptor, position, Math.min(Math.max(length, CHUNK), this.#size - position))
      this.#buffer = Buffer.from(bytes.buffer)
      this.#start = position
      this.#at = 0
    }
    const at = this.#at
    this.#at += length
    return at
  }

  #demand(length: number): void {
    const needed = this.position + length
    if (needed > this.#size) {
      throw new Error(`it is truncated: its header needs at least ${needed} bytes, the file has ${this.#size}`)
    }
    if (needed > MAX_HEADER) throw new Error(`its header needs ${needed} bytes; at most ${MAX_HEADER} are taken`)
  }
}

const tooManyValues = () => new Error(`its metadata has more than ${MAX_VALUES} values`)

const STRING = 8
const ARRAY = 9

type Scalar = { bytes: number; read(buffer: Buffer, at: number): MetadataValue }

const whole = (value: bigint): MetadataValue => (Number.isSafeInteger(Number(value)) ? Number(value) : value)

/** By the format's number of the type. */
const SCALARS: Record<number, Scalar> = {
  0: { bytes: 1, read: (buffer, at) => buffer.readUInt8(at) },
  1: { bytes: 1, read: (buffer, at) => buffer.readInt8(at) },
  2: { bytes: 2, read: (buffer, at) => buffer.readUInt16LE(at) },
  3: { bytes: 2, read: (buffer, at) => buffer.readInt16LE(at) },
  4: { bytes: 4, read: (buffer, at) => buffer.readUInt32LE(at) },
  5: { bytes: 4, read: (buffer, at) => buffer.readInt32LE(at) },
  6: { bytes: 4, read: (buffer, at) => buffer.readFloatLE(at) },
  7: { bytes: 1, read: (buffer, at) => buffer.readUInt8(at) !== 0 },
  10: { bytes: 8, read: (buffer, at) => whole(buffer.readBigUInt64LE(at)) },
  11: { bytes: 8, read: (buffer, at) => whole(buffer.readBigInt64LE(at)) },
  12: { bytes: 8, read: (buffer, at) => buffer.readDoubleLE(at) },
}
