/** All workers that this edge may ask: those of its settings, which are always there, and those that announce themselves. */
import { type Config, readConfig, type WorkerAddress } from '../config.ts'
import type { Env } from '../env.ts'
import { type Announced, fleetOf } from './registry.ts'
import { NoWorker } from './worker-client.ts'

/** `said`: what it last announced; null for one that announces nothing. */
export type Member = WorkerAddress & { said: Announced | null }
export type Members = Omit<Config, 'workers'> & { workers: Member[] }

/** Milliseconds for which an isolate takes the list as it was. */
const FRESH_MS = 2_000

let last: { announced: Announced[]; asked: number } | null = null

/** @throws ApiError 500 `misconfigured` */
export async function readMembers(env: Env): Promise<Members> {
  const config = readConfig(env)
  return { ...config, workers: together(config.workers, await announced(env)) }
}

async function announced(env: Env): Promise<Announced[]> {
  const now = Date.now()
  if (last && Math.abs(now - last.asked) < FRESH_MS) return last.announced
  try {
    last = { announced: await fleetOf(env).list(), asked: now }
  } catch (thrown) {
    console.warn(`the fleet is not to be had: ${thrown}`)
    last = { announced: last?.announced ?? [], asked: now }
  }
  return last.announced
}

/** It is asked again at the next request. */
export const forgetMembers = (): void => {
  last = null
}

/** One of the settings that announces itself too is one worker; its address is that of the settings. */
export function together(fixed: readonly WorkerAddress[], announced: readonly Announced[]): Member[] {
  const own = fixed.map(({ tag, url }) => ({ tag, url, said: announced.find((one) => one.tag === tag) ?? null }))
  const others = announced.filter(({ tag }) => !fixed.some((one) => one.tag === tag))
  return [...own, ...others.map((said) => ({ tag: said.tag, url: said.url, said }))]
}

export const memberOf = ({ workers }: Members, tag: string | null): Member | undefined =>
  workers.find((one) => one.tag === tag)

/** @throws NoWorker where there is none of that tag, or no longer */
export function workerByTag(members: Members, tag: string): Member {
  const worker = memberOf(members, tag)
  if (!worker) throw new NoWorker(`there is no worker '${tag}'`)
  return worker
}

/** It takes nothing new. */
export const isDraining = ({ said }: Member): boolean => said?.draining === true
