/** A GGUF file as a model. */
import type { ModelConfig } from '../config.ts'
import type { Conventions, ModelFile, ModelTensor } from '../model-file.ts'
import type { Vocabulary } from '../vocabulary/vocabulary.ts'
import { readGgufConfig } from './config.ts'
import { GgufFile } from './file.ts'
import { readGgufVocabulary } from './vocabulary.ts'

/** @throws Error naming the file and what is wrong with it or not supported. */
export function openGgufModel(path: string): ModelFile {
  const file = GgufFile.open(path)
  try {
    return new GgufModel(file)
  } catch (error) {
    file.close()
    throw error
  }
}

/**
 * llama.cpp's converter reorders the rows of queries and keys in 'llama' files only, and adds the one of Gemma's norms
 * to their gains.
 */
class GgufModel implements ModelFile {
  readonly #file: GgufFile
  readonly config: ModelConfig
  readonly conventions: Conventions
  readonly chatTemplate: string | null

  constructor(file: GgufFile) {
    this.#file = file
    this.config = readGgufConfig(file)
    this.conventions = { rotaryPairs: this.config.architecture === 'llama' ? 'neighbours' : 'halves', gainOffset: 0 }
    const template = file.metadata['tokenizer.chat_template'] ?? null
    if (template !== null && typeof template !== 'string') throw new Error("'tokenizer.chat_template' is not a string")
    this.chatTemplate = template
  }

  get path(): string {
    return this.#file.path
  }

  get tensors(): ReadonlyMap<string, ModelTensor> {
    return this.#file.tensors
  }

  tensor(name: string): ModelTensor {
    return this.#file.tensor(name)
  }

  read(name: string): Uint8Array<ArrayBuffer> {
    return this.#file.read(name)
  }

  vocabulary(): Vocabulary {
    const vocabulary = readGgufVocabulary(this.#file.metadata)
    const [tokens, rows] = [vocabulary.tokens.length, this.config.vocabulary]
    if (tokens > rows) throw new Error(`the model's tokenizer has ${tokens} tokens, its embedding ${rows} rows`)
    return vocabulary
  }

  [Symbol.dispose](): void {
    this.#file.close()
  }
}
