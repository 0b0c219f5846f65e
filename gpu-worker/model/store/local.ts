/** A model's file or folder on this machine: used where it lies, never copied, never written to. */
import { basename, resolve } from 'node:path'
import type { LocalSource } from './source.ts'

export function localSource(file: string): LocalSource {
  const path = resolve(file)
  return { kind: 'local', describe: () => path, fileName: nameOf(path), path }
}

/** Where Hugging Face's own cache keeps a model, its folder is named by a commit, and one further up by the model. */
function nameOf(path: string): string {
  const [, cached] = /\/models--(?:[^/]+--)?([^/]+)\/snapshots\/[0-9a-f]{40}$/.exec(path) ?? []
  return cached ?? basename(path)
}
