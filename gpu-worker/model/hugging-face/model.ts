/** A folder as Hugging Face models are published: JSON files, and weights in one safetensors file or several. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ModelConfig } from '../config.ts'
import type { Conventions, ModelFile, ModelTensor } from '../model-file.ts'
import { isTensorType } from '../tensor-types.ts'
import type { Vocabulary } from '../vocabulary/vocabulary.ts'
import { readHuggingFaceConfig } from './config.ts'
import { CHAT_TEMPLATE, CONFIG, filesOfIndex, TOKENIZER_CONFIG, WEIGHTS, WEIGHTS_INDEX } from './files.ts'
import { isJson, readJson } from './json.ts'
import { SafetensorsFile, type SafetensorsTensor } from './safetensors-file.ts'
import { ggufTensorName } from './tensor-names.ts'
import { readHuggingFaceVocabulary } from './vocabulary.ts'

/** @throws Error naming the folder and what is wrong with it or not supported. */
export function openHuggingFaceModel(path: string): ModelFile {
  try {
    return new HuggingFaceModel(path)
  } catch (error) {
    throw new Error(`cannot use ${path} as a model: ${(error as Error).message}`, { cause: error })
  }
}

type StoredTensor = ModelTensor & { file: SafetensorsFile; stored: SafetensorsTensor }

/** Rows are as the model computes; Gemma's norms keep their gains less one. */
class HuggingFaceModel implements ModelFile {
  readonly path: string
  readonly config: ModelConfig
  readonly conventions: Conventions
  readonly chatTemplate: string | null
  readonly tensors: ReadonlyMap<string, StoredTensor>
  readonly #files = new DisposableStack()

  constructor(path: string) {
    this.path = path
    const config = readJson(path, CONFIG)
    if (!config) throw new Error(`it has no ${CONFIG}`)
    this.config = readHuggingFaceConfig(config)
    this.conventions = { rotaryPairs: 'halves', gainOffset: this.config.architecture === 'gemma3' ? 1 : 0 }
    this.chatTemplate = readChatTemplate(path)
    try {
      this.tensors = this.#readTensors()
    } catch (error) {
      this.#files.dispose()
      throw error
    }
  }

  #readTensors(): Map<string, StoredTensor> {
    const tensors = new Map<string, StoredTensor>()
    for (const name of weightFiles(this.path)) {
      const file = this.#files.use(new SafetensorsFile(join(this.path, name)))
      for (const [ownName, stored] of file.tensors) {
        const tensorName = ggufTensorName(ownName, this.config)
        if (tensorName === null) continue
        const { dtype, shape, values } = stored
        if ((dtype !== 'F32' && dtype !== 'F16' && dtype !== 'BF16') || !isTensorType(dtype)) {
          throw new Error(`tensor ${ownName} has type ${dtype}, supported are F32, F16, BF16`)
        }
        if (tensors.has(tensorName)) throw new Error(`it has two tensors for '${tensorName}', one of them ${ownName}`)
        tensors.set(tensorName, { file, stored, type: dtype, shape: shape.toReversed(), values })
      }
    }
    return tensors
  }

  tensor(name: string): StoredTensor {
    const tensor = this.tensors.get(name)
    if (!tensor) throw new Error(`${this.path} has no tensor '${name}' (by GGUF's name)`)
    return tensor
  }

  read(name: string): Uint8Array<ArrayBuffer> {
    const { file, stored } = this.tensor(name)
    return file.read(stored)
  }

  vocabulary(): Vocabulary {
    return readHuggingFaceVocabulary(this.path, this.config.vocabulary)
  }

  [Symbol.dispose](): void {
    this.#files.dispose()
  }
}

function weightFiles(path: string): string[] {
  const index = readJson(path, WEIGHTS_INDEX)
  const files = index ? filesOfIndex(index) : [WEIGHTS]
  const missing = files.find((name) => !existsSync(join(path, name)))
  if (missing) throw new Error(`it has no ${missing}; only safetensors weights are supported`)
  return files
}

/** As a file of its own, or among the tokenizer's settings: one template, or several by name. */
function readChatTemplate(path: string): string | null {
  const file = join(path, CHAT_TEMPLATE)
  if (existsSync(file)) return readFileSync(file, 'utf8')
  const template = readJson(path, TOKENIZER_CONFIG)?.chat_template ?? null
  if (template === null || typeof template === 'string') return template
  const named = Array.isArray(template) ? template.find((one) => isJson(one) && one.name === 'default') : null
  if (isJson(named) && typeof named.template === 'string') return named.template
  throw new Error(`${TOKENIZER_CONFIG} has a 'chat_template' that is neither a string nor has one named 'default'`)
}
