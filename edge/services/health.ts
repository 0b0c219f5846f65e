import type { WorkerAddress } from '../config.ts'
import type { Env } from '../env.ts'
import { readMembers } from '../fleet/members.ts'

const TIMEOUT_MS = 2_000

export async function workersHealth(env: Env): Promise<{ tag: string; ready: boolean }[]> {
  const { workers } = await readMembers(env)
  return Promise.all(workers.map(async (worker) => ({ tag: worker.tag, ready: await isReady(worker) })))
}

export async function isReady({ url }: WorkerAddress): Promise<boolean> {
  try {
    const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(TIMEOUT_MS) })
    await response.body?.cancel()
    return response.ok
  } catch {
    return false
  }
}
