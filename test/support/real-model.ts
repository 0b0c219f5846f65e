import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from '../../gpu-worker/model/store/cache-folder.ts'
import { DEFAULT_MODEL } from '../../gpu-worker/model/store/known-models.ts'

/** Where the default model (SmolLM2-135M-Instruct, Q4_1) is cached. @throws Error when it was not fetched yet. */
export function realModelPath(): string {
  const path = join(cacheFolder(), 'models', `${DEFAULT_MODEL.sha256}.gguf`)
  if (!existsSync(path)) throw new Error(`the default model is not at ${path}; start Attune once to fetch it`)
  return path
}
