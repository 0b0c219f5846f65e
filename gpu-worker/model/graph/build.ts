/**
 * A model file → its graphs on disk: one file of packed weights, and beside it the graph variants that map it. Built
 * once per source file, weight form and builder; what is in the cache is loaded by path.
 */
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { DAY_MS, removeStale } from '../../stale-folders.ts'
import { type ModelConfig, readConfig } from '../config.ts'
import { dequantize } from '../dequantize.ts'
import { type FormName, formOf } from '../forms/plans.ts'
import { readStack, rotaryRowOrder } from '../forms/row-stack.ts'
import type { PackedTensor, WeightForm } from '../forms/weight-form.ts'
import type { GgufFile } from '../gguf.ts'
import { buildLlama, type LinearLayer, linearLayers } from './llama.ts'
import type { ExternalTensor, GraphBuilder } from './onnx.ts'

/** - additive: edits that add a vector; serves everything by default. - rank: edits that read the state, too. */
export const GRAPH_VARIANTS = ['additive', 'rank'] as const
export type GraphVariant = (typeof GRAPH_VARIANTS)[number]

export type BuiltGraphs = {
  path(variant: GraphVariant): string
  /** The weights that all variants share. */
  weights: string
  /** Where each of them lies there, by name. */
  tensors(): Map<string, ExternalTensor>
}

export type BuildOptions = {
  file: GgufFile
  /** SHA-256 of the file: part of the cache key. */
  hash: string
  form: FormName
  /** The folder that holds built graphs. */
  cache: string
  onProgress?: (done: number, total: number) => void
}

const WEIGHTS_FILE = 'weights.bin'
const INDEX_FILE = 'weights.json'
const STAGING = '.building-'

export async function buildGraphs({ file, hash, form, cache, onProgress }: BuildOptions): Promise<BuiltGraphs> {
  const config = readConfig(file)
  const folder = path.join(cache, `${hash.slice(0, 32)}-${form}-${builderDigest()}`)
  const built: BuiltGraphs = {
    path: (variant) => path.join(folder, `${variant}.onnx`),
    weights: path.join(folder, WEIGHTS_FILE),
    tensors: () => new Map(JSON.parse(fs.readFileSync(path.join(folder, INDEX_FILE), 'utf8'))),
  }
  if (isWhole(folder, built)) {
    const now = new Date()
    fs.utimesSync(folder, now, now)
    return built
  }
  // Somebody removed a file, or cut it: what is left is of no use.
  fs.rmSync(folder, { recursive: true, force: true })

  fs.mkdirSync(cache, { recursive: true })
  const staging = fs.mkdtempSync(path.join(cache, STAGING))
  try {
    const forms = (layer: string) => formOf(form, layer)
    using weights = new WeightsFile(path.join(staging, WEIGHTS_FILE))
    const layers = packers(file, config, forms)
    for (const [done, [layer, pack]] of layers.entries()) {
      weights.add(layer, pack())
      onProgress?.(done + 1, layers.length)
      // Packing is synchronous: let signals and progress through between layers.
      await new Promise(setImmediate)
    }
    weights.flush()
    fs.writeFileSync(path.join(staging, INDEX_FILE), JSON.stringify([...weights.tensors]))
    for (const variant of GRAPH_VARIANTS) {
      const options = { context: config.context, rank: variant === 'rank' }
      const graph = buildLlama(config, forms, weights.naming, options)
      fs.writeFileSync(path.join(staging, `${variant}.onnx`), graph.finish())
    }
    fs.renameSync(staging, folder)
    dropStale(cache, path.basename(folder))
  } catch (problem) {
    fs.rmSync(staging, { recursive: true, force: true })
    // Another process may have built the same meanwhile; equal keys mean equal content.
    if (!isWhole(folder, built)) throw problem
  }
  return built
}

/** Whether all files are there, and the weights to their end. */
function isWhole(folder: string, { path: graph, weights, tensors }: BuiltGraphs): boolean {
  if (
    !fs.existsSync(path.join(folder, INDEX_FILE)) ||
    !GRAPH_VARIANTS.every((variant) => fs.existsSync(graph(variant)))
  )
    return false
  const ends = [...tensors().values()].map(({ offset, bytes }) => offset + bytes)
  return fs.statSync(weights, { throwIfNoEntry: false })?.size === Math.max(...ends)
}

