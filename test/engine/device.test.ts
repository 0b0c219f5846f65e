/**
 * The path that a GPU takes, on a device whose memory is apart from the host's: answers are the same as on plain memory,
 * nothing is left there at the end, and only what is needed is copied. And the form for GPUs beside the exact one.
 */
import { describe, expect, test } from 'vitest'
import { FixedEdit } from '../../gpu-worker/engine/fixed-edit.ts'
import { type GenerationRequest, PRIORITY } from '../../gpu-worker/engine/generation.ts'
import { kvTypeOf } from '../../gpu-worker/model/forms/plans.ts'
import { hookList } from '../../gpu-worker/model/graph/hooks.ts'
import { openDevice } from '../../gpu-worker/runtime/device.ts'
import { createRandom } from '../support/random.ts'
import { randomEdit } from '../support/random-edit.ts'
import { openTinyModel, type TinyModel } from '../support/tiny-model.ts'
import { twinDevice } from '../support/twin-device.ts'
import { GREEDY } from './fake-generation.ts'

const HIDDEN = 64
const LAYERS = 3
const ROWS = 4
const MODEL = { seed: 21, layers: LAYERS, hidden: HIDDEN, context: 512 }

type Form = 'fp32' | 'fp16'
const settingsOf = (form: Form) => ({ form, prefill: form, rows: ROWS, context: 512 })

/** Prompts of all lengths, with a common beginning; no edit, added vectors, rank slots of two layouts, all sites. */
function requests(): GenerationRequest[] {
  const random = createRandom(5)
  const idsOf = (count: number) => Array.from({ length: count }, () => 3 + Math.floor(random.uniform() * 256))
  const beginning = idsOf(40)
  return Array.from({ length: 3 * ROWS }, (_, i) => {
    const sites = i % 6 === 5 ? (['residual', 'attention', 'mlp'] as const) : undefined
    const edit = randomEdit(random, { hidden: HIDDEN, layers: [0, 2], slots: [0, 2, 6][i % 3]!, sites })
    return {
      id: `g${i}`,
      project: 'p',
      prompt: [...beginning, ...idsOf([4, 200, 1, 30][i % 4]!)],
      maxTokens: 6 + ((i * 7) % 20),
      sampling: i % 2 ? GREEDY : { ...GREEDY, temperature: 1, seed: i },
      stops: [],
      steering: i % 4 === 0 ? null : new FixedEdit(edit, i % 4 === 1 ? 'answer' : 'generated'),
      priority: PRIORITY.interactive,
    }
  })
}

async function answersOf({ engine }: TinyModel) {
  const generations = requests().map((request) => engine.generate(request))
  await Promise.all(generations.map(({ done }) => done))
  return generations.map(({ output, reused }) => ({ output, reused }))
}

describe.each(['fp32', 'fp16'] as const)('%s on memory apart from the host’s', (form) => {
  test('answers are those that plain memory gives, from the prefix cache too', async () => {
    await using plain = await openTinyModel(MODEL, settingsOf(form))
    await using apart = await openTinyModel(MODEL, settingsOf(form), twinDevice())
    const [first, again] = [await answersOf(plain), await answersOf(plain)]
    expect(again.some(({ reused }) => reused > 0)).toBe(true)
    expect([await answersOf(apart), await answersOf(apart)]).toEqual([first, again])
  })

  test('readings are those that plain memory gives', async () => {
    await using plain = await openTinyModel(MODEL, settingsOf(form))
    await using apart = await openTinyModel(MODEL, settingsOf(form), twinDevice())
    const states = hookList('sites', LAYERS)
    const edit = randomEdit(createRandom(6), { hidden: HIDDEN, layers: [1], slots: 3 })
    const read = async ({ engine }: TinyModel) => {
      const output = await engine.runner.stretch({ row: 0, start: 0, ids: [5, 6, 7], edit, logits: 'all', states })
      return [output.logits.slice(), output.final.slice(), states.map((hook) => output.states.get(hook))]
    }
    expect(await read(apart)).toEqual(await read(plain))
  })

  test('what was allocated is freed', async () => {
    const device = twinDevice()
    {
      await using model = await openTinyModel(MODEL, settingsOf(form), device)
      await answersOf(model)
      expect(device.counts.allocations).toBeGreaterThan(0)
    }
    expect(device.counts.allocations).toBe(0)
  })

  test('a step copies its inputs there and its logits and final states back, and the states that are asked for', async () => {
    const device = twinDevice()
    await using model = await openTinyModel(MODEL, settingsOf(form), device)
    const { runner } = model.engine
    const edit = randomEdit(createRandom(7), { hidden: HIDDEN, layers: [1] })
    // Every graph that is loaded in the background is there after this.
    for (const sites of [['residual'], ['residual', 'mlp']] as const) {
      runner.edits.set(0, randomEdit(createRandom(7), { hidden: HIDDEN, layers: [1], slots: 1, sites }))
      await runner.decode([5, 6], [0, 0])
    }
    runner.edits.set(0, edit)
    await runner.decode([5, 6], [0, 0])
    const before = { ...device.counts }
    const { states } = await runner.decode([7, 8], [1, 1])
    expect(device.counts.writes - before.writes).toBe(3)
    expect(device.counts.reads - before.reads).toBe(2)
    states.get('residual.1')
    states.get('residual.1')
    expect(device.counts.reads - before.reads).toBe(4)
    expect(device.counts.moves).toBe(before.moves)
  })
})

