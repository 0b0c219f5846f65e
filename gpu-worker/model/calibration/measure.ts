/** Runs calibration texts through a graph that puts out what enters its layers, and keeps the largest magnitudes. */
import type { Session } from '../../runtime/session.ts'
import { allocate, type DType, elements, type Shape, Tensor } from '../../runtime/tensor.ts'
import { createChatTemplate } from '../chat-template.ts'
import type { ModelConfig } from '../config.ts'
import type { EmbeddingTable } from '../embedding.ts'
import type { ModelFile } from '../model-file.ts'
import { createTokenizer } from '../tokenizer.ts'
import { CHATS, PLAIN_TEXTS } from './texts.ts'

/** Layers whose inputs come out of a norm, so that its gains can smooth them. */
export const SMOOTHED_KINDS = ['qkv', 'gate_up'] as const
export type SmoothedKind = (typeof SMOOTHED_KINDS)[number]

/** Tokens of one text that are read: what grows large does so early. */
const LONGEST = 256

/** The texts as the model's tokens: plain ones as they are, chats as its template writes them. */
export function calibrationSequences(file: ModelFile): number[][] {
  const tokenizer = createTokenizer(file.vocabulary())
  const template = createChatTemplate(file.chatTemplate, tokenizer)
  const start = tokenizer.addBos ? [tokenizer.bosId!] : []
  return [
    ...PLAIN_TEXTS.map((text) => [...start, ...tokenizer.encode(text)]),
    ...CHATS.map(({ user, assistant }) => {
      const messages = [
        { role: 'user', content: user },
        { role: 'assistant', content: assistant },
      ]
      return template.encode(messages, { addGenerationPrompt: false })
    }),
  ].map((ids) => ids.slice(0, LONGEST))
}

/** max |x_k| of what enters each layer, over all tokens: by kind and block, [K] each. */
export type InputSizes = Record<SmoothedKind, Float32Array[]>

/** @param session a probe graph of the plain variant (graph/decoder.ts) */
export async function measureInputs(
  config: ModelConfig,
  session: Session,
  embedding: EmbeddingTable,
  sequences: readonly (readonly number[])[],
): Promise<InputSizes> {
  const perLayer = () => Array.from({ length: config.layers }, () => new Float32Array(config.hidden))
  const sizes: InputSizes = { qkv: perLayer(), gate_up: perLayer() }
  for (const ids of sequences) await readSequence(config, session, embedding, ids, sizes)
  return sizes
}

async function readSequence(
  { layers, hidden: H, kvHeads, headSize }: ModelConfig,
  session: Session,
  embedding: EmbeddingTable,
  ids: readonly number[],
  sizes: InputSizes,
): Promise<void> {
  using tensors = new DisposableStack()
  const tensor = <D extends DType>(dtype: D, shape: Shape) =>
    tensors.use(new Tensor(dtype, shape, allocate(dtype, elements(shape))))
  const s = ids.length
  const x = tensor('float32', [1, s, H])
  ids.forEach((id, i) => void embedding.row(id, x.data, i * H))
  const seqlens = tensor('int32', [1])
  seqlens.data[0] = s - 1
  const total = tensor('int32', [])
  total.data[0] = s
  const inputs = new Map<string, Tensor>([
    ['x', x],
    ['seqlens', seqlens],
    ['total', total],
    ['pick', tensor('int64', [1])],
  ])
  const outputs = new Map<string, Tensor>()
  const read: { tensor: Tensor<'float32'>; size: Float32Array }[] = []
  for (let l = 0; l < layers; l++) {
    for (const part of ['k', 'v']) {
      const cache = tensor('float32', [1, kvHeads, s, headSize])
      inputs.set(`past_${part}.${l}`, cache)
      outputs.set(`present_${part}.${l}`, cache)
    }
    for (const kind of SMOOTHED_KINDS) {
      const input = tensor('float32', [1, s, H])
      outputs.set(`${kind}_in.${l}`, input)
      read.push({ tensor: input, size: sizes[kind][l]! })
    }
  }
  using binding = session.bind(inputs, outputs)
  await binding.run()
  for (const { tensor, size } of read) {
    for (let i = 0; i < tensor.data.length; i++) size[i % H] = Math.max(size[i % H]!, Math.abs(tensor.data[i]!))
  }
}
