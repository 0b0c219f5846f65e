/** Runs calibration texts through a graph that puts out what enters its layers, and keeps the largest magnitudes. */
import { createChatTemplate } from '../chat-template.ts'
import type { ModelFile } from '../model-file.ts'
import { createTokenizer } from '../tokenizer.ts'
import { type Reader, runSequence } from './run-sequence.ts'
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

/** @param reader with a probe graph of the plain variant (graph/decoder.ts) */
export async function measureInputs(reader: Reader, sequences: readonly (readonly number[])[]): Promise<InputSizes> {
  const { layers, hidden: H } = reader.config
  const perLayer = () => Array.from({ length: layers }, () => new Float32Array(H))
  const sizes: InputSizes = { qkv: perLayer(), gate_up: perLayer() }
  const sizeOf = new Map<string, Float32Array>(
    SMOOTHED_KINDS.flatMap((kind) => sizes[kind].map((size, l) => [`${kind}_in.${l}`, size])),
  )
  for (const ids of sequences) {
    const shapes = new Map([...sizeOf.keys()].map((name) => [name, [1, ids.length, H]]))
    await runSequence(reader, ids, shapes, [0], (outputs) => {
      for (const [name, data] of outputs) {
        const size = sizeOf.get(name)!
        for (let i = 0; i < data.length; i++) size[i % H] = Math.max(size[i % H]!, Math.abs(data[i]!))
      }
    })
  }
  return sizes
}