describe('the form for GPUs', () => {
  test('its logits are near those of plain floats, in prefill and in steps, with edits too', async () => {
    await using exact = await openTinyModel(MODEL, settingsOf('fp32'))
    await using halves = await openTinyModel(MODEL, settingsOf('fp16'))
    const edits = [null, randomEdit(createRandom(8), { hidden: HIDDEN, layers: [0, 2], slots: 2 })]
    const logitsOf = async ({ engine: { runner } }: TinyModel) => {
      const all: Float32Array[] = []
      for (const [row, edit] of edits.entries()) {
        const { logits } = await runner.stretch({ row, start: 0, ids: [9, 8, 7, 6], edit, logits: 'all' })
        all.push(logits.slice())
        runner.edits.set(row, edit)
      }
      all.push((await runner.decode([5, 4], [4, 4])).logits.slice())
      return all
    }
    const [expected, got] = [await logitsOf(exact), await logitsOf(halves)]
    for (const [i, logits] of got.entries()) {
      const spread = Math.max(...expected[i]!.map(Math.abs))
      const error = Math.max(...logits.map((value, at) => Math.abs(value - expected[i]![at]!)))
      // Halves have 11 bits.
      expect(error / spread).toBeLessThan(5e-3)
      expect(error).toBeGreaterThan(0)
    }
  })

  test('keeps keys and values in half the memory', async () => {
    await using exact = await openTinyModel(MODEL, settingsOf('fp32'))
    await using halves = await openTinyModel(MODEL, settingsOf('fp16'))
    expect(halves.engine.runner.kv.bytes).toBe(exact.engine.runner.kv.bytes / 2)
  })

  test('is not combined with one that keeps keys and values otherwise', async () => {
    expect(kvTypeOf('fp16')).not.toBe(kvTypeOf('q8'))
    await expect(openTinyModel(MODEL, { form: 'q8', prefill: 'fp16' })).rejects.toThrow(
      /^ATTUNE_FORM is 'q8' and ATTUNE_PREFILL_FORM is 'fp16'; .* cannot be combined$/,
    )
  })

  test('is the only one on a GPU', async () => {
    await expect(openTinyModel(MODEL, { device: 'cuda', form: 'q8' })).rejects.toThrow(
      "ATTUNE_FORM is 'q8', and ATTUNE_DEVICE is cuda: there, it can only be 'fp16'",
    )
  })
})

/** Whether this machine has a GPU: then there is nothing to complain of. */
const hasGpu = (() => {
  try {
    openDevice('cuda')
    return true
  } catch {
    return false
  }
})()

test.skipIf(hasGpu)('a machine without a GPU says what is missing', () => {
  expect(() => openDevice('cuda')).toThrow(/^ATTUNE_DEVICE is cuda, but no NVIDIA GPU is found.*(libcuda|driver|CUDA_)/)
})
