/**
 * Which source gave which file, and that the file was hashed: one small JSON file a source, so that a second start needs
 * neither the network nor another pass over the weights. A file whose size or time of change differs is hashed again.
 */
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { hashFile } from './hashing.ts'
import type { Job } from './job.ts'

export type VerifiedFile = { source: string; sha256: string; bytes: number; modified: number }

/** A name for a source that is safe in a file system. */
export const sourceKey = (source: string) => createHash('sha256').update(source).digest('hex').slice(0, 24)

const recordPath = (models: string, source: string) => join(models, 'sources', `${sourceKey(source)}.json`)

/** The record of a source, or `null` when there is none that can be read: then the file is simply hashed again. */
export async function recall(models: string, source: string): Promise<VerifiedFile | null> {
  try {
    const record: VerifiedFile = JSON.parse(await readFile(recordPath(models, source), 'utf8'))
    return record.source === source && /^[0-9a-f]{64}$/.test(record.sha256) ? record : null
  } catch {
    return null
  }
}

/** Records that `path`, as it is now, was hashed. A cache that cannot be written costs a hash at the next start, no more. */
export async function remember(models: string, source: string, path: string, sha256: string): Promise<void> {
  const record = recordPath(models, source)
  const unfinished = `${record}.${randomUUID()}`
  try {
    const { size, mtimeMs } = await stat(path)
    await mkdir(dirname(record), { recursive: true })
    await writeFile(
      unfinished,
      JSON.stringify({ source, sha256, bytes: size, modified: mtimeMs } satisfies VerifiedFile),
    )
    await rename(unfinished, record)
  } catch {
    await rm(unfinished, { force: true }).catch(() => {})
  }
}

/** The file's hash: as recorded, if the file has not changed since; otherwise computed, and recorded if it is `wanted`. */
export async function hashOnce(
  path: string,
  wanted: string | null,
  { models, name, report, signal }: Pick<Job, 'models' | 'name' | 'report' | 'signal'>,
): Promise<string> {
  const { size, mtimeMs } = await stat(path)
  const record = await recall(models, name)
  if (record?.bytes === size && record.modified === mtimeMs) return record.sha256
  const onProgress = report('checking')
  const sha256 = await hashFile(path, { onBytes: (bytes) => onProgress(bytes, size), signal })
  if (wanted === null || sha256 === wanted) await remember(models, name, path, sha256)
  return sha256
}
