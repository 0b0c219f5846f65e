/** The graphs of a model, loaded when first needed, over one copy of its weights. */
import path from 'node:path'
import type { FormName, Phase } from '../model/forms/plans.ts'
import type { BuiltGraph, BuiltGraphs } from '../model/graph/build.ts'
import { type GraphVariant, VARIANT_NAMES } from '../model/graph/hooks.ts'
import type { ExternalTensor } from '../model/graph/onnx.ts'
import { DeviceArray } from '../runtime/device-array.ts'
import { MappedFile } from '../runtime/mapped-file.ts'
import { PackedWeights, Session, type SessionOptions } from '../runtime/session.ts'
import { DTYPES, type DType, elements, type Shape, Tensor, type TypedArray } from '../runtime/tensor.ts'
import type { Graphs } from './model-runner.ts'

/** Looks at a session before its first use; what it throws is why there is none. */
export type SessionCheck = (session: Session, variant: GraphVariant, phase: Phase) => Promise<void>

export class GraphSessions implements Graphs {
  readonly #built: BuiltGraphs
  readonly #forms: Readonly<Record<Phase, FormName>>
  readonly #options: SessionOptions
  readonly #check: SessionCheck
  readonly #packed = new PackedWeights()
  readonly #files = new Map<string, MappedFile>()
  readonly #tensors = new Map<string, Tensor>()
  readonly #uploads: DeviceArray<DType>[] = []
  readonly #sessions = new Map<string, Promise<Session>>()
  #disposed = false

  /** `forms` are among those that were built. */
  constructor(
    built: BuiltGraphs,
    forms: Readonly<Record<Phase, FormName>>,
    options: Omit<SessionOptions, 'shared'>,
    check: SessionCheck = async () => {},
  ) {
    this.#check = check
    this.#built = built
    this.#forms = forms
    this.#options = options
  }

  get(phase: Phase, variant: GraphVariant): Promise<Session> {
    const graph = this.#built.graph(this.#forms[phase], phase, variant)
    let session = this.#sessions.get(graph.path)
    if (!session) {
      session = this.#load(graph, variant, phase)
      session.catch(() => this.#sessions.delete(graph.path))
      this.#sessions.set(graph.path, session)
    }
    return session
  }

  /**
   * Loads all that users' answers may need, one after the other, unless it is disposed meanwhile. What fails is tried again
   * when it is asked for.
   */
  async preload(): Promise<void> {
    for (const variant of VARIANT_NAMES) {
      for (const phase of ['decode', 'prefill'] as const) {
        if (this.#disposed) return
        try {
          // Writing the graph may fail before there is a promise of a session.
          await this.get(phase, variant)
        } catch {}
      }
    }
  }

  async #load({ path: file, weights }: BuiltGraph, variant: GraphVariant, phase: Phase): Promise<Session> {
    const folder = path.dirname(file)
    const tensors = new Map([...weights].map(([name, tensor]) => [name, this.#tensor(folder, tensor)]))
    const session = await Session.load(file, { ...this.#options, shared: { tensors, packed: this.#packed } })
    // Once packed, the files' own pages are hardly read.
    for (const mapped of this.#files.values()) mapped.forget()
    try {
      await this.#check(session, variant, phase)
    } catch (problem) {
      session[Symbol.dispose]()
      throw problem
    }
    return session
  }

  #tensor(folder: string, { file, dtype, shape, offset }: ExternalTensor): Tensor {
    const key = `${file}:${offset}`
    let tensor = this.#tensors.get(key)
    if (!tensor) {
      let mapped = this.#files.get(file)
      if (!mapped) {
        mapped = new MappedFile(path.join(folder, file))
        this.#files.set(file, mapped)
      }
      const { buffer, byteOffset } = mapped.bytes
      const data = new DTYPES[dtype].array(buffer, byteOffset + offset, elements(shape)) as TypedArray<DType>
      tensor = this.#options.device?.remote ? this.#uploaded(dtype, shape, data) : new Tensor(dtype, shape, data)
      this.#tensors.set(key, tensor)
    }
    return tensor
  }

  /** One copy on the device for all graphs. */
  #uploaded(dtype: DType, shape: Shape, data: TypedArray<DType>): Tensor {
    const array = new DeviceArray(this.#options.device!, dtype, data.length)
    this.#uploads.push(array)
    array.write(0, data)
    return array.tensor(shape)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true
    for (const session of this.#sessions.values()) (await session.catch(() => null))?.[Symbol.dispose]()
    this.#sessions.clear()
    this.#packed[Symbol.dispose]()
    for (const tensor of this.#tensors.values()) tensor[Symbol.dispose]()
    for (const array of this.#uploads) array[Symbol.dispose]()
    for (const mapped of this.#files.values()) mapped[Symbol.dispose]()
  }
}
