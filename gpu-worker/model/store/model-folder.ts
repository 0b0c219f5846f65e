/** Which files of a folder or repository make up its model, and what is wrong where they do not. */
import { CONFIG, filesOfIndex, OPTIONAL_FILES, REQUIRED_FILES, WEIGHTS, WEIGHTS_INDEX } from '../hugging-face/files.ts'
import { ModelStoreError } from './source.ts'

export type FolderContents = {
  /** For messages; a file in it is `${describe()}/name`. */
  describe(): string
  /** Of all files, perhaps of those in folders too. */
  names: readonly string[]
  /** The text of a file. */
  read(name: string): Promise<string>
}

/** Formats that can run code while they are read, or that other programs write. */
const OTHER_WEIGHTS = /\.(bin|pt|pth|ckpt|pkl|h5|msgpack|onnx|npz)$/i

/** Names of files, sorted. @throws ModelStoreError saying what is missing and what to do. */
export async function modelFilesOf({ describe, names, read }: FolderContents): Promise<string[]> {
  const has = new Set(names.filter((name) => !name.includes('/')))
  const missing = (what: string) => new ModelStoreError('not_found', `${describe()} ${what}`)
  const hasWeights = has.has(WEIGHTS_INDEX) || has.has(WEIGHTS)
  const gguf = names.filter((name) => /\.gguf$/i.test(name))
  if (gguf.length > 0 && !(has.has(CONFIG) && hasWeights)) {
    const specs = gguf.slice(0, 30).map((name) => `${describe()}/${name}`)
    throw missing(`holds GGUF files. Set ATTUNE_MODEL to one of them: ${specs.join(', ')}.`)
  }
  if (!has.has(CONFIG)) {
    throw missing(`has no ${CONFIG}: a model's folder holds ${REQUIRED_FILES.join(', ')} and safetensors weights.`)
  }
  if (!hasWeights) throw missing(`has no ${WEIGHTS}${explainedWeights([...has])}.`)
  const required = REQUIRED_FILES.find((name) => !has.has(name))
  if (required) {
    const remedy = "write it with AutoTokenizer.from_pretrained(…).save_pretrained(folder) of Python's transformers"
    throw missing(`has no ${required}; ${remedy}.`)
  }
  const weights = has.has(WEIGHTS_INDEX)
    ? [WEIGHTS_INDEX, ...filesOf(await read(WEIGHTS_INDEX), describe())]
    : [WEIGHTS]
  const absent = weights.find((name) => !has.has(name))
  if (absent) throw missing(`has no ${absent}, which its ${WEIGHTS_INDEX} names.`)
  return [...REQUIRED_FILES, ...OPTIONAL_FILES.filter((name) => has.has(name)), ...weights].sort()
}

function explainedWeights(names: readonly string[]): string {
  const others = names.filter((name) => OTHER_WEIGHTS.test(name))
  if (others.length === 0) return ` or ${WEIGHTS_INDEX}`
  const remedy = "AutoModelForCausalLM.from_pretrained(…).save_pretrained(folder) of Python's transformers"
  return `; weights as in ${others[0]} are not read. Convert them to safetensors: ${remedy}`
}

function filesOf(index: string, where: string): string[] {
  try {
    return filesOfIndex(JSON.parse(index))
  } catch (error) {
    throw new ModelStoreError('damaged', `${where} is damaged: ${(error as Error).message}.`, error)
  }
}
