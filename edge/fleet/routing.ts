/**
 * In which order workers are asked for an answer. The one whose prefix cache has the prompt already goes first (rendezvous
 * hashing), unless it has more to do than its share: consistent hashing with bounded loads (Mirrokni, Thorup and
 * Zadimoghaddam, SODA 2018), where no worker takes more than c times its part of all that runs, this answer included.
 */
import type { GenerateRequest } from '../../shared/wire/generate.ts'
import { rank } from './rendezvous.ts'

/** The larger, the truer to the cache and the less even. */
const C = 1.25

export type Routed = {
  tag: string
  /** Answers that it writes at once: its part of the load is by them. */
  rows: number
  /** Answers that it has, running and waiting. */
  load: number
}

export function inOrder<Worker extends Routed>(affinity: string, workers: readonly Worker[]): Worker[] {
  const load = workers.reduce((sum, worker) => sum + worker.load, 0) + 1
  const rows = workers.reduce((sum, worker) => sum + worker.rows, 0)
  const bound = (worker: Worker) => Math.ceil((C * load * worker.rows) / rows)
  const ranked = rank(affinity, workers, (worker) => worker.rows)
  const within = ranked.filter((worker) => worker.load + 1 <= bound(worker))
  const beyond = ranked.filter((worker) => worker.load + 1 > bound(worker))
  return [...within, ...beyond.sort((a, b) => a.load / a.rows - b.load / b.rows)]
}

/** Characters of each message that count: what is the same for so long is worth finding again. */
const COUNTED = 2_000

type Prompted = Pick<GenerateRequest, 'messages' | 'prompt'>

/**
 * What a prompt begins with, which is the same in every turn of a chat: the system's messages before the first of the user,
 * and that one. Who asks does not matter: the kept prompt is unedited, so it serves every user of the project.
 */
export function affinityOf(project: string, { messages, prompt }: Prompted): string {
  if (prompt !== null) return JSON.stringify([project, prompt.slice(0, COUNTED)])
  const first = messages.findIndex(({ role }) => role === 'user')
  const begin = first < 0 ? messages : messages.slice(0, first + 1)
  return JSON.stringify([project, ...begin.map(({ role, content }) => [role, content.slice(0, COUNTED)])])
}
