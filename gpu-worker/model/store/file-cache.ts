/** Models of one file: where they lie, or in the cache by their hash. */
import { open, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Cached, checkExpected, type Found, type Job, obtainOnce, staged } from './job.ts'
import { ModelStoreError, type RemoteSource } from './source.ts'
import { hashOnce, recall, remember } from './verified-files.ts'

export async function localFile(path: string, job: Job): Promise<Found> {
  await requireGguf(path, job.name)
  const sha256 = await hashOnce(path, job.expected, job)
  checkExpected(job, sha256, 'Point ATTUNE_MODEL to the right file.')
  return { path, sha256, bytes: (await stat(path)).size }
}

export const obtainFile = (source: RemoteSource, job: Job): Promise<Found> =>
  obtainOnce(
    job,
    () => findCached(job),
    () => fetchIntoCache(source, job),
  )

const cachedPath = (models: string, sha256: string) => join(models, `${sha256}.gguf`)

/** What the cache has for the job's source. */
async function findCached(job: Job): Promise<Cached | null> {
  const sha256 = job.expected ?? (await recall(job.models, job.name))?.sha256
  if (!sha256) return null
  const path = cachedPath(job.models, sha256)
  const found = await stat(path).catch(() => null)
  if (!found) return null
  return { path, sha256, bytes: found.size, intact: (await hashOnce(path, sha256, job)) === sha256 }
}

const fetchIntoCache = (source: RemoteSource, job: Job): Promise<Found> =>
  staged(job, async (file) => {
    const onProgress = job.report(`fetching ${job.name}`)
    onProgress(0, null)
    const { sha256, bytes } = await source.fetch(file, { onProgress, signal: job.signal })
    const remedy = 'Start again; if it is the same then, the published file has changed: set ATTUNE_MODEL to another.'
    checkExpected(job, sha256, remedy)
    await requireGguf(file, job.name)
    job.signal?.throwIfAborted()
    const path = cachedPath(job.models, sha256)
    await rename(file, path)
    await remember(job.models, job.name, path, sha256)
    return { path, sha256, bytes }
  })

/** An error page or a pointer file is noticed before it is kept; the rest of the format is the GGUF reader's matter. */
async function requireGguf(path: string, name: string): Promise<void> {
  await using file = await open(path)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0)
  if (bytesRead === 4 && buffer.toString('latin1') === 'GGUF') return
  const begins = JSON.stringify(buffer.toString('latin1', 0, bytesRead))
  throw new ModelStoreError('damaged', `${name} is not a GGUF file: it begins with ${begins}, not with "GGUF".`)
}
