/** Wheels for the tests, and stand-ins for `python3`. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const WRITE_ZIP = `
import base64, json, sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as archive:
    for name, content in json.load(sys.stdin):
        archive.writestr(name, base64.b64decode(content))
`

/** A zip archive with these entries, names unchecked. */
export function writeZip(path: string, entries: [name: string, content: Buffer | string][]): void {
  const input = JSON.stringify(entries.map(([name, content]) => [name, Buffer.from(content).toString('base64')]))
  execFileSync('python3', ['-c', WRITE_ZIP, path], { input })
}

/** A wheel that pip accepts, with `entries` beside its metadata, in `folder`. Returns its path. */
export function writeWheel(
  folder: string,
  name: string,
  version: string,
  entries: [name: string, content: Buffer | string][],
): string {
  mkdirSync(folder, { recursive: true })
  const info = `${name}-${version}.dist-info`
  const path = join(folder, `${name}-${version}-py3-none-any.whl`)
  writeZip(path, [
    ...entries,
    [`${info}/METADATA`, `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`],
    [`${info}/WHEEL`, 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n'],
    [`${info}/RECORD`, ''],
  ])
  return path
}

/** A folder whose `python3` is this shell script; put it first in PATH. */
export function fakePython(folder: string, script: string): string {
  const bin = join(folder, 'bin')
  mkdirSync(bin, { recursive: true })
  writeFileSync(join(bin, 'python3'), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  return bin
}
