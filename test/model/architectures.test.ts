/** Every architecture against Hugging Face transformers, as a folder and as a GGUF file: states, logits, edits, forms. */
import { createHash } from 'node:crypto'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { PRIORITY } from '../../gpu-worker/engine/generation.ts'
import { type OpenModel, openModel } from '../../gpu-worker/engine/open.ts'
import { StretchPace } from '../../gpu-worker/engine/stretch-size.ts'
import type { FormName } from '../../gpu-worker/model/forms/plans.ts'
import { openModelFile } from '../../gpu-worker/model/model-file.ts'
import type { Edit } from '../../shared/steering/edit.ts'
import { hookAt, SITES } from '../../shared/steering/hook.ts'
import { GREEDY } from '../engine/fake-generation.ts'
import {
  ARCHITECTURES,
  type ArchitectureName,
  architectureFolder,
  readArchitectureReference,
} from '../support/architectures.ts'
import { describeForms } from '../support/describe-forms.ts'
import { writeGgufOf } from '../support/gguf-of-folder.ts'

/** The largest difference that float32 leaves: seen are 2e-5, in logits and states up to 20. */
const TOLERANCE = 1e-4

const furthest = (got: Float32Array, expected: Float32Array) => {
  expect(got.length).toBe(expected.length)
  const most = expected.reduce((largest, value, i) => Math.max(largest, Math.abs(value - got[i]!)), 0)
  return Number.isNaN(most) ? Number.POSITIVE_INFINITY : most
}

const folder = mkdtempSync(join(tmpdir(), 'attune-architectures-'))
afterAll(() => rmSync(folder, { recursive: true }))

const open = (path: string, form: FormName = 'fp32'): Promise<OpenModel> =>
  openModel({
    source: { path, sha256: createHash('sha256').update(path).digest('hex'), id: 'tiny' },
    graphs: join(folder, 'graphs'),
    settings: { form, prefill: form, rows: 3, context: 64, threads: 1 },
  })

/** What transformers' `_compute_llama3_parameters` divides the frequencies of the fixture by. */
const LLAMA3_DIVISORS = [1, 1.2644911, 3.0573004, 8, 8, 8, 8, 8]

function ggufOf(name: ArchitectureName): string {
  const path = join(folder, `${name}.gguf`)
  writeGgufOf(architectureFolder(name), path, name === 'llama' ? LLAMA3_DIVISORS : null)
  return path
}

/** All but a window in some layers only, and a model that also sees images, can be said in a GGUF file. */
const IN_GGUF: ArchitectureName[] = ['llama', 'mistral', 'qwen2', 'qwen3', 'gemma3']

