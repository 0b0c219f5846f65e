/**
 * Packed weights on disk: one file of tensors, and beside it an index of where they lie. Graphs name the file as their
 * external data, so that it is mapped and never read as a whole.
 */
import fs from 'node:fs'
import path from 'node:path'
import { DAY_MS } from '../../stale-folders.ts'
import type { PackedTensor } from '../forms/weight-form.ts'
import type { ExternalTensor } from './onnx.ts'

/** By name: 'blk3_qkv.q'. */
export type PackIndex = ReadonlyMap<string, ExternalTensor>

/** Mapping wants page borders. */
const ALIGNMENT = 4096

/** What the file holds; null when it is not there, or not as its index says: somebody removed it, or cut it. */
export function readPackIndex(folder: string, file: string): PackIndex | null {
  try {
    const index: PackIndex = new Map(JSON.parse(fs.readFileSync(path.join(folder, indexName(file)), 'utf8')))
    const end = Math.max(...[...index.values()].map(({ offset, bytes }) => offset + bytes))
    return fs.statSync(path.join(folder, file)).size === end ? index : null
  } catch {
    return null
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
  readonly #index = new Map<string, ExternalTensor>()
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
      this.#index.set(`${layer}.${suffix}`, { file: this.#file, dtype, shape, offset, bytes: bytes.length })
      this.#end = offset + bytes.length
    }
  }

  /** The index comes last: whoever finds it finds the file. */
  finish(): PackIndex {
    fs.fsyncSync(this.#descriptor)
    fs.renameSync(this.#draft, path.join(this.#folder, this.#file))
    replaceFile(path.join(this.#folder, indexName(this.#file)), JSON.stringify([...this.#index]))
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
