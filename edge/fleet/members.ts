/** All workers that this edge may ask: those of its settings, which are always there, and those that announce themselves. */
import { waitUntil } from 'cloudflare:workers'
import { type Config, readConfig, type WorkerAddress } from '../config.ts'
import type { Env } from '../env.ts'
import { type Announced, fleetOf } from './registry.ts'
import { NoWorker } from './worker-client.ts'

/** `said`: what it last announced; null for one that announces nothing. */
export type Member = WorkerAddress & { said: Announced | null }
export type Members = Omit<Config, 'workers'> & { workers: Member[] }

/** Milliseconds after which an isolate asks for the list again, beside a request that goes by it as it was. */
const FRESH_MS = 2_000
/** An older one is not gone by: workers announce themselves every five seconds, and are gone after fifteen. */
export const STALE_MS = 5_000

let last: { announced: Announced[]; asked: number; isAsked: boolean } | null = null

/** @throws ApiError 500 `misconfigured` */
export async function readMembers(env: Env): Promise<Members> {
  const config = readConfig(env)
  return { ...config, workers: together(config.workers, await announced(env)) }
}

async function announced(env: Env): Promise<Announced[]> {
  const age = last ? Math.abs(Date.now() - last.asked) : Number.POSITIVE_INFINITY
  if (!last || age >= STALE_MS) return ask(env)
  if (age >= FRESH_MS && !last.isAsked) {
    last.isAsked = true
    waitUntil(ask(env))
  }
  return last.announced
}

async function ask(env: Env): Promise<Announced[]> {
  const before = last
  const asked = Date.now()
  let announced = before?.announced ?? []
  try {
    announced = await fleetOf(env).list()
  } catch (thrown) {
    console.warn(`the fleet is not to be had: ${thrown}`)
  }
  // What was forgotten meanwhile is asked for anew.
  if (last === before) last = { announced, asked, isAsked: false }
  return announced
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