describe.each([
  ...ARCHITECTURES.map((name) => ({ name, format: 'folder' })),
  ...IN_GGUF.map((name) => ({ name, format: 'GGUF' })),
])('$name as a $format', ({ name, format }) => {
  const reference = readArchitectureReference(name)
  const { ids } = reference
  let model: OpenModel
  beforeAll(async () => {
    model = await open(format === 'GGUF' ? ggufOf(name) : architectureFolder(name))
  })
  afterAll(() => model[Symbol.asyncDispose]())

  const rowOf = (buffer: Float32Array, row: number, width: number) => buffer.subarray(row * width, (row + 1) * width)

  async function checkStretch(row: number, start: number, end: number) {
    const { vocabulary: V, hidden: H, layers } = model.config
    const hooks = Array.from({ length: layers }, (_, l) => hookAt('residual', l))
    const request = { row, start, ids: ids.slice(start, end), logits: 'all' as const, states: hooks }
    const { logits, states } = await model.engine.runner.stretch(request)
    for (let at = start; at < end; at++) {
      expect(furthest(rowOf(logits, at - start, V), reference.logits[at]!), `token ${at}`).toBeLessThan(TOLERANCE)
      for (const [l, hook] of hooks.entries()) {
        const state = rowOf(states.get(hook)!.hidden, at - start, H)
        expect(furthest(state, reference.hidden[l]![at]!), `token ${at}, layer ${l}`).toBeLessThan(TOLERANCE)
      }
    }
  }

  test('a prompt in one stretch', () => checkStretch(0, 0, ids.length))

  test('a prompt in stretches of any length', async () => {
    for (const [start, end] of [
      [0, 1],
      [1, 9],
      [9, 10],
      [10, 33],
      [33, 40],
    ] as const) {
      await checkStretch(1, start, end)
    }
  })

  test('ragged rows decode together, some within the window, some beyond it', async () => {
    const { runner } = model.engine
    const { vocabulary: V } = model.config
    const starts = [25, 1, 13]
    for (const [row, start] of starts.entries()) await runner.stretch({ row, start: 0, ids: ids.slice(0, start) })
    for (let t = 0; t < 15; t++) {
      const positions = starts.map((start) => start + t)
      const { logits } = await runner.decode(
        positions.map((position) => ids[position]!),
        positions,
      )
      for (const [row, position] of positions.entries()) {
        expect(furthest(rowOf(logits, row, V), reference.logits[position]!), `row ${row}, step ${t}`).toBeLessThan(
          TOLERANCE,
        )
      }
    }
  })

  test('texts side by side are read as if each were alone', async () => {
    // As many as fit the row: beyond the windows of models that have them.
    const [seen, end] = [5, 35]
    const texts = [{ ids: ids.slice(seen + 2, end) }, { ids: ids.slice(seen, end) }]
    const V = model.config.vocabulary
    const compared: number[] = []
    await model.engine.read({ start: 0, seen: ids.slice(0, seen), texts, logits: true }, ({ logits }, from, count) => {
      for (let i = 0; i < count; i++) {
        const at = from + i - texts[0]!.ids.length
        if (at < 0) continue
        expect(furthest(rowOf(logits, i, V), reference.logits[seen + at]!), `token ${at}`).toBeLessThan(TOLERANCE)
        compared.push(at)
      }
    })
    expect(compared).toHaveLength(end - seen)
  })

  test('a text that is read has the same numbers, however it is cut and whatever the row held', async () => {
    const [seen, text] = [ids.slice(0, 20), { ids: ids.slice(20, 34), targets: ids.slice(21, 35) }]
    const hook = hookAt('residual', model.config.layers - 1)
    const read = async (size: number, held: number) => {
      const short = vi.spyOn(StretchPace.prototype, 'size').mockReturnValue(size)
      const numbers: number[] = []
      if (held) await model.engine.read({ start: 0, seen: seen.slice(0, held) })
      const request = { start: held, seen: seen.slice(held), texts: [text], states: [hook] }
      await model.engine.read(request, ({ logProbs, states }) => {
        numbers.push(...logProbs, ...states.get(hook)!.hidden)
      })
      short.mockRestore()
      expect(numbers).toHaveLength(text.ids.length * (1 + model.config.hidden))
      return numbers.toSorted((a, b) => a - b)
    }
    const whole = await read(128, 0)
    for (const [size, held] of [
      [8, 0],
      [16, 0],
      [128, 9],
      [16, 20],
    ] as const) {
      expect(await read(size, held), `stretches of ${size}, ${held} held`).toEqual(whole)
    }
  })

  test.each(SITES)('an edit at a block’s %s moves the logits as it should', async (site) => {
    const edit: Edit = new Map([[hookAt(site, model.config.layers - 2), reference.edit.hook]])
    const { logits } = await model.engine.runner.stretch({ row: 0, start: 0, ids, edit, logits: 'last' })
    expect(furthest(logits, reference.edit.logits[site])).toBeLessThan(TOLERANCE)
    expect(furthest(logits, reference.logits.at(-1)!)).toBeGreaterThan(1000 * TOLERANCE)
  })

  test('a step’s best candidates are scored exactly from the head’s rows', async () => {
    const generation = model.engine.generate({
      id: 'greedy',
      project: 'tests',
      prompt: ids.slice(0, 20),
      maxTokens: 1,
      sampling: GREEDY,
      stops: [],
      steering: null,
      priority: PRIORITY.interactive,
    })
    await generation.done
    const expected = reference.logits[19]!
    expect(generation.output).toEqual([expected.indexOf(Math.max(...expected))])
  })
})

