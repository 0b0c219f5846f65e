/** A model's layers that have weights, and how their weights are read from its file. */
import type { ModelConfig } from '../config.ts'
import { dequantize } from '../dequantize.ts'
import { LINEAR_KINDS, type LinearKind } from '../forms/plans.ts'
import { checkMatrices, type NamedRows, type RowStack, readStack, rotaryRowOrder } from '../forms/row-stack.ts'
import type { GgufFile } from '../gguf.ts'
import { type LinearLayer, linearLayers } from './llama.ts'

/** Layers by what they are. Those of a block are there once for each: 'blk3_qkv'. */
export type LayerKind = LinearKind | NormKind | 'rotary'
export type NormKind = 'attn_norm' | 'ffn_norm' | 'output_norm'

const SINGLE: readonly LayerKind[] = ['head', 'output_norm', 'rotary']

export const kindOf = (layer: string) => layer.replace(/^blk\d+_/, '') as LayerKind

export const headTensor = (config: ModelConfig) => (config.tied ? 'token_embd.weight' : 'output.weight')

export class ModelLayers {
  readonly #file: GgufFile
  readonly #config: ModelConfig

  /** @throws Error naming a tensor that is not as the metadata says. */
  constructor(file: GgufFile, config: ModelConfig) {
    this.#file = file
    this.#config = config
    for (const kind of LINEAR_KINDS) {
      for (const l of this.names(kind).keys()) {
        const { inputs, matrices } = this.#matrices(kind, l)
        checkMatrices(file, inputs, matrices)
      }
    }
  }

  /** The layers of a kind, by block. */
  names(kind: LayerKind): string[] {
    if (SINGLE.includes(kind)) return [kind]
    return Array.from({ length: this.#config.layers }, (_, l) => `blk${l}_${kind}`)
  }

  stack(kind: LinearKind, l: number): RowStack {
    const { inputs, matrices } = this.#matrices(kind, l)
    return readStack(this.#file, inputs, matrices)
  }

  /** A norm's gains, [H]. */
  gains(kind: NormKind, l: number): Float32Array {
    const name = kind === 'output_norm' ? 'output_norm.weight' : `blk.${l}.${kind}.weight`
    const { type, values } = this.#file.tensor(name)
    if (values !== this.#config.hidden) {
      throw new Error(
        `tensor ${name} has ${values} values; by the model's metadata it should have ${this.#config.hidden}`,
      )
    }
    return dequantize(type, this.#file.read(name), values)
  }

  #matrices(kind: LinearKind, l: number): { inputs: number; matrices: NamedRows[] } {
    const { hidden, vocabulary, headSize } = this.#config
    if (kind === 'head') {
      return { inputs: hidden, matrices: [{ name: headTensor(this.#config), rows: vocabulary }] }
    }
    const { inputs, matrices }: LinearLayer = linearLayers(this.#config)[kind]
    return {
      inputs,
      matrices: matrices.map(({ name, rows, rotary, factor }) => ({
        name: `blk.${l}.${name}`,
        rows,
        factor,
        order: rotary && rotaryRowOrder(rows, headSize),
      })),
    }
  }
}
