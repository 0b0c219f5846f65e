/** A tiny model of random weights, opened as the worker opens a real one. */
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EngineSettings, type OpenModel, openModel } from '../../gpu-worker/engine/open.ts'
import type { Device } from '../../gpu-worker/runtime/device.ts'
import { type TinyLlama, writeTinyLlama } from './tiny-gguf.ts'

export type TinyModel = OpenModel & { folder: string }

/** Opens a model made for this call; its files go when it is disposed of. */
export async function openTinyModel(
  model: Partial<TinyLlama> = {},
  settings: Partial<EngineSettings> = {},
  device?: Device,
): Promise<TinyModel> {
  const folder = mkdtempSync(join(tmpdir(), 'attune-tiny-'))
  const removeFolder = () => rmSync(folder, { recursive: true, force: true })
  try {
    const path = join(folder, 'model.gguf')
    writeTinyLlama(path, { seed: 1, ...model })
    const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex')
    const opened = await openModel({
      source: { path, sha256, id: 'tiny' },
      graphs: join(folder, 'graphs'),
      device,
      settings: { form: 'fp32', rows: 4, context: 128, threads: 1, ...settings },
    })
    return {
      ...opened,
      folder,
      async [Symbol.asyncDispose]() {
        await opened[Symbol.asyncDispose]()
        removeFolder()
      },
    }
  } catch (problem) {
    removeFolder()
    throw problem
  }
}