describe('forms of weights', () => {
  /** Relative root mean square difference of all logits from the reference. */
  async function differenceOf(name: ArchitectureName, form: FormName): Promise<number> {
    await using model = await open(architectureFolder(name), form)
    const { ids, logits: expected } = readArchitectureReference(name)
    const { logits } = await model.engine.runner.stretch({ row: 0, start: 0, ids, logits: 'all' })
    const square = (values: Float32Array) => values.reduce((sum, value) => sum + value * value, 0)
    const all = Float32Array.from(expected.flatMap((row) => [...row]))
    return Math.sqrt(square(logits.map((value, i) => value - all[i]!)) / square(all))
  }

  describe.each(ARCHITECTURES)('%s', (name) => {
    test.each([
      ['exact', 0.01],
      ['q8', 0.035],
    ] as const)('%s is close to fp32', async (form, tolerance) => {
      expect(await differenceOf(name, form)).toBeLessThan(tolerance)
    })

    describeForms(['i8', 'i8p'], (form) => {
      test('is close to fp32', async () => {
        expect(await differenceOf(name, form)).toBeLessThan(0.05)
      })
    })
  })
})

/** Ropes as transformers writes them since version 5. */
const LLAMA3_PARAMETERS = {
  rope_type: 'llama3',
  rope_theta: 200,
  factor: 8,
  low_freq_factor: 1,
  high_freq_factor: 4,
  original_max_position_embeddings: 40,
}
const GEMMA_PARAMETERS = {
  full_attention: { rope_type: 'linear', factor: 4, rope_theta: 500000 },
  sliding_attention: { rope_type: 'default', rope_theta: 1000 },
}

describe('what config.json says shows in the logits', () => {
  /** The largest difference of the last token's logits from the reference when the configuration is another. */
  async function differenceWith(name: ArchitectureName, change: Record<string, unknown>): Promise<number> {
    const changed = join(folder, `changed-${crypto.randomUUID()}`)
    onTestFinished(() => rmSync(changed, { recursive: true }))
    cpSync(architectureFolder(name), changed, { recursive: true })
    const file = join(changed, 'config.json')
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...change }))
    await using model = await open(changed)
    const { ids, logits: expected } = readArchitectureReference(name)
    const { logits } = await model.engine.runner.stretch({ row: 0, start: 0, ids, logits: 'last' })
    return furthest(logits, expected.at(-1)!)
  }

  test.each<[ArchitectureName, Record<string, unknown>]>([
    ['llama', { rope_theta: 10000 }],
    ['llama', { rope_scaling: null }],
    ['llama', { rms_norm_eps: 0.01 }],
    ['llama', { hidden_act: 'gelu_new' }],
    ['mistral', { sliding_window: 13 }],
    ['mistral', { sliding_window: null }],
    ['mistral', { rope_scaling: null }],
    ['qwen3-windows', { layer_types: null, max_window_layers: 2 }],
    ['qwen3-windows', { use_sliding_window: false }],
    ['gemma3', { sliding_window: 7 }],
    ['gemma3', { layer_types: null, sliding_window_pattern: 4 }],
    ['gemma3', { rope_local_base_freq: 10000 }],
    ['gemma3', { rope_theta: 10000 }],
    ['gemma3', { rope_scaling: null }],
    ['gemma3', { query_pre_attn_scalar: 16 }],
    ['gemma3', { hidden_activation: 'silu' }],
  ])('%s with %j', async (name, change) => {
    expect(await differenceWith(name, change)).toBeGreaterThan(100 * TOLERANCE)
  })

  test.each<[ArchitectureName, Record<string, unknown>]>([
    ['qwen3-windows', { layer_types: null }],
    ['gemma3', { layer_types: null }],
    ['llama', { rope_scaling: null, rope_theta: 1, rope_parameters: LLAMA3_PARAMETERS }],
    ['gemma3', { rope_scaling: null, rope_theta: 1, rope_local_base_freq: 1, rope_parameters: GEMMA_PARAMETERS }],
  ])('%s is the same when it is said in another way: %j', async (name, change) => {
    expect(await differenceWith(name, change)).toBeLessThan(TOLERANCE)
  })
})

test('a file that is no longer needed can be closed, and says so when it is read', () => {
  const file = openModelFile(architectureFolder('llama'))
  file[Symbol.dispose]()
  expect(() => file.read('token_embd.weight')).toThrow('is closed')
})
