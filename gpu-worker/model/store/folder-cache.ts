/** Models of several files: folders, where they lie, or in the cache by their hash (folder-hash.ts). */
import { existsSync } from 'node:fs'
import { access, constants, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { DAY_MS, removeStale } from '../../stale-folders.ts'
import { fileIn, hashFolder } from './folder-hash.ts'
import { type Cached, checkExpected, type Found, type Job, obtainOnce, setAside, staged } from './job.ts'
import { modelFilesOf } from './model-folder.ts'
import { type FolderListing, ModelStoreError, type RemoteFolder } from './source.ts'
import { recall, remember, sourceKey } from './verified-files.ts'

export async function localFolder(path: string, job: Job): Promise<Found> {
  const names = await filesIn(path)
  for (const name of names) {
    await access(join(path, name), constants.R_OK).catch((error) => {
      throw new ModelStoreError('denied', `'${join(path, name)}' may not be read by this user.`, error)
    })
  }
  const found = await hashFolder(path, names, job)
  checkExpected(job, found.sha256, 'Point ATTUNE_MODEL to the right folder.')
  return found
}

export const obtainFolder = (source: RemoteFolder, job: Job): Promise<Found> =>
  obtainOnce(
    job,
    async () => {
      const sha256 = job.expected ?? (await recall(job.models, job.name))?.sha256
      return sha256 ? await findCached(sha256, job) : null
    },
    () => fetchIntoCache(source, job),
  )

const filesIn = async (path: string) =>
  modelFilesOf({
    describe: () => path,
    names: await readdir(path),
    read: (name) => readFile(join(path, name), 'utf8'),
  })

async function findCached(sha256: string, job: Job): Promise<Cached | null> {
  const path = join(job.models, sha256)
  if (!existsSync(path)) return null
  try {
    const found = await hashFolder(path, await filesIn(path), job)
    return { ...found, sha256, intact: found.sha256 === sha256 }
  } catch (error) {
    // A file of it has gone.
    if (error instanceof ModelStoreError) return { path, sha256, bytes: 0, intact: false }
    throw error
  }
}

/** What nobody went on with for so long is given up. */
const UNFINISHED_DAYS = 7

/**
 * File by file, each moved to the unfinished folder when it is complete and verified: who is interrupted goes on with
 * the file that was under way.
 */
async function fetchIntoCache(source: RemoteFolder, job: Job): Promise<Found> {
  const report = job.report(`fetching ${job.name}`)
  report(0, null)
  const listing = await source.list(job.signal)
  const folder = await unfinishedFolder(listing, job)
  const total = listing.files.reduce((sum, { bytes }) => sum + bytes, 0)
  let before = 0
  for (const { name, bytes, fetch } of listing.files) {
    const path = join(folder, name)
    if ((await sizeOf(path)) !== bytes) {
      await staged(job, async (file) => {
        const onProgress = (received: number) => report(before + received, total)
        const { sha256 } = await fetch(file, { onProgress, signal: job.signal })
        await rename(file, path)
        await remember(job.models, fileIn(job.name, name), path, sha256)
      })
    }
    before += bytes
    report(before, total)
  }
  job.signal?.throwIfAborted()
  const found = await hashFolder(folder, await filesIn(folder), job)
  const remedy = 'What is published has changed: set ATTUNE_MODEL to the right revision.'
  checkExpected(job, found.sha256, remedy)
  const path = await keep(folder, found.sha256, job)
  await remember(job.models, job.name, path, found.sha256)
  return { ...found, path }
}

const sizeOf = (path: string): Promise<number | null> =>
  stat(path).then(
    ({ size }) => size,
    () => null,
  )

/** Where the files of this version are collected. Other versions of the source, and what is old, are removed. */
async function unfinishedFolder({ version }: FolderListing, job: Job): Promise<string> {
  const parent = join(job.models, 'unfinished')
  const key = sourceKey(job.name)
  const name = `${key}-${version}`
  await mkdir(join(parent, name), { recursive: true })
  for (const other of await readdir(parent)) {
    if (other.startsWith(`${key}-`) && other !== name) await rm(join(parent, other), { recursive: true, force: true })
  }
  removeStale(parent, UNFINISHED_DAYS * DAY_MS, (other) => other !== name)
  return join(parent, name)
}

/** The complete folder under its hash. The same files may be there already, from another source. */
async function keep(folder: string, sha256: string, job: Job): Promise<string> {
  const path = join(job.models, sha256)
  const there = await findCached(sha256, job)
  if (there && !there.intact) await setAside(path)
  try {
    await rename(folder, path)
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST'].includes(String((error as NodeJS.ErrnoException).code))) throw error
    await rm(folder, { recursive: true, force: true })
  }
  return path
}
