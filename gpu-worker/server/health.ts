/**
 * What /health says: whether answers are made here. When steps fail one after the other, those that look after workers are
 * told, and may send nobody here any more; so being asked is reason enough to try again.
 */
import type { OpenModel } from '../engine/open.ts'
import { probe } from '../engine/probe.ts'

export type HealthStatus = 'ok' | 'draining' | 'failing'

const PROBE_EVERY_MS = 2_000

export class Health {
  readonly #model: Pick<OpenModel, 'engine' | 'tokenizer'>
  #probedAt = Number.NEGATIVE_INFINITY

  constructor(model: Pick<OpenModel, 'engine' | 'tokenizer'>) {
    this.#model = model
  }

  status(): HealthStatus {
    const { engine, tokenizer } = this.#model
    if (engine.draining) return 'draining'
    if (!engine.failing) return 'ok'
    if (performance.now() - this.#probedAt > PROBE_EVERY_MS) {
      this.#probedAt = performance.now()
      probe(engine, tokenizer.encode('Hello')).catch((problem) => console.error('no answer can be made', problem))
    }
    return 'failing'
  }
}
