/**
 * The hash of a model that is a folder: the SHA-256 of the lines `<SHA-256 of a file>  <its name>`, sorted by name, of
 * the files that make up the model (model-folder.ts). So it is what `sha256sum` says of what `sha256sum` says of them:
 *
 *     LC_ALL=C sha256sum config.json model.safetensors tokenizer.json … | sha256sum
 */
import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Found, Job } from './job.ts'
import { hashOnce } from './verified-files.ts'

/** A file's name within a source, for its record. */
export const fileIn = (source: string, name: string) => `${source}/${name}`

/** @param names of the model's files, sorted. Files that have not changed since they were hashed are not read. */
export async function hashFolder(path: string, names: readonly string[], job: Job): Promise<Found> {
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(path, name))).size))
  const total = sizes.reduce((sum, size) => sum + size, 0)
  const digest = createHash('sha256')
  const show = job.report('checking')
  let before = 0
  for (const [i, name] of names.entries()) {
    const report = () => (bytes: number) => show(before + bytes, total)
    const sha256 = await hashOnce(join(path, name), null, { ...job, name: fileIn(job.name, name), report })
    digest.update(`${sha256}  ${name}\n`)
    before += sizes[i]!
  }
  return { path, sha256: digest.digest('hex'), bytes: total }
}
