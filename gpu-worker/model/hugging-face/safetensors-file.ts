/**
 * A safetensors file of weights: its table of tensors in memory, the tensors read when asked for. 8 bytes little-endian
 * header length, a JSON header, the tensors' bytes (https://huggingface.co/docs/safetensors).
 */
import { closeSync, fstatSync, openSync } from 'node:fs'
import { basename } from 'node:path'
import { findGap } from '../../../shared/safetensors.ts'
import { readAt } from '../file-bytes.ts'
import { isTensorType, rowBytes } from '../tensor-types.ts'

export type SafetensorsTensor = {
  /** As in the file: the slowest side first. */
  shape: number[]
  /** 'F32', 'BF16', …, supported or not. */
  dtype: string
  values: number
  /** Of its first byte, from the beginning of the file. */
  offset: number
  bytes: number
}

/** Bytes; below the format's own limit, and above what models of so many layers as are supported have. */
const MAX_HEADER = 16 * 1024 * 1024

export class SafetensorsFile implements Disposable {
  readonly path: string
  readonly tensors: ReadonlyMap<string, SafetensorsTensor>
  #descriptor: number | null

  /** @throws Error naming the file and what is wrong with it. */
  constructor(path: string) {
    this.path = path
    const descriptor = openSync(path, 'r')
    try {
      this.tensors = readTable(descriptor, fstatSync(descriptor).size)
    } catch (error) {
      closeSync(descriptor)
      throw new Error(`${basename(path)} is not a usable safetensors file: ${(error as Error).message}`, {
        cause: error,
      })
    }
    this.#descriptor = descriptor
  }

  read({ offset, bytes }: SafetensorsTensor): Uint8Array<ArrayBuffer> {
    if (this.#descriptor === null) throw new Error(`${this.path} is closed`)
    return readAt(this.#descriptor, offset, bytes)
  }

  [Symbol.dispose](): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor)
    this.#descriptor = null
  }
}

function readTable(descriptor: number, size: number): Map<string, SafetensorsTensor> {
  if (size < 8) throw new Error(`it has ${size} bytes`)
  const length = Number(new DataView(readAt(descriptor, 0, 8).buffer).getBigUint64(0, true))
  if (8 + length > size) throw new Error('its header is longer than the file')
  if (length > MAX_HEADER) throw new Error(`its header has ${length} bytes; at most ${MAX_HEADER} are taken`)
  const header = parseHeader(readAt(descriptor, 8, length))
  const tensors = new Map<string, SafetensorsTensor>()
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue
    tensors.set(name, checkedTensor(name, entry, 8 + length, size))
  }
  const places = [...tensors].map(([name, { offset, bytes }]) => {
    const begin = offset - 8 - length
    return [name, { begin, end: begin + bytes }] as const
  })
  const gap = findGap(new Map(places), size - 8 - length)
  if (gap) throw new Error(gap)
  return tensors
}

function parseHeader(bytes: Uint8Array): object {
  let header: unknown
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    throw new Error('its header is not JSON', { cause: error })
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) throw new Error('its header is no object')
  return header
}

function checkedTensor(name: string, entry: unknown, dataStart: number, size: number): SafetensorsTensor {
  const { dtype, shape, data_offsets: range } = (entry ?? {}) as Record<string, unknown>
  if (typeof dtype !== 'string' || !isSizes(shape) || !isSizes(range) || range.length !== 2) {
    throw new Error(`tensor ${name} is badly described`)
  }
  const [begin, end] = range as [number, number]
  const values = shape.reduce((product, side) => product * side, 1)
  if (begin > end || dataStart + end > size) {
    throw new Error(`it is truncated: tensor ${name} needs the file to have ${dataStart + end} bytes, it has ${size}`)
  }
  if (isTensorType(dtype) && end - begin !== rowBytes(dtype, values)) {
    throw new Error(`tensor ${name} has ${end - begin} bytes for ${values} values of ${dtype}`)
  }
  return { shape, dtype, values, offset: dataStart + begin, bytes: end - begin }
}

const isSizes = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((side) => Number.isSafeInteger(side) && side >= 0)
