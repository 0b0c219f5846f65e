/**
 * A model as it was published: one small interface, whatever the format. Tensors have the names that GGUF gives them
 * (`blk.3.attn_q.weight`), and shapes its order of sides: a matrix is [K inputs, N outputs].
 */
import { statSync } from 'node:fs'
import type { ModelConfig } from './config.ts'
import { openGgufModel } from './gguf/model.ts'
import { openHuggingFaceModel } from './hugging-face/model.ts'
import type { TensorType } from './tensor-types.ts'
import type { Vocabulary } from './vocabulary/vocabulary.ts'

export interface ModelFile extends Disposable {
  /** The file or folder, for messages. */
  readonly path: string
  readonly config: ModelConfig
  readonly conventions: Conventions
  readonly tensors: ReadonlyMap<string, ModelTensor>
  /** @throws Error naming the tensor that the model lacks. */
  tensor(name: string): ModelTensor
  /** A tensor's bytes as they are in the file, in an ArrayBuffer of their own. */
  read(name: string): Uint8Array<ArrayBuffer>
  /** Reads it anew each time. @throws Error naming what is missing, damaged or not supported. */
  vocabulary(): Vocabulary
  /** Jinja; null for a model that has none. */
  readonly chatTemplate: string | null
}

export type ModelTensor = {
  /** The fastest side first. */
  shape: readonly number[]
  type: TensorType
  /** How many values there are: the product of the shape. */
  values: number
}

/** What the numbers in the file mean where formats differ. */
export type Conventions = {
  /** Which rows of a head's queries and keys turn together: (2i, 2i + 1) or (i, i + D/2). */
  rotaryPairs: 'neighbours' | 'halves'
  /** What is added to the gains of norms. */
  gainOffset: 0 | 1
}

/** The most that a copy of the weights as plain floats may take where nobody asked for one. */
const PLAIN_FLOATS_BYTES = 2 ** 31

/** Whether a copy of the weights as plain floats is small enough to be made unasked. */
export function fitsAsFloats({ tensors }: ModelFile): boolean {
  let values = 0
  for (const tensor of tensors.values()) values += tensor.values
  return values * Float32Array.BYTES_PER_ELEMENT <= PLAIN_FLOATS_BYTES
}

/**
 * A GGUF file, or a folder as Hugging Face models are published.
 *
 * @throws Error naming the path and what is wrong with it or not supported
 */
export function openModelFile(path: string): ModelFile {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
  return isFolder ? openHuggingFaceModel(path) : openGgufModel(path)
}
