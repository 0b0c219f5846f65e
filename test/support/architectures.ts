/**
 * Tiny random models of every supported architecture, and what Hugging Face transformers computes with them.
 * How they were made, and what the files hold: test/fixtures/architectures/README.md.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readSafetensors } from '../../shared/safetensors.ts'
import type { HookEdit } from '../../shared/steering/edit.ts'
import type { Site } from '../../shared/steering/hook.ts'

export const ARCHITECTURES = ['llama', 'mistral', 'qwen2', 'qwen3', 'qwen3-windows', 'gemma3', 'gemma3-images'] as const
export type ArchitectureName = (typeof ARCHITECTURES)[number]

const FOLDER = join(import.meta.dirname, '..', 'fixtures', 'architectures')

export const architectureFolder = (name: ArchitectureName): string => join(FOLDER, name)

export type ArchitectureReference = {
  /** The tokens that were run. */
  ids: number[]
  /** Of each token: [V]. */
  logits: Float32Array[]
  /** Of each layer and token: the residual stream behind it, [H]. */
  hidden: Float32Array[][]
  /** The last token's logits under an edit at each site of the last layer but one. */
  edit: { hook: HookEdit; logits: Record<Site, Float32Array> }
  /** The tokens of an empty text: the BOS token, or none. */
  start: number[]
  /** Of a chat of one message, 'Hello there'; null for a tokenizer without a template. */
  chat: number[] | null
  /** Ids of the odd strings (fixtures/reference/tokens.json) from the Rust tokenizer, without and with control tokens. */
  plain: number[][]
  special: number[][]
}

export function readArchitectureReference(name: ArchitectureName): ArchitectureReference {
  const folder = architectureFolder(name)
  const json = JSON.parse(readFileSync(join(folder, 'reference.json'), 'utf8'))
  const { tensors } = readSafetensors(readFileSync(join(folder, 'reference.safetensors')))
  const rows = (data: Float32Array, width: number) =>
    Array.from({ length: data.length / width }, (_, row) => data.subarray(row * width, (row + 1) * width))
  const { data: logits, shape } = tensors.get('logits')!
  const hidden = tensors.get('hidden')!
  const [layers, tokens, width] = hidden.shape as [number, number, number]
  const states = rows(hidden.data, width)
  const data = (key: string) => tensors.get(`edit.${key}`)!.data
  return {
    ...json,
    edit: {
      hook: { e: data('e'), slots: [{ u: data('u'), v: data('v'), a: data('a')[0]!, g: 0 }] },
      logits: { residual: data('residual'), attention: data('attention'), mlp: data('mlp') },
    },
    logits: rows(logits, shape[1]!),
    hidden: Array.from({ length: layers }, (_, l) => states.slice(l * tokens, (l + 1) * tokens)),
  }
}

export const oddStrings = (): string[] =>
  JSON.parse(readFileSync(join(FOLDER, '..', 'reference', 'tokens.json'), 'utf8')).strings
