/** Python with the packages of an example: those that are there, or else fetched by pip into the cache, once. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { cacheFolder } from '../../gpu-worker/model/store/cache-folder.ts'

const run = promisify(execFile)
const PIP_MS = 240_000

/** What it is called with, or why it cannot be. */
export type Python = { env: NodeJS.ProcessEnv } | { missing: string }

/** @param requirements the path of pip's list */
export async function pythonWith(requirements: string): Promise<Python> {
  const told = ['-c', 'import sys; print(sys.version, sys.platform)']
  const version = await run('python3', told).then(
    ({ stdout }) => stdout,
    () => null,
  )
  if (version === null) return { missing: 'there is no python3' }
  // Compiled packages are of one Python.
  const name = createHash('sha256')
    .update(version)
    .update(await readFile(requirements))
    .digest('hex')
    .slice(0, 16)
  const folder = join(cacheFolder(), 'python', name)
  if (!existsSync(folder)) {
    await mkdir(join(folder, '..'), { recursive: true })
    const unfinished = await mkdtemp(`${folder}.`)
    try {
      const options = ['--quiet', '--disable-pip-version-check', '--target', join(unfinished, 'packages')]
      await run('python3', ['-m', 'pip', 'install', ...options, '--requirement', requirements], { timeout: PIP_MS })
      await rename(join(unfinished, 'packages'), folder)
    } catch (problem) {
      // Another run may have been quicker.
      if (!existsSync(folder)) return { missing: `pip could not fetch it: ${(problem as Error).message}` }
    } finally {
      await rm(unfinished, { recursive: true, force: true })
    }
  }
  return { env: { PYTHONPATH: folder } }
}
