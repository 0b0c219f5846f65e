/** One worker on the real model and one edge in workerd for all end-to-end tests, with a state folder of their own. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { type Attune, startAttune } from '../../cli/attune.ts'

export type Pair = Pick<Attune, 'url' | 'workerUrl' | 'secret' | 'model'>

declare module 'vitest' {
  interface ProvidedContext {
    pair: Pair
  }
}

export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const state = await mkdtemp(join(tmpdir(), 'attune-e2e-'))
  const attune = await startAttune({ port: 0, workerPort: 0, state })
  const { url, workerUrl, secret, model } = attune
  provide('pair', { url, workerUrl, secret, model })
  return async () => {
    await attune.close()
    await rm(state, { recursive: true, force: true })
  }
}
