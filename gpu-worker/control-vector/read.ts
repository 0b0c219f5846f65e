/** A control vector's file (format.ts) → its vectors, checked against the model that they are to steer. */
import { statSync } from 'node:fs'
import { GgufFile } from '../model/gguf/file.ts'
import { UnusableFile } from '../model/gguf/unusable-file.ts'
import { ARCHITECTURE, FIRST_LAYER, ggufArchitecture, HINT_KEY, NAME_KEY, POLE_KEYS, tensorName } from './format.ts'

/** What the file must fit. */
export type VectorModel = { name: string; architecture: string; hiddenSize: number; layers: number }

export type ControlVector = {
  /** Only where the file has them: they are Attune's own additions. */
  name: string | null
  poles: { positive: string; negative: string } | null
  /** By layer, upwards; none is all zeros. */
  layers: { layer: number; vector: Float32Array }[]
}

/** What metadata may take beside the vectors; real files have less than a kilobyte. */
const HEADER_ROOM = 2 ** 20

/** @throws UnusableFile naming the file and what is wrong with it, or how it differs from the model. */
export function readControlVector(path: string, model: VectorModel): ControlVector {
  checkSize(path, model)
  using file = GgufFile.open(path, 'a control vector')
  const wrong = (why: string) => new UnusableFile(`cannot use ${path} as a control vector: ${why}`)
  const architecture = file.metadata['general.architecture']
  if (architecture !== ARCHITECTURE) {
    throw wrong(`its general.architecture is '${String(architecture)}', a control vector's is '${ARCHITECTURE}'`)
  }
  const hint = file.metadata[HINT_KEY]
  if (typeof hint !== 'string') throw wrong(`it does not say which models it is for ('${HINT_KEY}')`)
  if (ggufArchitecture(hint) !== ggufArchitecture(model.architecture)) {
    throw wrong(`it is for '${hint}' models, ${model.name} is a '${model.architecture}' model`)
  }
  const layers = [...file.tensors.values()]
    .map(({ name, type, shape }) => {
      const layer = layerOf(name)
      if (layer === null) throw wrong(`it has a tensor '${name}'; 'direction.1', 'direction.2', … are expected`)
      if (layer >= model.layers) {
        throw wrong(
          `it has a vector for layer ${layer}; ${model.name} takes layers ${FIRST_LAYER} to ${model.layers - 1}`,
        )
      }
      if (type !== 'F32') throw wrong(`tensor ${name} is ${type}, F32 is expected`)
      if (shape.length !== 1 || shape[0] !== model.hiddenSize) {
        throw wrong(`tensor ${name} has the shape [${shape}]; ${model.name} has a hidden size of ${model.hiddenSize}`)
      }
      const vector = new Float32Array(file.read(name).buffer)
      if (!vector.every(Number.isFinite)) throw wrong(`tensor ${name} holds values that are not finite`)
      return { layer, vector }
    })
    // llama.cpp's tools fill layers that were left out with zeros.
    .filter(({ vector }) => vector.some((x) => x !== 0))
    .sort((a, b) => a.layer - b.layer)
  if (layers.length === 0) throw wrong(file.tensors.size ? 'all its vectors are zero' : 'it has no vectors')
  return { name: textAt(file, NAME_KEY), poles: polesOf(file), layers }
}

/** A file too large to be a control vector of the model is not read at all. */
function checkSize(path: string, { name, hiddenSize, layers }: VectorModel): void {
  const most = HEADER_ROOM + layers * hiddenSize * Float32Array.BYTES_PER_ELEMENT
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  if (size <= most) return
  throw new UnusableFile(
    `cannot use ${path} as a control vector: it has ${size} bytes; one of ${name} has at most ${most}`,
  )
}

function layerOf(tensor: string): number | null {
  const layer = Number(/^direction\.(\d+)$/.exec(tensor)?.[1] ?? 0)
  return layer >= FIRST_LAYER && tensorName(layer) === tensor ? layer : null
}

function textAt({ metadata }: GgufFile, key: string): string | null {
  const value = metadata[key]
  return typeof value === 'string' && value !== '' ? value : null
}

function polesOf(file: GgufFile): ControlVector['poles'] {
  const [positive, negative] = [textAt(file, POLE_KEYS.positive), textAt(file, POLE_KEYS.negative)]
  return positive !== null && negative !== null ? { positive, negative } : null
}
