/**
 * A model file → what its sessions load: packed weights (pack-file.ts), and graphs that name them as their external data.
 * All of it is kept under the model's hash and this code's digest, made when first needed, and found again by path.
 */
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { MappedFile } from '../../runtime/mapped-file.ts'
import { Session } from '../../runtime/session.ts'
import { DAY_MS, removeStale } from '../../stale-folders.ts'
import {
  calibrationSequences,
  type InputSizes,
  measureInputs,
  SMOOTHED_KINDS,
  type SmoothedKind,
} from '../calibration/measure.ts'
import { smoothingScales } from '../calibration/smoothing.ts'
import type { ModelConfig } from '../config.ts'
import { openEmbedding } from '../embedding.ts'
import { FORM_PLANS, type FormName, type Phase, planOf } from '../forms/plans.ts'
import type { PackedTensor } from '../forms/weight-form.ts'
import { fitsAsFloats, type ModelFile } from '../model-file.ts'
import { buildDecoder } from './decoder.ts'
import type { GraphVariant } from './hooks.ts'
import { VECTOR_KINDS, type VectorKind } from './layers.ts'
import { kindOf, type LayerKind, ModelLayers } from './model-layers.ts'
import type { ExternalTensor, GraphBuilder } from './onnx.ts'
import { type PackIndex, PackWriter, readPackIndex, removeOldDrafts, replaceFile } from './pack-file.ts'
import { packingNamed, packingsOf, smoothingOf } from './packings.ts'
import { rotaryTables, SPARE_POSITIONS } from './rotary.ts'

export type BuiltGraph = {
  path: string
  /** Its weights by their names in the graph; their files are in the graph's folder. */
  weights: ReadonlyMap<string, ExternalTensor>
}

/** The graphs of the forms that were asked for: their weights are packed, they themselves are written when first needed. */
export type BuiltGraphs = {
  /** A form that is one in prefill and decode has one graph for both, by its path. */
  graph(form: FormName, phase: Phase, variant: GraphVariant): BuiltGraph
}

export type BuildOptions = {
  file: ModelFile
  /** SHA-256 of the model (store/store.ts): part of the cache key. */
  hash: string
  forms: readonly FormName[]
  /** Tokens of the longest sequence that can run. */
  context: number
  /** The folder that holds what is built. */
  cache: string
  /** Layers packed, of how many. */
  onProgress?: (done: number, total: number) => void
}

export async function buildGraphs(options: BuildOptions): Promise<BuiltGraphs> {
  const { file, hash, forms, cache } = options
  const layers = new ModelLayers(file)
  const folder = graphsFolder(cache, hash)
  const isNew = !fs.existsSync(folder)
  fs.mkdirSync(folder, { recursive: true })
  const now = new Date()
  fs.utimesSync(folder, now, now)

  const builder = new Builder(folder, layers, options)
  await builder.pack(forms)
  const graphs = new Map<string, BuiltGraph>()
  removeOldDrafts(folder)
  // What another builder made of the same model, and nobody opened for a day.
  if (isNew) removeStale(cache, DAY_MS, (name) => name !== path.basename(folder) && name.startsWith(keyOf(hash)))
  return {
    graph(form, phase, variant) {
      const name = `${form}.${phase}.${variant}`
      const graph = graphs.get(name) ?? builder.graph(form, phase, { variant })
      graphs.set(name, graph)
      return graph
    },
  }
}

const keyOf = (hash: string) => hash.slice(0, 32)

/** The folder of what is built of a model, and of what is measured with it; perhaps not there yet. */
export const graphsFolder = (cache: string, hash: string) => path.join(cache, `${keyOf(hash)}-${builderDigest()}`)

/** The scales of all smoothed layers, and a name for them: files made with others are other files. */
type Smoothing = { scales: Record<SmoothedKind, Float32Array[]>; digest: string }

const SMOOTHING_FILE = 'smoothing.bin'

class Builder {
  readonly #folder: string
  readonly #config: ModelConfig
  readonly #layers: ModelLayers
  readonly #options: BuildOptions
  readonly #indexes = new Map<string, PackIndex>()
  #smoothing: Smoothing | null = null

  constructor(folder: string, layers: ModelLayers, options: BuildOptions) {
    this.#folder = folder
    this.#config = options.file.config
    this.#layers = layers
    this.#options = options
  }

