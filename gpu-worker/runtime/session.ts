/** A loaded graph, and bindings of tensors to its inputs and outputs. */
import type { Device } from './device.ts'
import { api, check, create, env, OrtError, type Pointer } from './ort-api.ts'
import type { Tensor } from './tensor.ts'

export type SessionOptions = {
  /** Where it runs; the CPU by default. */
  device?: Device
  /** Threads of one run, the calling one included. */
  threads: number
  /**
   * Microseconds that an idle thread spins before it sleeps; 0: not at all. Between two operators of a run a few are
   * enough to save the waking up (a step of one row takes half as long), and where another process wants the cores, so
   * few cost it little: spinning for long costs either three quarters of its speed.
   */
  spin?: number
  /** Weights that several sessions share. */
  shared?: SharedWeights
}

/** Measured on two cores, alone and beside a second process: bench/decode.ts. */
export const DEFAULT_SPIN = 10

/**
 * Weights of a session, by initializer name, and where what its kernels make of them is kept. Sessions with the same
 * `packed` share that: a second one costs a few MB in place of a whole copy. Both must outlive the session.
 */
export type SharedWeights = { tensors: ReadonlyMap<string, Tensor>; packed: PackedWeights }

/** What kernels make of weights. */
export class PackedWeights implements Disposable {
  #container: Pointer = create(api.CreatePrepackedWeightsContainer)

  get container(): Pointer {
    if (!this.#container) throw new Error('the packed weights were disposed')
    return this.#container
  }

  [Symbol.dispose](): void {
    if (this.#container) api.ReleasePrepackedWeightsContainer(this.#container)
    this.#container = null
  }
}

/** Graphs are written fused; the optimiser would only cost load time. */
const NO_OPTIMIZATION = 0

export class Session implements Disposable {
  #session: Pointer
  readonly #bindings = new Set<Binding>()

  /** Loads a graph; its external weights are mapped from the file, not read. Off the event loop. */
  static async load(path: string, options: SessionOptions): Promise<Session> {
    const sessionOptions = create(api.CreateSessionOptions)
    try {
      check(api.SetIntraOpNumThreads(sessionOptions, options.threads))
      check(api.SetSessionGraphOptimizationLevel(sessionOptions, NO_OPTIMIZATION))
      check(api.DisableMemPattern(sessionOptions))
      options.device?.addProvider(sessionOptions)
      const { spin = DEFAULT_SPIN } = options
      const configure = (key: string, value: string) => check(api.AddSessionConfigEntry(sessionOptions, key, value))
      configure('session.intra_op.allow_spinning', spin > 0 ? '1' : '0')
      if (spin > 0) configure('session.intra_op.spin_duration_us', String(spin))
      for (const [name, tensor] of options.shared?.tensors ?? []) {
        check(api.AddInitializer(sessionOptions, name, tensor.value))
      }
      const out: [Pointer] = [null]
      await new Promise<void>((resolve, reject) => {
        const done = (error: Error | null, status: Pointer) => {
          try {
            if (error) throw error
            check(status)
            resolve()
          } catch (problem) {
            reject(problem)
          }
        }
        if (options.shared) {
          const { container } = options.shared.packed
          api.CreateSessionWithPrepackedWeightsContainer.async(env, path, sessionOptions, container, out, done)
        } else {
          api.CreateSession.async(env, path, sessionOptions, out, done)
        }
      })
      return new Session(out[0])
    } finally {
      api.ReleaseSessionOptions(sessionOptions)
    }
  }

  private constructor(session: Pointer) {
    this.#session = session
  }

  get handle(): Pointer {
    if (!this.#session) throw new Error('the session was disposed')
    return this.#session
  }

  /** Inputs must cover all of the graph's; outputs may be any part of them. The tensors stay the caller's. */
  bind(inputs: ReadonlyMap<string, Tensor>, outputs: ReadonlyMap<string, Tensor>): Binding {
    const binding = new Binding(this, inputs, outputs, (disposed) => this.#bindings.delete(disposed))
    this.#bindings.add(binding)
    return binding
  }

  [Symbol.dispose](): void {
    for (const binding of [...this.#bindings]) binding[Symbol.dispose]()
    if (this.#session) api.ReleaseSession(this.#session)
    this.#session = null
  }
}

export class RunCancelled extends Error {
  constructor() {
    super('the run was cancelled')
    this.name = 'RunCancelled'
  }
}

/** Tensors bound to one session: a step that can be run again and again after writing into the tensors. */
export class Binding implements Disposable {
  readonly #session: Session
  #binding: Pointer
  #runOptions: Pointer
  readonly #onDispose: (binding: Binding) => void
  /** Keeps the bound memory alive. */
  readonly #tensors: Tensor[]
  #running = false

  constructor(
    session: Session,
    inputs: ReadonlyMap<string, Tensor>,
    outputs: ReadonlyMap<string, Tensor>,
    onDispose: (binding: Binding) => void,
  ) {
    this.#session = session
    this.#onDispose = onDispose
    this.#tensors = [...inputs.values(), ...outputs.values()]
    this.#binding = create(api.CreateIoBinding, session.handle)
    this.#runOptions = create(api.CreateRunOptions)
    try {
      for (const [name, tensor] of inputs) check(api.BindInput(this.#binding, name, tensor.value))
      for (const [name, tensor] of outputs) check(api.BindOutput(this.#binding, name, tensor.value))
    } catch (problem) {
      this[Symbol.dispose]()
      throw problem
    }
  }

  /** Runs off the event loop. @throws RunCancelled if the signal fires first, OrtError if the graph fails. */
  async run(signal?: AbortSignal): Promise<void> {
    if (!this.#binding) throw new Error('the binding was disposed')
    if (this.#running) throw new Error('the binding is already running')
    if (signal?.aborted) throw new RunCancelled()
    const terminate = () => check(api.RunOptionsSetTerminate(this.#runOptions))
    signal?.addEventListener('abort', terminate, { once: true })
    this.#running = true
    try {
      await new Promise<void>((resolve, reject) => {
        api.RunWithBinding.async(this.#session.handle, this.#runOptions, this.#binding, (error, status) => {
          try {
            if (error) throw error
            check(status)
            resolve()
          } catch (problem) {
            reject(signal?.aborted && problem instanceof OrtError ? new RunCancelled() : problem)
          }
        })
      })
    } finally {
      this.#running = false
      signal?.removeEventListener('abort', terminate)
      if (signal?.aborted) check(api.RunOptionsUnsetTerminate(this.#runOptions))
    }
  }

  [Symbol.dispose](): void {
    if (this.#running) throw new Error('a binding cannot be disposed while it runs')
    if (this.#binding) api.ReleaseIoBinding(this.#binding)
    if (this.#runOptions) api.ReleaseRunOptions(this.#runOptions)
    this.#binding = null
    this.#runOptions = null
    this.#tensors.length = 0
    this.#onDispose(this)
  }
}
