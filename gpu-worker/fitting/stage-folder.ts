/**
 * The folder of one fit. Every finished stage leaves two files:
 *
 *     pairs.json  (or .safetensors)   its result
 *     pairs.done.json                 {key, sha256, kind, seconds, note}
 *
 * `key` is the digest of everything the stage depends on, so a result is found again after a crash, and only while
 * nothing it depends on has changed. `sha256` is that of the result: a damaged or half-written one is not used but
 * made again. Files appear by renaming, the stamp last; a crash leaves either a finished stage or none.
 */
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { FitStage } from '../../shared/wire/fit.ts'
import { isDiskFull } from '../model/disk-full.ts'
import { FitError } from './fit-error.ts'
import { decodeValue, encodeValue, sha256 } from './stage-value.ts'

const stamp = z.object({
  key: z.string(),
  sha256: z.string(),
  kind: z.enum(['json', 'safetensors']),
  seconds: z.number(),
  note: z.string(),
})

export type StageRecord = { value: unknown; seconds: number; note: string }

export class StageFolder {
  readonly #directory: string

  private constructor(directory: string) {
    this.#directory = directory
  }

  /** @throws FitError folder_unusable, disk_full */
  static async open(directory: string): Promise<StageFolder> {
    await storing(() => mkdir(directory, { recursive: true }))
    return new StageFolder(directory)
  }

  /** The stage's result, or null when there is none for this key or it is damaged. */
  async read(stage: FitStage, key: string): Promise<StageRecord | null> {
    try {
      const found = stamp.parse(JSON.parse(await readFile(this.#path(`${stage}.done.json`), 'utf8')))
      if (found.key !== key) return null
      const bytes = await readFile(this.#path(`${stage}.${found.kind}`))
      if (sha256(bytes) !== found.sha256) return null
      return { value: decodeValue({ kind: found.kind, bytes }), seconds: found.seconds, note: found.note }
    } catch {
      return null
    }
  }

  /** @throws FitError folder_unusable, disk_full */
  async write(stage: FitStage, key: string, { value, seconds, note }: StageRecord): Promise<void> {
    const { kind, bytes } = encodeValue(value)
    const done: z.infer<typeof stamp> = { key, sha256: sha256(bytes), kind, seconds, note }
    await storing(async () => {
      await this.#replace(`${stage}.${kind}`, bytes)
      await this.#replace(`${stage}.done.json`, new TextEncoder().encode(JSON.stringify(done)))
    })
  }

  async #replace(name: string, bytes: Uint8Array): Promise<void> {
    const partial = this.#path(`${name}.${process.pid}.partial`)
    try {
      const file = await open(partial, 'w')
      try {
        await file.writeFile(bytes)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(partial, this.#path(name))
    } catch (error) {
      await rm(partial, { force: true })
      throw error
    }
  }

  #path(name: string): string {
    return join(this.#directory, name)
  }
}

/** The file system's failures in the admin's words; where the folder lies on the worker is nobody's business. */
async function storing<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown'
    if (isDiskFull(error)) {
      throw new FitError(
        'disk_full',
        "The worker's disk is full. Free some space and run the fit again: it continues after the last finished stage.",
        { cause: error },
      )
    }
    throw new FitError('folder_unusable', `The worker cannot write to its folder for fits (${code}).`, { cause: error })
  }
}
