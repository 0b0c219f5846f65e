/** Which form of weights is chosen where nobody chose one. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { autoForm, divergenceOfBytes } from '../../gpu-worker/engine/auto-form.ts'
import { openModel } from '../../gpu-worker/engine/open.ts'
import { readHuggingFaceConfig } from '../../gpu-worker/model/hugging-face/config.ts'
import { SafetensorsFile } from '../../gpu-worker/model/hugging-face/safetensors-file.ts'
import { openModelFile } from '../../gpu-worker/model/model-file.ts'
import { hasFastBytes } from '../../gpu-worker/runtime/cpu.ts'
import { architectureFolder } from '../support/architectures.ts'

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'attune-auto-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/**
 * The tiny Llama, in which one value of every head is so many times as large and what reads it so many times as small:
 * the same model, with a large channel where no norm comes before, so that smoothing does not reach it.
 */
function withLargeChannel(times: number): string {
  const folder = join(scratch(), 'model')
  cpSync(architectureFolder('llama'), folder, { recursive: true })
  const { headSize, heads, hidden } = readHuggingFaceConfig(
    JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')),
  )
  for (const name of readdirSync(folder).filter((name) => /^model-.*\.safetensors$/.test(name))) {
    const path = join(folder, name)
    const content = readFileSync(path)
    using file = new SafetensorsFile(path)
    for (const [tensor, { offset, bytes }] of file.tensors) {
      const values = new Float32Array(new Uint8Array(content.subarray(offset, offset + bytes)).buffer)
      const isValue = tensor.endsWith('v_proj.weight')
      if (!isValue && !tensor.endsWith('o_proj.weight')) continue
      const columns = isValue ? hidden : heads * headSize
      for (let i = 0; i < values.length; i++) {
        const channel = isValue ? Math.floor(i / columns) : i % columns
        if (channel % headSize === 0) values[i]! *= isValue ? times : 1 / times
      }
      content.set(new Uint8Array(values.buffer), offset)
    }
    writeFileSync(path, content)
  }
  return folder
}

const optionsOf = (cache: string) => ({ hash: 'ab'.repeat(32), context: 64, cache, threads: 1 })

describe.runIf(hasFastBytes())('on a CPU that multiplies bytes fast', () => {
  test('a model that takes bytes is written with them', async () => {
    using file = openModelFile(architectureFolder('llama'))
    const options = optionsOf(scratch())
    expect(await divergenceOfBytes(file, 'exact', options)).toBeGreaterThan(1e-5)
    expect(await divergenceOfBytes(file, 'exact', options)).toBeLessThan(0.01)
    expect(await autoForm(file, 'exact', options)).toBe('i8')
  })

  test('one whose channels bytes cannot hold is written with blocks', async () => {
    const path = withLargeChannel(4096)
    using file = openModelFile(path)
    const graphs = scratch()
    expect(await divergenceOfBytes(file, 'exact', optionsOf(graphs))).toBeGreaterThan(0.05)
    expect(await autoForm(file, 'exact', optionsOf(graphs))).toBe('q8')
    const source = { path, sha256: 'ab'.repeat(32), id: 'tiny' }
    await using model = await openModel({ source, graphs, settings: { rows: 2, context: 64, threads: 1 } })
    expect(model.settings).toMatchObject({ form: 'q8', prefill: 'exact' })
  })

  test('it is measured once', async () => {
    using file = openModelFile(architectureFolder('llama'))
    const options = optionsOf(scratch())
    const first = await divergenceOfBytes(file, 'exact', options)
    const [folder] = readdirSync(options.cache)
    const record = join(options.cache, folder!, 'divergence.i8.exact.json')
    expect(JSON.parse(readFileSync(record, 'utf8'))).toEqual({ nats: first })
    writeFileSync(record, JSON.stringify({ nats: 0.5 }))
    expect(await autoForm(file, 'exact', options)).toBe('q8')
  })
})

test.runIf(!hasFastBytes())('on another CPU it is blocks', async () => {
  using file = openModelFile(architectureFolder('llama'))
  expect(await autoForm(file, 'exact', optionsOf(scratch()))).toBe('q8')
})
