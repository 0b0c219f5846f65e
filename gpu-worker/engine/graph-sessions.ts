/** The graph variants of one weight form, loaded when first needed, over one copy of its weights. */
import type { BuiltGraphs, GraphVariant } from '../model/graph/build.ts'
import { MappedFile } from '../runtime/mapped-file.ts'
import { Session, type SessionOptions, SharedWeights } from '../runtime/session.ts'
import { DTYPES, elements, Tensor } from '../runtime/tensor.ts'

export class GraphSessions implements AsyncDisposable {
  readonly #built: BuiltGraphs
  readonly #options: SessionOptions
  readonly #file: MappedFile
  readonly #weights: SharedWeights
  readonly #sessions = new Map<GraphVariant, Promise<Session>>()

  constructor(built: BuiltGraphs, options: Omit<SessionOptions, 'shared'>) {
    this.#built = built
    this.#file = new MappedFile(built.weights)
    const { buffer, byteOffset } = this.#file.bytes
    const tensors = new Map<string, Tensor>()
    for (const [name, { dtype, shape, offset }] of built.tensors()) {
      const data = new DTYPES[dtype].array(buffer, byteOffset + offset, elements(shape))
      tensors.set(name, new Tensor(dtype, shape, data))
    }
    this.#weights = new SharedWeights(tensors)
    this.#options = { ...options, shared: this.#weights }
  }

  get(variant: GraphVariant): Promise<Session> {
    let session = this.#sessions.get(variant)
    if (!session) {
      session = Session.load(this.#built.path(variant), this.#options)
      // Once packed, the file's own pages are hardly read.
      session.then(
        () => this.#file.forget(),
        () => this.#sessions.delete(variant),
      )
      this.#sessions.set(variant, session)
    }
    return session
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const session of this.#sessions.values()) (await session.catch(() => null))?.[Symbol.dispose]()
    this.#sessions.clear()
    this.#weights[Symbol.dispose]()
    this.#file[Symbol.dispose]()
  }
}
