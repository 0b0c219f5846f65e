/**
 * Packed weights on disk: one file of tensors, and beside it an index of where they lie. Graphs name the file as their
 * external data, so that it is mapped. Disks forget bits, and weights that changed make every answer nonsense or an error:
 * each tensor has a checksum, which is looked at when the file is found, once a start (CRC-32, some GB a second).
 */
import fs from 'node:fs'
import path from 'node:path'
import { crc32 } from 'node:zlib'
import { DAY_MS } from '../../stale-folders.ts'
import type { PackedTensor } from '../forms/weight-form.ts'
import type { ExternalTensor } from './onnx.ts'

/** By name: 'blk3_qkv.q'. */
export type PackIndex = ReadonlyMap<string, ExternalTensor>

/** Mapping wants page borders. */
const ALIGNMENT = 4096

type Entry = ExternalTensor & { crc: number }

/** What the file holds; null when it is not there, or not as it was written: somebody removed, cut or changed it. */
export function readPackIndex(folder: string, file: string): PackIndex | null {
  try {
    const [sum, json] = fs.readFileSync(path.join(folder, indexName(file)), 'utf8').split('\n')
    if (json === undefined || Number(sum) !== crc32(json)) return null
    const index: ReadonlyMap<string, Entry> = new Map(JSON.parse(json))
    return isIntact(path.join(folder, file), [...index.values()]) ? index : null
  } catch {
    return null
  }
}

/** Bytes that are looked at at once. */
const CHUNK = 2 ** 22

function isIntact(file: string, tensors: readonly Entry[]): boolean {
  const descriptor = fs.openSync(file, 'r')
  try {
    const end = tensors.reduce((most, { offset, bytes }) => Math.max(most, offset + bytes), 0)
    if (fs.fstatSync(descriptor).size !== end) return false
    const chunk = new Uint8Array(CHUNK)
    return tensors.every(({ offset, bytes, crc }) => {
      let sum = 0
      for (let done = 0; done < bytes; ) {
        const got = fs.readSync(descriptor, chunk, 0, Math.min(CHUNK, bytes - done), offset + done)
        if (got === 0) return false
        sum = crc32(chunk.subarray(0, got), sum)
        done += got
      }
      return sum === crc
    })
  } finally {
    fs.closeSync(descriptor)
  }
}

/**
 * Writes a file of tensors and its index, under its name only when complete: of several processes that write the same
 * file at once, each finds it whole, and the last one's stays.
 */
export class PackWriter implements Disposable {
  readonly #folder: string
  readonly #file: string
  readonly #draft: string
  readonly #descriptor: number
  readonly #index = new Map<string, Entry>()
  #end = 0

  constructor(folder: string, file: string) {
    this.#folder = folder
    this.#file = file
    this.#draft = draftName(path.join(folder, file))
    this.#descriptor = fs.openSync(this.#draft, 'wx')
  }

  add(layer: string, tensors: Record<string, PackedTensor>): void {
    for (const [suffix, { dtype, shape, data }] of Object.entries(tensors)) {
      const offset = Math.ceil(this.#end / ALIGNMENT) * ALIGNMENT
      const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      for (let written = 0; written < bytes.length; ) {
        written += fs.writeSync(this.#descriptor, bytes, written, bytes.length - written, offset + written)
      }
      const place = { file: this.#file, dtype, shape, offset, bytes: bytes.length, crc: crc32(bytes) }
      this.#index.set(`${layer}.${suffix}`, place)
      this.#end = offset + bytes.length
    }
  }

  /** The index comes last: whoever finds it finds the file. */
  finish(): PackIndex {
    fs.fsyncSync(this.#descriptor)
    fs.renameSync(this.#draft, path.join(this.#folder, this.#file))
    const json = JSON.stringify([...this.#index])
    replaceFile(path.join(this.#folder, indexName(this.#file)), `${crc32(json)}\n${json}`)
    return this.#index
  }

  [Symbol.dispose](): void {
    fs.closeSync(this.#descriptor)
    fs.rmSync(this.#draft, { force: true })
  }
}

export function replaceFile(file: string, content: string | Uint8Array): void {
  const draft = draftName(file)
  try {
    fs.writeFileSync(draft, content, { flag: 'wx' })
    fs.renameSync(draft, file)
  } finally {
    fs.rmSync(draft, { force: true })
  }
}

const DRAFT = '.draft-'
const draftName = (file: string) =>
  path.join(path.dirname(file), `${DRAFT}${crypto.randomUUID()}-${path.basename(file)}`)

/** A killed process left them; what somebody writes now is younger than a day. */
export function removeOldDrafts(folder: string): void {
  for (const name of fs.readdirSync(folder)) {
    if (!name.startsWith(DRAFT)) continue
    const draft = path.join(folder, name)
    const changed = fs.statSync(draft, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()
    if (Date.now() - changed > DAY_MS) fs.rmSync(draft, { force: true })
  }
}

const indexName = (file: string) => `${file}.json`