  /** Makes the files of packed weights that are missing. */
  async pack(forms: readonly FormName[]): Promise<void> {
    const packs = forms
      .flatMap((form) => Object.entries(packingsOf(form, this.#options.context)) as [LayerKind, string][])
      .filter(([kind]) => this.#layers.names(kind).length > 0)
    if (packs.some(([kind, packing]) => smoothingOf(kind, packing))) this.#smoothing ??= await this.#smooth(forms)
    const missing = new Map(packs.filter((pack) => !this.#index(...pack)).map((pack) => [this.#file(...pack), pack]))

    const total = [...missing.values()].reduce((sum, [kind]) => sum + this.#layers.names(kind).length, 0)
    let done = 0
    for (const [file, [kind, packing]] of missing) {
      using writer = new PackWriter(this.#folder, file)
      for (const [l, layer] of this.#layers.names(kind).entries()) {
        writer.add(layer, this.#packed(kind, packing, l))
        this.#options.onProgress?.(++done, total)
        // Packing is synchronous: let signals and progress through between layers.
        await new Promise(setImmediate)
      }
      this.#indexes.set(file, writer.finish())
    }
  }

  /** A graph over files that are there. It is small, so every process makes it again, and writes it if it is not there. */
  graph(form: FormName, phase: Phase, options: { variant: GraphVariant; probe?: boolean }): BuiltGraph {
    const packings = packingsOf(form, this.#options.context)
    const naming = (graph: GraphBuilder, layer: string) => (suffix: string) => {
      const packing = packings[kindOf(layer)]
      const tensor = this.#index(kindOf(layer), packing)!.get(`${layer}.${suffix}`)
      return tensor && graph.external(`${layer}.${packing}.${suffix}`, tensor)
    }
    const plan = planOf(form, phase)
    const reading = phase === 'reading'
    const graph = buildDecoder(this.#config, plan, naming, { ...options, reading })
    const purpose = plan === planOf(form, 'decode') ? form : `${form}-prefill`
    const name = [
      purpose,
      ...(reading ? ['reading'] : []),
      options.probe ? 'probe' : options.variant,
      this.#options.context,
      'onnx',
    ].join('.')
    const file = path.join(this.#folder, name)
    const content = graph.finish()
    // Equal names may be of equal length and other weights, by another smoothing.
    if (!isFile(file, content)) replaceFile(file, content)
    return { path: file, weights: graph.externals }
  }

  /** Which file keeps a kind of layer in a packing. */
  #file(kind: LayerKind, packing: string): string {
    return [kind, packing, ...(smoothingOf(kind, packing) ? [this.#smoothing!.digest] : []), 'bin'].join('.')
  }

  #index(kind: LayerKind, packing: string): PackIndex | null {
    const file = this.#file(kind, packing)
    const index = this.#indexes.get(file) ?? readPackIndex(this.#folder, file)
    if (index) this.#indexes.set(file, index)
    return index
  }

  #packed(kind: LayerKind, packing: string, l: number): Record<string, PackedTensor> {
    if (kind === 'rotary') {
      const positions = this.#options.context + SPARE_POSITIONS
      return rotaryTables(this.#config.ropes[l]!, this.#config.headSize, positions)
    }
    const smoothed = smoothingOf(kind, packing)
    const scales = smoothed && this.#smoothing!.scales[smoothed][l]!
    if (isVector(kind)) {
      const gains = this.#layers.vector(kind, l)
      const data = scales ? gains.map((gain, k) => gain / scales[k]!) : gains
      return { g: { dtype: 'float32', shape: [data.length], data } }
    }
    return packingNamed(kind, packing).pack({ ...this.#layers.stack(kind, l), channels: scales })
  }

  /** The scales as they were once measured, or measured now and kept. */
  async #smooth(forms: readonly FormName[]): Promise<Smoothing> {
    const index = readPackIndex(this.#folder, SMOOTHING_FILE)
    const scales = index ? this.#readScales(index) : await this.#measureScales(forms)
    const digest = createHash('sha256')
    for (const kind of SMOOTHED_KINDS) for (const scale of scales[kind]) digest.update(scale)
    return { scales, digest: digest.digest('hex').slice(0, 8) }
  }

  #readScales(index: PackIndex): Smoothing['scales'] {
    using file = new MappedFile(path.join(this.#folder, SMOOTHING_FILE))
    const read = (layer: string) => {
      const { offset, bytes } = index.get(`${layer}.s`)!
      return new Float32Array(file.bytes.slice(offset, offset + bytes).buffer)
    }
    return { qkv: this.#layers.names('qkv').map(read), gate_up: this.#layers.names('gate_up').map(read) }
  }

  async #measureScales(forms: readonly FormName[]): Promise<Smoothing['scales']> {
    const inputs = await this.#measureInputs(forms)
    const scales: Smoothing['scales'] = { qkv: [], gate_up: [] }
    using writer = new PackWriter(this.#folder, SMOOTHING_FILE)
    for (const kind of SMOOTHED_KINDS) {
      for (const [l, layer] of this.#layers.names(kind).entries()) {
        const data = smoothingScales(inputs[kind][l]!, this.#layers.stack(kind, l))
        scales[kind].push(data)
        writer.add(layer, { s: { dtype: 'float32', shape: [data.length], data } })
        await new Promise(setImmediate)
      }
    }
    writer.finish()
    return scales
  }

  /**
   * With a form whose weights need no smoothing: one that is wanted anyway, if there is any; else the exactest that is small
   * enough, so that scales do not depend on which forms a model was first opened with.
   */
  async #measureInputs(forms: readonly FormName[]): Promise<InputSizes> {
    const { file, context } = this.#options
    const isPlain = (form: FormName) => SMOOTHED_KINDS.every((kind) => !FORM_PLANS[form][kind].packing.smoothed)
    const probe = forms.find(isPlain) ?? (fitsAsFloats(file) ? 'exact' : 'q8')
    await this.pack([probe])
    const { path } = this.graph(probe, 'prefill', { variant: 'plain', probe: true })
    using session = await Session.load(path, { threads: 1 })
    const sequences = calibrationSequences(file).map((ids) => ids.slice(0, context))
    return await measureInputs({ config: this.#config, session, embedding: openEmbedding(file) }, sequences)
  }
}

const isVector = (kind: LayerKind): kind is VectorKind => (VECTOR_KINDS as readonly string[]).includes(kind)

const isFile = (file: string, content: Uint8Array) => fs.existsSync(file) && fs.readFileSync(file).equals(content)

/** Changes whenever the code that shapes graphs or packs weights does, so that no stale graph is ever loaded. */
function builderDigest(): string {
  const root = path.dirname(import.meta.dirname)
  const sources = ['config.ts', 'dequantize.ts', 'families.ts', 'rope.ts', 'tensor-types.ts']
  for (const folder of ['calibration', 'forms', 'gguf', 'graph', 'hugging-face']) {
    sources.push(...fs.readdirSync(path.join(root, folder)).map((name) => path.join(folder, name)))
  }
  const digest = createHash('sha256')
  for (const source of sources.sort()) digest.update(source).update(fs.readFileSync(path.join(root, source)))
  return digest.digest('hex').slice(0, 16)
}
