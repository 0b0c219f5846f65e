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
import type { FitStage } from '../../shared/wire/fit.ts'
import { packStage, type StageStamp, stageStamp, unpackStage } from '../../shared/wire/fit-stage.ts'
import { isDiskFull } from '../model/disk-full.ts'
import { FitError } from './fit-error.ts'
import { decodeValue, encodeValue, sha256 } from './stage-value.ts'

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
    const found = await this.#find(stage)
    if (found?.stamp.key !== key) return null
    const { stamp, bytes } = found
    try {
      return { value: decodeValue({ kind: stamp.kind, bytes }), seconds: stamp.seconds, note: stamp.note }
    } catch {
      return null
    }
  }

  /** The stage's result and its stamp, for another worker; null where there is none, or it is damaged. */
  async pack(stage: FitStage): Promise<Uint8Array<ArrayBuffer> | null> {
    const found = await this.#find(stage)
    return found && packStage(found.stamp, found.bytes)
  }

  /**
   * Takes what another worker has packed. False for what is no stage's result, or has been changed on its way.
   * @throws FitError folder_unusable, disk_full
   */
  async unpack(stage: FitStage, packed: Uint8Array): Promise<boolean> {
    const found = unpackStage(packed)
    if (!found || sha256(found.bytes) !== found.stamp.sha256) return false
    await this.#keep(stage, found.stamp, found.bytes)
    return true
  }

  async #find(stage: FitStage): Promise<{ stamp: StageStamp; bytes: Uint8Array } | null> {
    try {
      const stamp = stageStamp.parse(JSON.parse(await readFile(this.#path(`${stage}.done.json`), 'utf8')))
      const bytes = await readFile(this.#path(`${stage}.${stamp.kind}`))
      return sha256(bytes) === stamp.sha256 ? { stamp, bytes } : null
    } catch {
      return null
    }
  }

  /** @throws FitError folder_unusable, disk_full */
  async write(stage: FitStage, key: string, { value, seconds, note }: StageRecord): Promise<void> {
    const { kind, bytes } = encodeValue(value)
    await this.#keep(stage, { key, sha256: sha256(bytes), kind, seconds, note }, bytes)
  }

  async #keep(stage: FitStage, stamp: StageStamp, bytes: Uint8Array): Promise<void> {
    await storing(async () => {
      await this.#replace(`${stage}.${stamp.kind}`, bytes)
      await this.#replace(`${stage}.done.json`, new TextEncoder().encode(JSON.stringify(stamp)))
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
