/** What a folder states about itself, and no model has: refused by name before anything is made by it. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openModelFile } from '../../gpu-worker/model/model-file.ts'
import { type ArchitectureName, architectureFolder } from '../support/architectures.ts'

const root = mkdtempSync(join(tmpdir(), 'attune-counts-'))
afterAll(() => rmSync(root, { recursive: true }))

let folders = 0
function changed(name: ArchitectureName, file: string, change: (content: Buffer) => string | Uint8Array): string {
  const folder = join(root, String(folders++))
  cpSync(architectureFolder(name), folder, { recursive: true })
  const path = join(folder, file)
  writeFileSync(path, change(readFileSync(path)))
  return folder
}

/** 1e400 in the text is read as Infinity. */
const configured = (name: ArchitectureName, key: string, value: string) =>
  changed(name, 'config.json', (content) =>
    JSON.stringify({ ...JSON.parse(String(content)), [key]: 0 }).replace(`"${key}":0`, `"${key}":${value}`),
  )

test.each<[ArchitectureName, string, string, string]>([
  ['llama', 'num_hidden_layers', '50000000', "'layers' is 50000000; a whole number from 1 to 512 is expected"],
  ['llama', 'num_hidden_layers', '4294967295', "'layers' is 4294967295"],
  ['llama', 'num_hidden_layers', '1e400', "'layers' is Infinity"],
  ['llama', 'vocab_size', '1e15', "'vocabulary' is 1000000000000000"],
  ['llama', 'head_dim', '4294967280', 'head size 4294967280 is not supported'],
  ['llama', 'head_dim', '-16', 'head size -16 is not supported'],
  ['llama', 'rms_norm_eps', '1e400', "'normEpsilon' is Infinity"],
  ['llama', 'rms_norm_eps', '-1', "'normEpsilon' is -1"],
  ['llama', 'rope_theta', '-1', 'rotary base is -1'],
  ['mistral', 'sliding_window', '0.5', 'window at layer 0 is 0.5'],
  ['gemma3', 'query_pre_attn_scalar', '0', "'attentionScale' is Infinity"],
])('%s with %s = %s', (name, key, value, message) => {
  expect(() => openModelFile(configured(name, key, value))).toThrow(message)
})

test('a pattern of windows that is no number of layers', () => {
  const folder = changed('gemma3', 'config.json', (content) =>
    JSON.stringify({ ...JSON.parse(String(content)), layer_types: null, sliding_window_pattern: 0 }),
  )
  expect(() => openModelFile(folder)).toThrow('sliding window pattern is 0; a whole number from 1 is expected')
})

test.each<[string, unknown]>([
  ['as far as a list goes', 4294967294],
  ['no number', 'x'],
  ['below 0', -1],
])('a token whose id is %s', (_what, id) => {
  const folder = changed('llama', 'tokenizer.json', (content) => {
    const json = JSON.parse(String(content))
    return JSON.stringify({ ...json, added_tokens: [...json.added_tokens, { content: '<far>', id, special: true }] })
  })
  using file = openModelFile(folder)
  expect(() => file.vocabulary()).toThrow(`the tokenizer's token '<far>' has the id ${id}; ids are whole numbers below`)
})

/** A safetensors file with another header. */
function withHeader(content: Buffer, change: (header: Record<string, { data_offsets: number[] }>) => object): Buffer {
  const length = Number(content.readBigUInt64LE(0))
  const json = Buffer.from(JSON.stringify(change(JSON.parse(content.toString('utf8', 8, 8 + length)))))
  const size = Buffer.alloc(8)
  size.writeBigUInt64LE(BigInt(json.length))
  return Buffer.concat([size, json, content.subarray(8 + length)])
}

test('weights that share bytes, and weights with a hole between them', () => {
  const shared = changed('qwen2', 'model.safetensors', (content) =>
    withHeader(content, (header) => {
      const [first] = Object.keys(header).filter((name) => name !== '__metadata__')
      return { ...header, 'again.weight': header[first!] }
    }),
  )
  expect(() => openModelFile(shared)).toThrow(
    /model\.safetensors is not a usable safetensors file: tensor .* begins at byte \d+, within the tensor before it/,
  )
  const holed = changed('qwen2', 'model.safetensors', (content) =>
    Buffer.concat([withHeader(content, (header) => header), Buffer.alloc(16)]),
  )
  expect(() => openModelFile(holed)).toThrow('there is a hole of 16 bytes behind its last tensor')
})
