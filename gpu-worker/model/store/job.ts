/** What is to be obtained, and the order in which that is tried: in the cache, or fetched once by one process. */
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type FileLock, lock, tryLock } from './file-lock.ts'
import { ModelStoreError } from './source.ts'
import { sourceKey } from './verified-files.ts'

export type Job = {
  /** The folder of the store. */
  models: string
  /** Of the source, in its canonical form. */
  name: string
  /** The hash that the model must have, where it is known. */
  expected: string | null
  report(text: string): (bytes: number, total: number | null) => void
  signal?: AbortSignal
}

/** A model on this machine: a file or a folder. */
export type Found = { path: string; sha256: string; bytes: number }

/** `intact`: its bytes are the ones that were once verified. */
export type Cached = Found & { intact: boolean }

/** @param find what the cache has @param fetch called by one process at a time, when there is nothing intact */
export async function obtainOnce(
  job: Job,
  find: () => Promise<Cached | null>,
  fetch: () => Promise<Found>,
): Promise<Found> {
  const cached = await find()
  if (cached?.intact) return cached

  for (const folder of ['locks', 'staging']) await mkdir(join(job.models, folder), { recursive: true })
  const onWait = () => job.report('waiting for another process that fetches it')(0, null)
  using _lock: FileLock = await lock(join(job.models, 'locks', sourceKey(job.name)), { onWait, signal: job.signal })

  const since = await find()
  if (since?.intact) return since
  if (since) await setAside(since.path)
  await sweep(job)
  // Awaited here: the lock is released when this function is left.
  return await fetch()
}

/** Nothing of the user's is deleted: what is damaged is renamed and left to them. */
export const setAside = (path: string) => rename(path, `${path}.damaged-${Date.now()}`)

/** Calls `work` with the path of a file that does not exist yet, in a folder that is removed afterwards. */
export async function staged<T>(job: Job, work: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(job.models, 'staging', `${sourceKey(job.name)}-`))
  try {
    return await work(join(folder, 'file'))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

export function checkExpected({ name, expected }: Job, got: string, remedy: string): void {
  if (!expected || got === expected) return
  const message = `${name} is not the model that was expected: SHA-256 ${expected} expected, ${got} found. ${remedy}`
  throw new ModelStoreError('damaged', message)
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
