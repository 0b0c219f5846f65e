/** Files whose tensors are not what their metadata says: refused by name, before anything is cached. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { buildGraphs } from '../../gpu-worker/model/graph/build.ts'
import { openModelFile } from '../../gpu-worker/model/model-file.ts'
import { writeTinyLlama } from '../support/tiny-gguf.ts'

const folder = mkdtempSync(join(tmpdir(), 'attune-shapes-'))
afterAll(() => rmSync(folder, { recursive: true }))

test.for([
  ['llama.feed_forward_length', 96, /ffn_gate\.weight is 64 × 128; .* should be 64 × 96/],
  ['llama.attention.head_count_kv', 4, /attn_k\.weight is 64 × 32; .* should be 64 × 64/],
] as const)('%s', async ([key, value, message]) => {
  const path = join(folder, `${key}.gguf`)
  writeTinyLlama(path, { seed: 1, metadata: { [key]: value } })
  using file = openModelFile(path)
  const cache = join(folder, `graphs-${key}`)
  await expect(buildGraphs({ file, hash: '2'.repeat(64), forms: ['q8'], context: 128, cache })).rejects.toThrow(message)
  expect(existsSync(cache) ? readdirSync(cache) : []).toEqual([])
})
