import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

const SHA256 = 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53'

/** Where the default model (SmolLM2-135M-Instruct, Q4_1) is cached. @throws Error when it was not fetched yet. */
export function realModelPath(): string {
  const cache = process.env.ATTUNE_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'attune')
  const path = join(cache, 'models', `${SHA256}.gguf`)
  if (!existsSync(path)) throw new Error(`the default model is not at ${path}; start Attune once to fetch it`)
  return path
}
