/** Which form of weights is chosen where nobody chose one. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { autoForms, divergenceOfBytes } from '../../gpu-worker/engine/auto-form.ts'
import { rightByteForm } from '../../gpu-worker/engine/byte-products.ts'
import { openModel } from '../../gpu-worker/engine/open.ts'
import { readHuggingFaceConfig } from '../../gpu-worker/model/hugging-face/config.ts'
import { SafetensorsFile } from '../../gpu-worker/model/hugging-face/safetensors-file.ts'
import { openModelFile } from '../../gpu-worker/model/model-file.ts'
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

/** On every CPU there is one: i8 where it is right, else i8p. */
const BYTES = (await rightByteForm())!

test('a model that takes bytes is written with those that are right on this CPU', async () => {
  using file = openModelFile(architectureFolder('llama'))
  const options = optionsOf(scratch())
  expect(await divergenceOfBytes(file, BYTES, 'exact', options)).toBeGreaterThan(1e-5)
  expect(await divergenceOfBytes(file, BYTES, 'exact', options)).toBeLessThan(0.01)
  expect(await autoForms(file, 'exact', options)).toEqual([BYTES, 'q8', 'exact'])
})

test('one whose channels bytes cannot hold is written with blocks', async () => {
  const path = withLargeChannel(4096)
  using file = openModelFile(path)
  const graphs = scratch()
  expect(await divergenceOfBytes(file, BYTES, 'exact', optionsOf(graphs))).toBeGreaterThan(0.05)
  expect(await autoForms(file, 'exact', optionsOf(graphs))).toEqual(['q8', 'exact'])
  const source = { path, sha256: 'ab'.repeat(32), id: 'tiny' }
  await using model = await openModel({ source, graphs, settings: { rows: 2, context: 64, threads: 1 } })
  expect(model.settings).toMatchObject({ form: 'q8', prefill: 'exact' })
})

test('it is measured once', async () => {
  using file = openModelFile(architectureFolder('llama'))
  const options = optionsOf(scratch())
  const first = await divergenceOfBytes(file, BYTES, 'exact', options)
  const [folder] = readdirSync(options.cache)
  const record = join(options.cache, folder!, `divergence.${BYTES}.exact.json`)
  expect(JSON.parse(readFileSync(record, 'utf8'))).toEqual({ nats: first })
  writeFileSync(record, JSON.stringify({ nats: 0.5 }))
  expect(await autoForms(file, 'exact', options)).toEqual(['q8', 'exact'])
})
