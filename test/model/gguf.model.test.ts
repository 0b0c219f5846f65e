import { expect, test } from 'vitest'
import { EmbeddingTable } from '../../gpu-worker/model/embedding.ts'
import { GgufFile } from '../../gpu-worker/model/gguf/file.ts'
import { realModelPath } from '../support/real-model.ts'
import { readReference } from '../support/reference.ts'

test('the default model is read', () => {
  using file = GgufFile.open(realModelPath())
  expect(file.string('general.architecture')).toBe('llama')
  expect(file.number('llama.context_length')).toBe(8192)
  expect(file.strings('tokenizer.ggml.tokens')).toHaveLength(49152)
  expect(file.tensors.size).toBe(272)
  expect(file.tensor('token_embd.weight')).toMatchObject({ shape: [576, 49152], type: 'Q8_0', bytes: 49152 * 612 })
  expect(file.tensor('blk.29.ffn_down.weight')).toMatchObject({ shape: [1536, 576], type: 'Q4_1' })
  const end = Math.max(...[...file.tensors.values()].map((tensor) => tensor.offset + tensor.bytes))
  expect(end).toBe(file.size)
})

test('the embedding rows are the head of the reference: the norm of the last hidden state times a row is its logit', () => {
  using file = GgufFile.open(realModelPath())
  const { type, shape } = file.tensor('token_embd.weight')
  const [hidden, vocabulary] = shape
  const embedding = new EmbeddingTable(file.read('token_embd.weight'), type, hidden, vocabulary)
  const gain = new Float32Array(file.read('output_norm.weight').buffer)
  const epsilon = file.number('llama.attention.layer_norm_rms_epsilon')
  for (const { hidden: blocks, logits } of readReference().whole) {
    const x = blocks.at(-1)!
    const scale = 1 / Math.sqrt(x.reduce((sum, value) => sum + value * value, 0) / hidden + epsilon)
    const normed = x.map((value, i) => value * scale * gain[i])
    for (let id = 0; id < vocabulary; id += 97) {
      expect(Math.abs(embedding.dot(id, normed, 0) - logits[id])).toBeLessThan(1e-4)
    }
  }
})
