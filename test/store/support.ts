/** What the tests of the store share: a cache of their own, small model files, and the store in another process. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** `size` bytes that begin as a GGUF file does; different each time. */
export const modelFile = (size = 300_000) => Buffer.concat([Buffer.from('GGUF'), randomBytes(size - 4)])

export const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

export type Scratch = AsyncDisposable & {
  folder: string
  /** Environment of a process whose cache is in the scratch folder; nothing of the developer's own settings. */
  env: NodeJS.ProcessEnv
  /** Names in a folder of the model cache; none if it does not exist. */
  models(folder?: string): string[]
}

export async function scratch(): Promise<Scratch> {
  const folder = await mkdtemp(join(tmpdir(), 'attune-store-'))
  const cache = join(folder, 'cache')
  return {
    folder,
    env: { PATH: process.env.PATH, HOME: folder, ATTUNE_CACHE: cache },
    models(name = '') {
      try {
        return readdirSync(join(cache, 'models', name))
      } catch {
        return []
      }
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

export type ObtainProcess = { child: ChildProcess; output(): string; finished: Promise<number | null> }

/**
 * `obtainModel(spec)` in a process of its own, which prints its progress texts and then the result as JSON; it does not
 * outlive the test.
 */
export function obtainInProcess(spec: string, env: NodeJS.ProcessEnv): ObtainProcess {
  const script = join(import.meta.dirname, 'obtain-once.ts')
  const child = spawn(process.execPath, [script, spec], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  child.stdout.on('data', (text) => {
    output += text
  })
  child.stderr.on('data', (text) => {
    output += text
  })
  return { child, output: () => output, finished: new Promise((resolve) => child.on('close', resolve)) }
}

/** Polls until `condition` holds; fails by the test's own time limit, not by a limit here. */
export async function until(condition: () => boolean): Promise<void> {
  let over = false
  onTestFinished(() => {
    over = true
  })
  while (!over && !condition()) await new Promise((resolve) => setTimeout(resolve, 20))
}
