/** Opening a model: its settings, its bounds, and that a failure half-way leaves nothing open. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { isRightHere } from '../../gpu-worker/engine/byte-products.ts'
import { openModel } from '../../gpu-worker/engine/open.ts'
import { graphsFolder } from '../../gpu-worker/model/graph/build.ts'
import { type TinyLlama, writeTinyLlama } from '../support/tiny-gguf.ts'
import { openTinyModel } from '../support/tiny-model.ts'

describe('settings', () => {
  test('are completed, and the context is the model’s own where more was asked for', async () => {
    await using model = await openTinyModel({ context: 64 }, { form: 'q8', context: 4096, rows: 2 })
    expect(model.settings).toMatchObject({ form: 'q8', prefill: 'exact', rows: 2, context: 64 })
    expect(model.engine.runner.capacity).toBe(64)
    expect(model.config).toMatchObject({ context: 64 })
  })

  test('may give prefill a form of its own, or the same', async () => {
    const isBuilt = ({ folder }: { folder: string }, file: string) => {
      const [graphs] = readdirSync(join(folder, 'graphs'))
      return readdirSync(join(folder, 'graphs', graphs!)).includes(file)
    }
    await using same = await openTinyModel({}, { form: 'q4x', prefill: 'q4x' })
    expect(same.settings.prefill).toBe('q4x')
    expect(isBuilt(same, 'qkv.float32.bin')).toBe(false)
    await using other = await openTinyModel({}, { form: 'q4x', prefill: 'fp32' })
    expect(other.settings.prefill).toBe('fp32')
    expect(isBuilt(other, 'qkv.float32.bin')).toBe(true)
    await using oracle = await openTinyModel({}, { form: 'fp32', prefill: 'auto' })
    expect(oracle.settings.prefill).toBe('fp32')
  })
})

test('without a form, the fastest one that is right on this CPU writes, and exact floats read', async () => {
  await using model = await openTinyModel({}, { form: 'auto' })
  expect(model.settings.form).toBe((await isRightHere('i8')) ? 'i8' : 'i8p')
  expect(model.settings.prefill).toBe('exact')
})

const HASH = 'ab'.repeat(32)

describe('a file that cannot be opened', () => {
  function fileOf(options: Partial<TinyLlama>): { path: string; graphs: string } {
    const folder = mkdtempSync(join(tmpdir(), 'attune-open-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const path = join(folder, 'model.gguf')
    writeTinyLlama(path, { seed: 1, ...options })
    return { path, graphs: join(folder, 'graphs') }
  }

  const open = ({ path, graphs }: { path: string; graphs: string }) =>
    openModel({ source: { path, sha256: HASH, id: 'tiny' }, graphs, settings: { threads: 1, rows: 2 } })

  test('is refused before anything is built when its architecture is unknown', async () => {
    const file = fileOf({ metadata: { 'general.architecture': 'gpt2' } })
    await expect(open(file)).rejects.toThrow("the model's architecture is 'gpt2'")
    expect(() => readdirSync(file.graphs)).toThrow('ENOENT')
  })

  test.each<[string, Record<string, string>, string]>([
    ['tokenizer', { 'tokenizer.ggml.model': 'unheard of' }, 'unheard of'],
    ['chat template', { 'tokenizer.chat_template': '{% if %}' }, 'chat template cannot be used'],
  ])('is refused before anything is built when its %s cannot be used', async (_, metadata, message) => {
    const file = fileOf({ metadata })
    await expect(open(file)).rejects.toThrow(message)
    expect(() => readdirSync(file.graphs)).toThrow('ENOENT')
  })

  test.runIf(process.platform === 'linux')('leaves no weights mapped and no file open', async () => {
    const file = fileOf({ metadata: { 'tokenizer.ggml.model': 'unheard of' } })
    // With the folder there, that is noticed when the weights are loaded already.
    mkdirSync(graphsFolder(file.graphs, HASH), { recursive: true })
    const descriptors = () => readdirSync('/proc/self/fd').length
    await expect(open(file)).rejects.toThrow('unheard of')
    const before = descriptors()
    for (let i = 0; i < 5; i++) await expect(open(file)).rejects.toThrow('unheard of')
    expect(readFileSync('/proc/self/maps', 'utf8')).not.toContain(file.graphs)
    expect(descriptors()).toBeLessThanOrEqual(before)
  })
})
