/** What Prometheus reads. Figures come from where they arise, when asked for. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Generation } from '../engine/generation.ts'
import type { OpenModel } from '../engine/open.ts'

export class Metrics {
  readonly registry = new Registry()
  readonly #ended: Counter<'status'>
  readonly #firstToken: Histogram
  readonly #tokens: Histogram

  constructor({ engine, source }: OpenModel) {
    const { registry } = this
    const registers = [registry]
    registry.setDefaultLabels({ model: source.id })
    collectDefaultMetrics({ register: registry })
    const gauge = (name: string, help: string, value: () => number) =>
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(value())
        },
      })
    gauge('attune_generations_running', 'Generations that hold a row.', () => engine.stats.running)
    gauge('attune_generations_waiting', 'Generations that wait for a row.', () => engine.stats.waiting)
    gauge('attune_kv_bytes_reserved', 'The most memory that keys and values will take.', () => engine.runner.kv.bytes)
    gauge('attune_prefix_cache_bytes', 'Memory that the prefix cache takes.', () => engine.stats.prefixes.bytes)
    const counter = (name: string, help: string, value: () => number) => {
      let seen = 0
      return new Counter({
        name,
        help,
        registers,
        collect() {
          const now = value()
          this.inc(now - seen)
          seen = now
        },
      })
    }
    counter('attune_decode_steps_total', 'Decode steps run.', () => engine.stats.decodeSteps)
    counter('attune_decoded_tokens_total', 'Tokens decoded.', () => engine.stats.decodedTokens)
    counter('attune_prefilled_tokens_total', 'Prompt tokens run.', () => engine.stats.prefilledTokens)
    counter(
      'attune_prefix_cache_asked_tokens_total',
      'Prompt tokens looked up in the prefix cache.',
      () => engine.stats.prefixes.askedTokens,
    )
    counter(
      'attune_prefix_cache_found_tokens_total',
      'Prompt tokens found there, which were not run.',
      () => engine.stats.prefixes.foundTokens,
    )
    counter(
      'attune_prefix_cache_evicted_blocks_total',
      'Blocks that made room for others.',
      () => engine.stats.prefixes.evictedBlocks,
    )
    counter('attune_decode_seconds_total', 'Seconds spent in decode steps.', () => engine.stats.decodeSeconds)
    counter('attune_prefill_seconds_total', 'Seconds spent in prefill.', () => engine.stats.prefillSeconds)
    this.#ended = new Counter({
      name: 'attune_generations_ended_total',
      help: 'Generations ended, by how.',
      labelNames: ['status'],
      registers,
    })
    this.#firstToken = new Histogram({
      name: 'attune_first_token_seconds',
      help: 'From a request to its first token.',
      buckets: [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30],
      registers,
    })
    this.#tokens = new Histogram({
      name: 'attune_generation_tokens',
      help: 'Tokens generated for one answer.',
      buckets: [8, 16, 32, 64, 128, 256, 512, 1024, 2048],
      registers,
    })
  }

  /** Counts a generation when it ends. */
  watch(generation: Generation): void {
    const ended = () => {
      this.#ended.inc({ status: generation.status })
      this.#tokens.observe(generation.output.length)
      const { firstTokenAt, queuedAt } = generation
      if (firstTokenAt !== null) this.#firstToken.observe((firstTokenAt - queuedAt) / 1000)
    }
    generation.done.then(ended, ended)
  }
}
