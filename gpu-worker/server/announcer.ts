/**
 * Tells the edges every few seconds that this worker is there and how much it has to do: signed, so that nobody else can. An
 * edge that does not answer is told again at the next turn.
 */
import attune from '../../package.json' with { type: 'json' }
import { signRequest } from '../../shared/sign.ts'
import { ANNOUNCED_EVERY_MS, type Announcement } from '../../shared/wire/fleet.ts'
import type { ModelCard } from '../../shared/wire/generate.ts'
import type { Engine } from '../engine/engine.ts'

const PATH = '/internal/workers'
const ANSWERS_WITHIN_MS = 4_000

export type AnnouncerOptions = {
  edges: readonly string[]
  /** Where the edges reach this worker. */
  url: string
  secret: string
  card: ModelCard
  engine: Pick<Engine, 'stats' | 'draining'>
  /** Takes what the operator should see. */
  log?: (line: string) => void
}

export class Announcer {
  readonly #options: AnnouncerOptions
  readonly #timer: NodeJS.Timeout
  /** What was wrong with each edge when it was last told; only what is new is said again. */
  readonly #troubles = new Map<string, string | null>()

  constructor(options: AnnouncerOptions) {
    this.#options = options
    this.#timer = setInterval(() => this.announce(), ANNOUNCED_EVERY_MS)
    this.announce()
  }

  /** At once; settles when the edges have heard, or do not answer. */
  async announce(): Promise<void> {
    await Promise.all(this.#options.edges.map((edge) => this.#tell(edge)))
  }

  close(): void {
    clearInterval(this.#timer)
  }

  async #tell(edge: string): Promise<void> {
    const body = JSON.stringify(this.#announcement())
    let trouble: string | null = null
    try {
      const headers = await signRequest(this.#options.secret, { method: 'POST', path: PATH, body })
      const response = await fetch(edge + PATH, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
      })
      const answer = await response.text()
      if (!response.ok) trouble = `answers ${response.status}: ${answer.slice(0, 300)}`
    } catch (problem) {
      trouble = `does not answer (${(problem as Error).message})`
    }
    if (trouble !== null && trouble !== this.#troubles.get(edge)) {
      const { log = console.error } = this.#options
      log(`The edge at ${edge} ${trouble}`)
    }
    this.#troubles.set(edge, trouble)
  }

  #announcement(): Announcement {
    const { url, card, engine } = this.#options
    const { running, waiting: queued } = engine.stats
    const load = { running, queued, free_rows: Math.max(0, card.rows - running) }
    return { tag: card.worker, url, card, load, version: attune.version, draining: engine.draining }
  }
}
