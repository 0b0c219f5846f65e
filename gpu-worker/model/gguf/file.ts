import { closeSync, fstatSync, openSync } from 'node:fs'
import { readAt } from '../file-bytes.ts'
import type { ModelTensor } from '../model-file.ts'
import { isTensorType, rowBytes, TENSOR_TYPES } from '../tensor-types.ts'
import { type GgufHeader, type MetadataValue, readGgufHeader, type TensorInfo } from './header.ts'
import { tensorTypeName } from './type-names.ts'
import { UnusableFile } from './unusable-file.ts'

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
  readonly metadata: Readonly<Record<string, MetadataValue>>
  readonly tensors: ReadonlyMap<string, GgufTensor>
  #descriptor: number | null

  private constructor(path: string, descriptor: number, size: number, header: GgufHeader) {
    this.path = path
    this.size = size
    this.metadata = header.metadata
    this.tensors = checkedTensors(header, size)
    this.#descriptor = descriptor
  }

  /**
   * `as` is what the file should be, for messages.
   * @throws UnusableFile naming the file and what is wrong with it; Error where the system cannot read it.
   */
  static open(path: string, as = 'a model'): GgufFile {
    const wrong = (what: string, cause: unknown) => {
      const message = `cannot use ${path} as ${as}: ${what}`
      return isOfSystem(cause) ? new Error(message, { cause }) : new UnusableFile(message, { cause })
    }
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
      const header = readGgufHeader(descriptor, stat.size)
      const parts = Number(header.metadata['split.count'] ?? 1)
      if (parts > 1) throw new Error(`it is one of ${parts} parts; merge them into one file first`)
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

function checkedTensors({ tensors: infos, alignment, dataOffset }: GgufHeader, size: number): Map<string, GgufTensor> {
  const tensors = new Map<string, GgufTensor>()
  for (const info of infos) {
    if (tensors.has(info.name)) throw new Error(`it has two tensors named '${info.name}'`)
    tensors.set(info.name, checkedTensor(info, dataOffset, size))
  }
  checkLayout(tensors.values(), alignment, dataOffset)
  return tensors
}

/** One behind the other, as llama.cpp has it too: of tensors that share bytes, a small file could unfold to any size. */
function checkLayout(tensors: Iterable<GgufTensor>, alignment: number, dataOffset: number): void {
  let expected = dataOffset
  for (const { name, offset, bytes } of [...tensors].sort((a, b) => a.offset - b.offset)) {
    if (offset !== expected) {
      const [at, right] = [offset - dataOffset, expected - dataOffset]
      throw new Error(
        `tensor ${name} begins at ${at}, and ${right} is expected: tensors neither overlap nor leave holes`,
      )
    }
    expected = Math.ceil((offset + bytes) / alignment) * alignment
  }
}

function checkedTensor(info: TensorInfo, dataOffset: number, size: number): GgufTensor {
  const { name, shape } = info
  const type = tensorTypeName(info.type)
  if (!isTensorType(type)) {
    const supported = Object.keys(TENSOR_TYPES).join(', ')
    throw new Error(`tensor ${name} has type ${type}, supported are ${supported}`)
  }
  const values = shape.reduce((product, side) => product * side, 1)
  if (values < 1 || !Number.isSafeInteger(values)) throw new Error(`tensor ${name} has an impossible shape [${shape}]`)
  const rowValues = shape[0] ?? 1
  const { valuesPerBlock } = TENSOR_TYPES[type]
  if (rowValues % valuesPerBlock !== 0) {
    throw new Error(`tensor ${name} has rows of ${rowValues} values; ${type} needs a multiple of ${valuesPerBlock}`)
  }
  const bytes = rowBytes(type, values)
  const offset = BigInt(dataOffset) + info.offset
  const end = offset + BigInt(bytes)
  if (end > BigInt(size)) {
    throw new Error(`it is truncated: tensor ${name} needs the file to have ${end} bytes, it has ${size}`)
  }
  return { name, shape, type, values, offset: Number(offset), bytes }
}

/** Such errors carry the system's code. */
const isOfSystem = (error: unknown) => error instanceof Error && 'code' in error

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
