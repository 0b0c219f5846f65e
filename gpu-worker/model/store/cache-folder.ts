/** The folder outside the repository where downloads and what is made of them are kept. */
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** `$ATTUNE_CACHE`, else `$XDG_CACHE_HOME/attune`, else `~/.cache/attune`; absolute, and perhaps not there yet. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env.ATTUNE_CACHE) return resolve(env.ATTUNE_CACHE)
  // The XDG specification: a relative path there is to be ignored.
  if (env.XDG_CACHE_HOME?.startsWith('/')) return join(env.XDG_CACHE_HOME, 'attune')
  return join(env.HOME || homedir(), '.cache', 'attune')
}
