/**
 * The model store: a model's specification → its file on this machine, verified. Files are kept by their hash:
 *
 *     <cache>/models/<sha256>.gguf      complete and verified, always: they arrive by rename
 *     <cache>/models/sources/*.json     which source gave which hash
 *     <cache>/models/locks/*            one lock a source: of several processes, one fetches
 *     <cache>/models/staging/*          what is being fetched; what a killed process left there is swept
 */
import { constants } from 'node:fs'
import { access, mkdir, mkdtemp, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheFolder } from './cache-folder.ts'
import { type FileLock, lock, tryLock } from './file-lock.ts'
import { hashFile } from './hashing.ts'
import { DEFAULT_MODEL, modelId, pinnedHash } from './known-models.ts'
import { type LocalSource, ModelStoreError, type RemoteSource } from './source.ts'
import { modelSource, SPEC_FORMS } from './spec.ts'
import { recall, remember, sourceKey } from './verified-files.ts'

export type ObtainOptions = {
  /** What is being done, for a progress display. `bytes` never falls within one `text`. */
  onProgress?(bytes: number, total: number | null, text: string): void
  /** Stops fetching; nothing that is unfinished stays behind. */
  signal?: AbortSignal
  /** The SHA-256 (lower-case hex) the file must have, where the caller knows better than the pinned list. */
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

type Job = {
  models: string
  name: string
  expected: string | null
  report(text: string): (bytes: number, total: number | null) => void
  signal?: AbortSignal
}

/**
 * The file of `spec` (default: `ATTUNE_MODEL`, else the default model), fetched if it is not in the cache. Safe to call
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
    const { path, sha256, bytes } = source.kind === 'local' ? await findLocal(source, job) : await obtain(source, job)
    return { path, sha256, bytes, id: modelId(sha256, source.fileName), source: name }
  } catch (error) {
    options.signal?.throwIfAborted()
    throw explained(error, job.models)
  }
}

type HashedFile = { path: string; sha256: string; bytes: number }

async function findLocal({ path }: LocalSource, job: Job): Promise<HashedFile> {
  const found = await stat(path).catch(() => null)
  if (!found?.isFile()) {
    const what = found ? 'is not a file' : 'does not exist'
    throw new ModelStoreError('not_found', `The model file '${path}' ${what}. ATTUNE_MODEL takes ${SPEC_FORMS}.`)
  }
  await access(path, constants.R_OK).catch((error) => {
    throw new ModelStoreError('denied', `The model file '${path}' may not be read by this user.`, error)
  })
  await requireGguf(path, job.name)
  const sha256 = await hashOnce(path, job.expected, job)
  if (job.expected && sha256 !== job.expected) throw wrongHash(job, sha256, 'Point ATTUNE_MODEL to the right file.')
  return { path, sha256, bytes: found.size }
}

async function obtain(source: RemoteSource, job: Job): Promise<HashedFile> {
  const cached = await findCached(job)
  if (cached?.intact) return cached

  for (const folder of ['locks', 'staging']) await mkdir(join(job.models, folder), { recursive: true })
  const onWait = () => job.report('waiting for another process that fetches it')(0, null)
  using _lock: FileLock = await lock(join(job.models, 'locks', sourceKey(job.name)), { onWait, signal: job.signal })

  const since = await findCached(job)
  if (since?.intact) return since
  // Nothing of the user's is deleted: a damaged file is renamed and left to them.
  if (since) await rename(since.path, `${since.path}.damaged-${Date.now()}`)
  await sweep(job)
  // Awaited here: the lock is released when this function is left.
  return await fetchIntoCache(source, job)
}

const cachedPath = (models: string, sha256: string) => join(models, `${sha256}.gguf`)

/** What the cache has for the job's source; not `intact` when its bytes are not the ones that were once verified. */
async function findCached(job: Job): Promise<(HashedFile & { intact: boolean }) | null> {
  const sha256 = job.expected ?? (await recall(job.models, job.name))?.sha256
  if (!sha256) return null
  const path = cachedPath(job.models, sha256)
  const found = await stat(path).catch(() => null)
  if (!found) return null
  return { path, sha256, bytes: found.size, intact: (await hashOnce(path, sha256, job)) === sha256 }
}

/** The file's hash: as recorded, if the file has not changed since; otherwise computed, and recorded if it is `wanted`. */
async function hashOnce(path: string, wanted: string | null, job: Job): Promise<string> {
  const { size, mtimeMs } = await stat(path)
  const record = await recall(job.models, job.name)
  if (record?.bytes === size && record.modified === mtimeMs) return record.sha256
  const onProgress = job.report('checking')
  const sha256 = await hashFile(path, { onBytes: (bytes) => onProgress(bytes, size), signal: job.signal })
  if (wanted === null || sha256 === wanted) await remember(job.models, job.name, path, sha256)
  return sha256
}

async function fetchIntoCache(source: RemoteSource, job: Job): Promise<HashedFile> {
  const folder = await mkdtemp(join(job.models, 'staging', `${sourceKey(job.name)}-`))
  try {
    const staged = join(folder, 'model.gguf')
    const onProgress = job.report(`fetching ${job.name}`)
    onProgress(0, null)
    const { sha256, bytes } = await source.fetch(staged, { onProgress, signal: job.signal })
    if (job.expected && sha256 !== job.expected) {
      const remedy = 'Start again; if it is the same then, the published file has changed: set ATTUNE_MODEL to another.'
      throw wrongHash(job, sha256, remedy)
    }
    await requireGguf(staged, job.name)
    job.signal?.throwIfAborted()
    const path = cachedPath(job.models, sha256)
    await rename(staged, path)
    await remember(job.models, job.name, path, sha256)
    return { path, sha256, bytes }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Removes what killed processes left: whoever is alive and fetching holds the lock of its source. */
async function sweep(job: Job): Promise<void> {
  const staging = join(job.models, 'staging')
  for (const folder of await readdir(staging)) {
    const key = folder.slice(0, folder.lastIndexOf('-'))
    const mine = key === sourceKey(job.name)
    using free = mine ? null : tryLock(join(job.models, 'locks', key))
    if (mine || free) await rm(join(staging, folder), { recursive: true, force: true })
  }
}

/** An error page or a pointer file is noticed before it is kept; the rest of the format is the GGUF reader's matter. */
async function requireGguf(path: string, name: string): Promise<void> {
  await using file = await open(path)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0)
  if (bytesRead === 4 && buffer.toString('latin1') === 'GGUF') return
  const begins = JSON.stringify(buffer.toString('latin1', 0, bytesRead))
  throw new ModelStoreError('damaged', `${name} is not a GGUF file: it begins with ${begins}, not with "GGUF".`)
}

function wrongHash({ name, expected }: Job, got: string, remedy: string): ModelStoreError {
  return new ModelStoreError(
    'damaged',
    `${name} is not the file that was expected: SHA-256 ${expected} expected, ${got} found. ${remedy}`,
  )
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
