import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { resolve } from 'node:path'
import { GGMLQuantizationType, type GGUFParseOutput, gguf } from '@huggingface/gguf'
import { isTensorType, rowBytes, TENSOR_TYPES, type TensorType } from './tensor-types.ts'

export type MetadataValue = string | number | bigint | boolean | MetadataValue[]

export type GgufTensor = {
  name: string
  /** As in the file: the fastest side first, so a matrix is [K inputs, N outputs]. */
  shape: number[]
  type: TensorType
  /** How many values there are: the product of the shape. */
  values: number
  /** Of its first byte, from the beginning of the file. */
  offset: number
  bytes: number
}

/**
 * A GGUF file: its metadata and tensor table in memory, its tensors read when asked for.
 * Everything the header says is checked against the file when it is opened, so a later `read` cannot run past the end.
 */
export class GgufFile {
  readonly path: string
  /** Of the whole file, in bytes. */
  readonly size: number
  /** 64-bit integers are numbers where a number can hold them. */
  readonly metadata: Readonly<Record<string, MetadataValue>>
  readonly tensors: ReadonlyMap<string, GgufTensor>
  #descriptor: number | null

  private constructor(path: string, descriptor: number, size: number, header: GGUFParseOutput) {
    this.path = path
    this.size = size
    this.metadata = readableMetadata(header.metadata)
    this.tensors = checkedTensors(header, size)
    this.#descriptor = descriptor
  }

  /** @throws Error naming the file and what is wrong with it. */
  static async open(path: string): Promise<GgufFile> {
    const wrong = (what: string, cause?: unknown) => new Error(`cannot use ${path} as a model: ${what}`, { cause })
    let descriptor: number
    try {
      descriptor = openSync(path, 'r')
    } catch (error) {
      throw wrong(
        (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : messageOf(error),
        error,
      )
    }
    try {
      const stat = fstatSync(descriptor)
      if (!stat.isFile()) throw new Error('it is not a file')
      const header = await parseHeader(resolve(path), descriptor, stat.size)
      return new GgufFile(path, descriptor, stat.size, header)
    } catch (error) {
      closeSync(descriptor)
      throw wrong(messageOf(error), error)
    }
  }

  /** @throws Error naming the tensor that the file lacks. */
  tensor(name: string): GgufTensor {
    const tensor = this.tensors.get(name)
    if (!tensor) throw new Error(`${this.path} has no tensor '${name}'`)
    return tensor
  }

  /** A tensor's bytes as they are in the file, in an ArrayBuffer of their own. */
  read(name: string): Uint8Array<ArrayBuffer> {
    const { offset, bytes } = this.tensor(name)
    if (this.#descriptor === null) throw new Error(`${this.path} is closed`)
    return readAt(this.#descriptor, offset, bytes)
  }

  number(key: string): number {
    return this.#value(key, 'a number', (value) => typeof value === 'number')
  }

  string(key: string): string {
    return this.#value(key, 'a string', (value) => typeof value === 'string')
  }

  numbers(key: string): number[] {
    return this.#value(key, 'a list of numbers', isListOf<number>('number'))
  }

  strings(key: string): string[] {
    return this.#value(key, 'a list of strings', isListOf<string>('string'))
  }

  close(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor)
    this.#descriptor = null
  }

  [Symbol.dispose](): void {
    this.close()
  }

  #value<T extends MetadataValue>(key: string, expected: string, fits: (value: MetadataValue) => value is T): T {
    const value = Object.hasOwn(this.metadata, key) ? this.metadata[key] : undefined
    if (value === undefined) throw new Error(`${this.path} lacks the metadata '${key}' (${expected})`)
    if (!fits(value)) throw new Error(`${this.path}: the metadata '${key}' is not ${expected}`)
    return value
  }
}

const isListOf =
  <T extends MetadataValue>(type: 'number' | 'string') =>
  (value: MetadataValue): value is T[] & MetadataValue[] =>
    Array.isArray(value) && value.every((item) => typeof item === type)

/** The parser reads a file's missing end as zeros or stumbles over it, so what it says of a cut file is replaced. */
async function parseHeader(path: string, descriptor: number, size: number): Promise<GGUFParseOutput> {
  const magic = new TextDecoder('latin1').decode(readAt(descriptor, 0, Math.min(4, size)))
  if (magic !== 'GGUF') throw new Error('it is not a GGUF file (it does not begin with the letters GGUF)')
  let header: GGUFParseOutput
  try {
    header = await gguf(path, { allowLocalFile: true })
  } catch (error) {
    if (error instanceof RangeError) throw new Error('its header is cut off or damaged', { cause: error })
    throw error
  }
  const headerEnd = header.tensorInfoByteRange[1]
  if (headerEnd > size) throw new Error(`it is truncated: its header needs ${headerEnd} bytes, the file has ${size}`)
  if (!header.littleEndian) throw new Error('it is big-endian; only little-endian files are supported')
  const shards = header.metadata['split.count' as never] as unknown
  if (Number(shards ?? 1) > 1) throw new Error(`it is one of ${shards} parts; merge them into one file first`)
  return header
}

function checkedTensors(header: GGUFParseOutput, size: number): Map<string, GgufTensor> {
  const alignment = Number(header.metadata['general.alignment' as never] ?? 32)
  const tensors = new Map<string, GgufTensor>()
  for (const { name, shape: sides, dtype, offset: relative } of header.tensorInfos) {
    if (tensors.has(name)) throw new Error(`it has two tensors named '${name}'`)
    const type = GGMLQuantizationType[dtype] ?? `number ${dtype}`
    if (!isTensorType(type)) {
      const supported = Object.keys(TENSOR_TYPES).join(', ')
      throw new Error(`tensor ${name} has type ${type}, supported are ${supported}`)
    }
    const shape = sides.map(Number)
    const values = shape.reduce((product, side) => product * side, 1)
    if (!Number.isSafeInteger(values)) throw new Error(`tensor ${name} has an impossible shape [${shape}]`)
    const { valuesPerBlock } = TENSOR_TYPES[type]
    if ((shape[0] ?? 1) % valuesPerBlock !== 0) {
      throw new Error(`tensor ${name} has rows of ${shape[0]} values; ${type} needs a multiple of ${valuesPerBlock}`)
    }
    if (relative % BigInt(alignment) !== 0n) {
      throw new Error(`tensor ${name} begins at ${relative}, which is not a multiple of the alignment ${alignment}`)
    }
    const bytes = rowBytes(type, values)
    const end = header.tensorDataOffset + relative + BigInt(bytes)
    if (end > BigInt(size)) {
      throw new Error(`it is truncated: tensor ${name} needs the file to have ${end} bytes, it has ${size}`)
    }
    tensors.set(name, { name, shape, type, values, offset: Number(header.tensorDataOffset + relative), bytes })
  }
  return tensors
}

function readableMetadata(metadata: object): Record<string, MetadataValue> {
  const readable = (value: MetadataValue): MetadataValue => {
    if (Array.isArray(value)) return value.map(readable)
    return typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value
  }
  return Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, readable(value)]))
}

/** One call of read(2) moves at most 2^31 - 4096 bytes. */
const READ_LIMIT = 2 ** 30

function readAt(descriptor: number, offset: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length)
  for (let done = 0; done < length; ) {
    const got = readSync(descriptor, bytes, done, Math.min(READ_LIMIT, length - done), offset + done)
    if (got === 0) throw new Error(`the file became shorter while it was read: nothing at byte ${offset + done}`)
    done += got
  }
  return bytes
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
