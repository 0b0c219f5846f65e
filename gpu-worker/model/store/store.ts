/**
 * The model store: a model's specification → its file or folder on this machine, verified. They are kept by their hash:
 *
 *     <cache>/models/<sha256>.gguf      complete and verified, always: they arrive by rename
 *     <cache>/models/<sha256>/          the same of folders (folder-hash.ts)
 *     <cache>/models/sources/*.json     which source gave which hash, and which file was hashed when
 *     <cache>/models/locks/*            one lock a source: of several processes, one fetches
 *     <cache>/models/staging/*          what is being fetched; what a killed process left there is swept
 *     <cache>/models/unfinished/*       complete files of folders that are not complete
 */
import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheFolder } from './cache-folder.ts'
import { localFile, obtainFile } from './file-cache.ts'
import { localFolder, obtainFolder } from './folder-cache.ts'
import type { Found, Job } from './job.ts'
import { DEFAULT_MODEL, modelId, pinnedHash } from './known-models.ts'
import { type LocalSource, type ModelSource, ModelStoreError } from './source.ts'
import { modelSource, SPEC_FORMS } from './spec.ts'

export type ObtainOptions = {
  /** What is being done, for a progress display. `bytes` never falls within one `text`. */
  onProgress?(bytes: number, total: number | null, text: string): void
  /** Stops fetching; nothing that is unfinished stays behind. */
  signal?: AbortSignal
  /** The SHA-256 (lower-case hex) the model must have, where the caller knows better than the pinned list. */
  expectedHash?: string
  env?: NodeJS.ProcessEnv
}

export type ObtainedModel = {
  /** Absolute; read-only to everybody. */
  path: string
  /** Lower-case hex; what directions are bound to. */
  sha256: string
  bytes: number
  id: string
  /** The canonical specification it came from. */
  source: string
}

/**
 * The file or folder of `spec` (default: `ATTUNE_MODEL`, else the default model), fetched if it is not in the cache. Safe to call
 * from any number of processes at once: one fetches, the others wait for it. Throws `ModelStoreError`, or the signal's
 * reason when aborted.
 */
export async function obtainModel(spec?: string, options: ObtainOptions = {}): Promise<ObtainedModel> {
  const env = options.env ?? process.env
  const source = modelSource(spec || env.ATTUNE_MODEL || DEFAULT_MODEL.spec, env)
  const name = source.describe()
  const job: Job = {
    models: join(cacheFolder(env), 'models'),
    name,
    expected: options.expectedHash ?? pinnedHash(name),
    report: (text) => (bytes, total) => options.onProgress?.(bytes, total, text),
    signal: options.signal,
  }
  options.signal?.throwIfAborted()
  try {
    const { path, sha256, bytes } = await found(source, job)
    return { path, sha256, bytes, id: modelId(sha256, source.fileName), source: name }
  } catch (error) {
    options.signal?.throwIfAborted()
    throw explained(error, job.models)
  }
}

function found(source: ModelSource, job: Job): Promise<Found> {
  if (source.kind === 'remote') return obtainFile(source, job)
  if (source.kind === 'remote-folder') return obtainFolder(source, job)
  return findLocal(source, job)
}

async function findLocal({ path }: LocalSource, job: Job): Promise<Found> {
  const found = await stat(path).catch(() => null)
  if (!found?.isFile() && !found?.isDirectory()) {
    const what = found ? 'is neither a file nor a folder' : 'does not exist'
    throw new ModelStoreError('not_found', `The model '${path}' ${what}. ATTUNE_MODEL takes ${SPEC_FORMS}.`)
  }
  await access(path, constants.R_OK).catch((error) => {
    throw new ModelStoreError('denied', `The model '${path}' may not be read by this user.`, error)
  })
  return found.isFile() ? localFile(path, job) : localFolder(path, job)
}

const NOT_WRITABLE = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ERR_SQLITE_ERROR'])

/** What the file system says, with what to do about it. */
function explained(error: unknown, models: string): unknown {
  const code = String((error as { code?: unknown })?.code)
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'no_space') {
    const message = `The disk of '${models}' is full. Free some space, or set ATTUNE_CACHE to a folder on another disk.`
    return new ModelStoreError('no_space', message, error)
  }
  if (NOT_WRITABLE.has(code)) {
    const message = `The cache '${models}' cannot be written (${code}). Set ATTUNE_CACHE to a folder that can.`
    return new ModelStoreError('denied', message, error)
  }
  return error
}
