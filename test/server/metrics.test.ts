import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { errorOf, generateBody, startTestWorker, type TestWorker } from './worker.ts'

let worker: TestWorker
beforeAll(async () => {
  worker = await startTestWorker({ prefixes: true })
})
afterAll(() => worker.close())
afterEach(() => worker.settle())

/** Figures by name and labels other than the model. */
async function read(): Promise<Map<string, number>> {
  const response = await fetch(`${worker.url}/metrics`)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
  const lines = (await response.text()).split('\n').filter((line) => line && !line.startsWith('#'))
  return new Map(
    lines.map((line) => {
      const [, name, labels, value] = /^(\w+)(?:\{(.*)\})? (\S+)/.exec(line)!
      const others = labels?.split(',').filter((label) => label !== 'model="tiny"')
      return [others?.length ? `${name}{${others.join(',')}}` : name!, Number(value)]
    }),
  )
}

const COUNTERS = [
  'attune_decode_steps_total',
  'attune_decoded_tokens_total',
  'attune_prefilled_tokens_total',
  'attune_decode_seconds_total',
  'attune_prefill_seconds_total',
]

describe('the metrics', () => {
  test('have their names from the start', async () => {
    const figures = await read()
    for (const name of COUNTERS) expect(figures.get(name)).toBe(0)
    expect(figures.get('attune_generations_running')).toBe(0)
    expect(figures.get('attune_generations_waiting')).toBe(0)
    expect(figures.get('attune_kv_bytes_reserved')).toBe(worker.model.engine.runner.kv.bytes)
    for (const what of ['asked_tokens', 'found_tokens', 'evicted_blocks']) {
      expect(figures.get(`attune_prefix_cache_${what}_total`)).toBe(0)
    }
    expect(figures.get('attune_prefix_cache_bytes')).toBe(0)
    expect(figures.get('attune_first_token_seconds_count')).toBe(0)
    expect(figures.get('attune_generation_tokens_count')).toBe(0)
    expect(figures.has('process_resident_memory_bytes')).toBe(true)
  })

  test('grow with what is done, and stay when nothing is', async () => {
    const before = await read()
    await (await worker.ask('POST', '/v1/generate', generateBody({ max_tokens: 12 }))).text()
    const after = await read()
    for (const name of COUNTERS) expect(after.get(name)).toBeGreaterThan(before.get(name)!)
    const { decodeSteps, decodedTokens, prefilledTokens } = worker.model.engine.stats
    expect(after.get('attune_decode_steps_total')).toBe(decodeSteps)
    expect(after.get('attune_decoded_tokens_total')).toBe(decodedTokens)
    expect(after.get('attune_prefilled_tokens_total')).toBe(prefilledTokens)
    const idle = await read()
    for (const name of COUNTERS) expect(idle.get(name)).toBe(after.get(name))
  })

  test('tell how much of the prompts was found in the prefix cache', async () => {
    const messages = [{ role: 'user', content: 'Say something that is long enough for a block of it to be kept.' }]
    const before = await read()
    for (let i = 0; i < 2; i++) await (await worker.ask('POST', '/v1/generate', generateBody({ messages }))).text()
    const after = await read()
    const grown = (name: string) =>
      after.get(`attune_prefix_cache_${name}`)! - before.get(`attune_prefix_cache_${name}`)!
    expect(grown('found_tokens_total')).toBeGreaterThan(0)
    expect(grown('asked_tokens_total')).toBe(2 * grown('found_tokens_total'))
    expect(after.get('attune_prefix_cache_bytes')).toBeGreaterThan(0)
  })

  test('count how generations ended, their lengths and the wait for the first token', async () => {
    const before = await read()
    const grown = (after: Map<string, number>, name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0)
    await (await worker.ask('POST', '/v1/generate', generateBody({ max_tokens: 12 }))).text()
    worker.gate.hold()
    const controller = new AbortController()
    const { signal } = controller
    // Another prompt than those before it: it is run.
    const messages = [{ role: 'user', content: 'Say something else.' }]
    const left = worker.ask('POST', '/v1/generate', generateBody({ messages }), { signal })
    left.catch(() => {})
    await worker.gate.waiting
    expect((await read()).get('attune_generations_running')).toBe(1)
    controller.abort()
    const ended = (status: string) => `attune_generations_ended_total{status="${status}"}`
    await vi.waitFor(async () => expect(grown(await read(), ended('cancelled'))).toBe(1), { interval: 5 })
    await worker.settle()
    const after = await read()
    expect(grown(after, ended('finished'))).toBe(1)
    expect(grown(after, ended('cancelled'))).toBe(1)
    expect(grown(after, 'attune_generation_tokens_sum')).toBe(12)
    expect(grown(after, 'attune_generation_tokens_bucket{le="8"}')).toBe(1)
    expect(grown(after, 'attune_generation_tokens_bucket{le="16"}')).toBe(2)
    expect(grown(after, 'attune_first_token_seconds_count')).toBe(1)
    expect(after.get('attune_generations_running')).toBe(0)
  })
})

test('with a token, only who shows it sees the metrics; health stays open', async () => {
  const metricsToken = 'a-token-for-the-metrics'
  await using guarded = await startTestWorker({ metricsToken })
  const ask = (authorization?: string) =>
    fetch(`${guarded.url}/metrics`, { headers: authorization === undefined ? {} : { authorization } })
  for (const wrong of [undefined, '', metricsToken, 'Bearer ', `Bearer ${metricsToken}x`, `Basic ${metricsToken}`]) {
    const response = await ask(wrong)
    expect(response.status).toBe(401)
    expect(await errorOf(response)).toMatchObject({ code: 'invalid_token', type: 'authentication_error' })
  }
  expect((await ask(`Bearer ${metricsToken}`)).status).toBe(200)
  expect((await fetch(`${guarded.url}/health`)).status).toBe(200)
})
