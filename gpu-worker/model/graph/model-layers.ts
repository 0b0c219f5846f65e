/** A model's layers that have weights, and how their weights are read from its file. */
import { dequantize } from '../dequantize.ts'
import { LINEAR_KINDS, type LinearKind } from '../forms/plans.ts'
import { checkMatrices, type NamedRows, type RowStack, readStack, rotaryRowOrder } from '../forms/row-stack.ts'
import type { ModelFile } from '../model-file.ts'
import { isNorm, type LayerPart, linearLayers, VECTOR_KINDS, type VectorKind, vectorLayers } from './layers.ts'

/** Layers by what they are. Those of a block are there once for each: 'blk3_qkv'. */
export type LayerKind = LinearKind | VectorKind | 'rotary'

/** Once in a model. */
const SINGLE: readonly LayerKind[] = ['head', 'output_norm']

export const kindOf = (layer: string) => layer.replace(/^(blk|rope)\d+_/, '') as LayerKind

/** Tensors that are read elsewhere: the input embedding, and what stretches rotary positions. */
const OTHER_TENSORS = ['token_embd.weight', 'rope_freqs.weight']

export class ModelLayers {
  readonly #file: ModelFile
  readonly #linear: ReturnType<typeof linearLayers>
  readonly #vectors: ReturnType<typeof vectorLayers>

  /** @throws Error naming a tensor that is not as the configuration says. */
  constructor(file: ModelFile) {
    this.#file = file
    this.#linear = linearLayers(file.config)
    this.#vectors = vectorLayers(file.config)
    const known = new Set(OTHER_TENSORS)
    for (const kind of LINEAR_KINDS) {
      for (const l of this.names(kind).keys()) {
        const parts = this.#parts(kind, l)
        checkMatrices(file, this.#linear[kind].inputs, parts)
        for (const { name } of parts) known.add(name)
      }
    }
    for (const kind of VECTOR_KINDS) {
      for (const l of this.names(kind).keys()) {
        for (const { name, rows } of this.#parts(kind, l)) {
          checkLength(file, name, rows)
          known.add(name)
        }
      }
    }
    // A weight that nothing reads belongs to a computation that is not this one.
    for (const name of file.tensors.keys()) {
      if (!known.has(name)) {
        const { architecture } = file.config
        throw new Error(
          `the model has a tensor '${name}', which is not supported with the architecture '${architecture}'`,
        )
      }
    }
  }

  /** The layers of a kind, by block (or by rope); none where the model has no such layer. */
  names(kind: LayerKind): string[] {
    const { layers, ropes } = this.#file.config
    if (kind === 'rotary') return ropes.map((_, i) => `rope${i}_rotary`)
    if (!(kind in this.#linear || kind in this.#vectors)) return []
    return SINGLE.includes(kind) ? [kind] : Array.from({ length: layers }, (_, l) => `blk${l}_${kind}`)
  }

  stack(kind: LinearKind, l: number): RowStack {
    return readStack(this.#file, this.#linear[kind].inputs, this.#parts(kind, l))
  }

  vector(kind: VectorKind, l: number): Float32Array {
    const offset = isNorm(kind) ? this.#file.conventions.gainOffset : 0
    const parts = this.#parts(kind, l).map(({ name, rows, order, factor = 1 }) => {
      const data = dequantize(this.#file.tensor(name).type, this.#file.read(name), rows)
      return data.map((_, row) => Math.fround(data[order?.[row] ?? row]! + offset) * factor)
    })
    return Float32Array.from(parts.flatMap((part) => [...part]))
  }

  #parts(kind: LinearKind | VectorKind, l: number): NamedRows[] {
    const { headSize } = this.#file.config
    const neighbours = this.#file.conventions.rotaryPairs === 'neighbours'
    const parts: readonly LayerPart[] =
      kind in this.#linear ? this.#linear[kind as LinearKind].parts : this.#vectors[kind as VectorKind]!
    return parts.map(({ name, rows, rotary, factor }) => ({
      name: SINGLE.includes(kind) ? name : `blk.${l}.${name}`,
      rows,
      factor,
      order: rotary && neighbours ? rotaryRowOrder(rows, headSize) : null,
    }))
  }
}

function checkLength(file: ModelFile, name: string, length: number): void {
  const { values } = file.tensor(name)
  if (values !== length) {
    throw new Error(`tensor ${name} has ${values} values; by the model's metadata it should have ${length}`)
  }
}
