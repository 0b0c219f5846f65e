import { closeSync, fstatSync, openSync } from 'node:fs'
import { resolve } from 'node:path'
import { GGMLQuantizationType, type GGUFParseOutput, type GGUFTensorInfo, gguf } from '@huggingface/gguf'
import { readAt } from '../file-bytes.ts'
import type { ModelTensor } from '../model-file.ts'
import { isTensorType, rowBytes, TENSOR_TYPES } from '../tensor-types.ts'

export type MetadataValue = string | number | bigint | boolean | MetadataValue[]

export type GgufTensor = ModelTensor & {
  name: string
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

/** Letters, version and two counts. */
const SMALLEST_HEADER = 24

/** The parser takes a file's missing end for zeros or stumbles over it, so a cut file is recognised here. */
async function parseHeader(path: string, descriptor: number, size: number): Promise<GGUFParseOutput> {
  const magic = new TextDecoder('latin1').decode(readAt(descriptor, 0, Math.min(4, size)))
  if (magic !== 'GGUF') throw new Error('it is not a GGUF file (it does not begin with the letters GGUF)')
  const truncated = (needed: number) =>
    new Error(`it is truncated: its header needs ${needed} bytes, the file has ${size}`)
  if (size < SMALLEST_HEADER) throw truncated(SMALLEST_HEADER)
  let header: GGUFParseOutput
  try {
    header = await gguf(path, { allowLocalFile: true })
  } catch (error) {
    const reason = error instanceof RangeError ? 'it is cut off or damaged' : messageOf(error)
    throw new Error(`its header cannot be read: ${reason}`, { cause: error })
  }
  const headerEnd = header.tensorInfoByteRange[1]
  if (headerEnd > size) throw truncated(headerEnd)
  if (!header.littleEndian) throw new Error('it is big-endian; only little-endian files are supported')
  const parts = Number(metadataOf(header)['split.count'] ?? 1)
  if (parts > 1) throw new Error(`it is one of ${parts} parts; merge them into one file first`)
  return header
}

const metadataOf = (header: GGUFParseOutput) => header.metadata as Record<string, unknown>

function checkedTensors(header: GGUFParseOutput, size: number): Map<string, GgufTensor> {
  const alignment = Number(metadataOf(header)['general.alignment'] ?? 32)
  if (Math.log2(alignment) % 1 !== 0) throw new Error(`its alignment is ${alignment}, which is no power of two`)
  const tensors = new Map<string, GgufTensor>()
  for (const info of header.tensorInfos) {
    if (tensors.has(info.name)) throw new Error(`it has two tensors named '${info.name}'`)
    tensors.set(info.name, checkedTensor(info, alignment, header.tensorDataOffset, size))
  }
  return tensors
}

function checkedTensor(info: GGUFTensorInfo, alignment: number, dataOffset: bigint, size: number): GgufTensor {
  const { name, dtype, offset: fromData } = info
  const type: string = GGMLQuantizationType[dtype] ?? `number ${dtype}`
  if (!isTensorType(type)) {
    const supported = Object.keys(TENSOR_TYPES).join(', ')
    throw new Error(`tensor ${name} has type ${type}, supported are ${supported}`)
  }
  const shape = info.shape.map(Number)
  const values = shape.reduce((product, side) => product * side, 1)
  if (values < 1 || !Number.isSafeInteger(values)) throw new Error(`tensor ${name} has an impossible shape [${shape}]`)
  const rowValues = shape[0] ?? 1
  const { valuesPerBlock } = TENSOR_TYPES[type]
  if (rowValues % valuesPerBlock !== 0) {
    throw new Error(`tensor ${name} has rows of ${rowValues} values; ${type} needs a multiple of ${valuesPerBlock}`)
  }
  if (fromData % BigInt(alignment) !== 0n) {
    throw new Error(`tensor ${name} begins at ${fromData}, which is not a multiple of the alignment ${alignment}`)
  }
  const bytes = rowBytes(type, values)
  const end = dataOffset + fromData + BigInt(bytes)
  if (end > BigInt(size)) {
    throw new Error(`it is truncated: tensor ${name} needs the file to have ${end} bytes, it has ${size}`)
  }
  return { name, shape, type, values, offset: Number(dataOffset + fromData), bytes }
}

function readableMetadata(metadata: object): Record<string, MetadataValue> {
  const readable = (value: MetadataValue): MetadataValue => {
    if (Array.isArray(value)) return value.map(readable)
    return typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value
  }
  return Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, readable(value)]))
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
