/** The batch against an engine that only counts. */
import { expect, test } from 'vitest'
import { hostMsPerStep, msPerStep, runFullBatch } from '../../bench/harness/full-batch.ts'
import type { GenerationRequest } from '../../gpu-worker/engine/generation.ts'
import type { OpenModel } from '../../gpu-worker/engine/open.ts'

/** Every generation starts a step later than the one before; a step is a turn of the event loop. */
function countingModel({ context = 1000, fails = false } = {}) {
  const stats = { running: 0, decodeSteps: 0, decodeSeconds: 0 }
  const eosIds = new Set([2])
  const active: GenerationRequest[] = []
  const tokens = new Map<GenerationRequest, number>()
  let waiting: (() => void)[] = []
  const step = async () => {
    for (let at = 0; waiting.length || active.some(({ signal }) => !signal!.aborted); at++) {
      await new Promise(setImmediate)
      if (fails && at === 3) throw new Error('the graph failed')
      waiting.shift()?.()
      stats.running = active.length
      stats.decodeSteps++
      stats.decodeSeconds += 0.001
      for (const request of active) {
        tokens.set(request, tokens.get(request)! + 1)
        request.onText?.('a')
        if (tokens.get(request) === context) return
      }
    }
  }
  let course: Promise<void> | null = null
  const engine = {
    stats,
    runner: { idle: async () => {} },
    generate(request: GenerationRequest) {
      waiting.push(() => {
        active.push(request)
        tokens.set(request, 0)
      })
      course ??= Promise.resolve().then(step)
      return { done: course }
    },
  }
  const tokenizer = { eosIds, encode: () => [5, 6, 7] }
  return {
    model: { engine, tokenizer } as unknown as OpenModel,
    eosIds,
    stats,
    requests: active,
    stop: () => (waiting = []),
  }
}

const batch = { rows: 3, promptTokens: 4, sampling: {}, blocks: 2, steps: 5 }

test('blocks have the steps asked for, while all rows run', async () => {
  const { model, requests, eosIds } = countingModel()
  const blocks = await runFullBatch(model, batch)
  expect(blocks.map(({ steps }) => steps)).toEqual([5, 5])
  for (const block of blocks) {
    expect(block.graphSeconds).toBeCloseTo(0.005)
    expect(block.seconds).toBeGreaterThan(0)
  }
  expect(requests).toHaveLength(3)
  expect(eosIds.size).toBe(0)
})

test('every row has a prompt and a seed of its own', async () => {
  const { model, requests } = countingModel()
  await runFullBatch(model, batch)
  expect(requests.map(({ prompt }) => prompt.join())).toEqual(['5,6,7,5', '6,7,5,6', '7,5,6,7'])
  expect(requests.map(({ sampling }) => sampling.seed)).toEqual([0, 1, 2])
})

test('what changes before a block is in force for all of its steps', async () => {
  const { model, stats } = countingModel()
  const changes: [block: number, step: number][] = []
  await runFullBatch(model, { ...batch, onBlock: (block) => changes.push([block, stats.decodeSteps]) })
  expect(changes.map(([block]) => block)).toEqual([0, 1])
  // The block's five steps, and one between the change and their beginning.
  expect(changes[1]![1] - changes[0]![1]).toBe(6)
})

test('answers that end too early are an error, not fewer blocks', async () => {
  const { model } = countingModel({ context: 8 })
  await expect(runFullBatch(model, batch)).rejects.toThrow('the answers ended after 0 of 2 blocks')
})

test('a failing engine is an error', async () => {
  await expect(runFullBatch(countingModel({ fails: true }).model, batch)).rejects.toThrow('the graph failed')
})

test("the host's part is what is not the graph's", () => {
  const block = { steps: 4, seconds: 0.1, graphSeconds: 0.08 }
  expect(msPerStep(block)).toBeCloseTo(25)
  expect(hostMsPerStep(block)).toBeCloseTo(5)
})
