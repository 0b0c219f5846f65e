/** A model file on this machine: used where it lies, never copied, never written to. */
import { basename, resolve } from 'node:path'
import type { LocalSource } from './source.ts'

export function localSource(file: string): LocalSource {
  const path = resolve(file)
  return { kind: 'local', describe: () => path, fileName: basename(path), path }
}