/** Graphs of another builder that nobody opened for a day are removed when new ones are built. */
function dropStale(cache: string, fresh: string): void {
  const key = fresh.slice(0, fresh.lastIndexOf('-') + 1)
  removeStale(cache, DAY_MS, (name) => name !== fresh && (name.startsWith(key) || name.startsWith(STAGING)))
}

type Packed = Record<string, PackedTensor>

/** Every layer that has weights, with how to pack it; packed one at a time, so that memory stays small. */
function packers(
  file: GgufFile,
  config: ModelConfig,
  forms: (layer: string) => WeightForm,
): [layer: string, pack: () => Packed][] {
  const norm = (name: string) => (): Packed => {
    const tensor = file.tensor(name)
    if (tensor.values !== config.hidden) {
      throw new Error(
        `tensor ${name} has ${tensor.values} values; by the model's metadata it should have ${config.hidden}`,
      )
    }
    const data = dequantize(tensor.type, file.read(name), tensor.values)
    return { g: { dtype: 'float32', shape: [tensor.values], data } }
  }
  const layers: [string, () => Packed][] = []
  for (let l = 0; l < config.layers; l++) {
    const prefix = `blk.${l}.`
    for (const [kind, { inputs, matrices }] of Object.entries<LinearLayer>(linearLayers(config))) {
      const layer = `blk${l}_${kind}`
      const stack = () =>
        readStack(
          file,
          inputs,
          matrices.map(({ name, rows, rotary }) => ({
            name: prefix + name,
            rows,
            order: rotary && rotaryRowOrder(rows, config.headSize),
          })),
        )
      layers.push([layer, () => forms(layer).pack(stack())])
    }
    layers.push([`blk${l}_attn_norm`, norm(`${prefix}attn_norm.weight`)])
    layers.push([`blk${l}_ffn_norm`, norm(`${prefix}ffn_norm.weight`)])
  }
  layers.push(['output_norm', norm('output_norm.weight')])
  const head = { name: headTensor(config), rows: config.vocabulary }
  layers.push(['head', () => forms('head').pack(readStack(file, config.hidden, [head]))])
  return layers
}

export const headTensor = (config: ModelConfig) => (config.tied ? 'token_embd.weight' : 'output.weight')

/** Mapping wants page borders. */
const ALIGNMENT = 4096

class WeightsFile implements Disposable {
  readonly #descriptor: number
  readonly tensors = new Map<string, ExternalTensor>()
  #end = 0

  constructor(path: string) {
    this.#descriptor = fs.openSync(path, 'wx')
  }

  add(layer: string, packed: Packed): void {
    for (const [suffix, { dtype, shape, data }] of Object.entries(packed)) {
      const offset = Math.ceil(this.#end / ALIGNMENT) * ALIGNMENT
      const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      for (let written = 0; written < bytes.length; ) {
        written += fs.writeSync(this.#descriptor, bytes, written, bytes.length - written, offset + written)
      }
      this.tensors.set(`${layer}.${suffix}`, { dtype, shape, offset, bytes: bytes.length })
      this.#end = offset + bytes.length
    }
  }

  /** Names a layer's tensors in a graph, as external data of this file. */
  readonly naming = (graph: GraphBuilder, layer: string) => (suffix: string) => {
    const name = `${layer}.${suffix}`
    const tensor = this.tensors.get(name)
    return tensor && graph.external(name, WEIGHTS_FILE, tensor)
  }

  flush(): void {
    fs.fsyncSync(this.#descriptor)
  }

  [Symbol.dispose](): void {
    fs.closeSync(this.#descriptor)
  }
}

/** Changes whenever the code that shapes graphs or packs weights does, so that no stale graph is ever loaded. */
function builderDigest(): string {
  const root = path.dirname(import.meta.dirname)
  const sources = ['config.ts', 'dequantize.ts', 'tensor-types.ts']
  for (const folder of ['graph', 'forms']) {
    sources.push(...fs.readdirSync(path.join(root, folder)).map((name) => path.join(folder, name)))
  }
  const digest = createHash('sha256')
  for (const source of sources.sort()) digest.update(source).update(fs.readFileSync(path.join(root, source)))
  return digest.digest('hex').slice(0, 16)
}
