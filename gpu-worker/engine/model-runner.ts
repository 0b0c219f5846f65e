/**
 * Runs the graph: one decode step over rows 0..n-1, or one stretch of tokens appended to a row. It owns the tensors
 * and bindings; it does not know generations.
 */
import type { Edit, HookEdit } from '../../shared/steering/edit.ts'
import type { Hook } from '../../shared/steering/hook.ts'
import { siteAndLayer } from '../../shared/steering/hook.ts'
import type { ModelConfig } from '../model/config.ts'
import type { EmbeddingTable } from '../model/embedding.ts'
import type { Phase } from '../model/forms/plans.ts'
import { type GraphVariant, hookList, hooksOf, hookTensor } from '../model/graph/hooks.ts'
import type { Binding, Session } from '../runtime/session.ts'
import { allocate, elements, Tensor } from '../runtime/tensor.ts'
import { EditArena, rankOf, variantFor } from './edit-arena.ts'
import { KvArena } from './kv-arena.ts'

/** Tokens run at once when a row is extended; longer stretches are cut at multiples of it from the row's start. */
export const STRETCH = 128

/** Loads a graph when it is first needed. Phases may run on different forms of the same weights. */
export type Graphs = AsyncDisposable & { get(phase: Phase, variant: GraphVariant): Promise<Session> }

export type RunnerOptions = {
  config: ModelConfig
  /** The runner closes them. */
  graphs: Graphs
  embedding: EmbeddingTable
  /** Rows that decode together. */
  rows: number
  /** Tokens that fit a row. */
  capacity: number
}

/** What lay at hooks, before and after their edits: [n, H] each. */
export type HookStates = ReadonlyMap<Hook, { hidden: Float32Array; edited: Float32Array }>

export type DecodeOutput = {
  /** [n, V] and [n, H], row by row; overwritten by the next step. */
  logits: Float32Array
  final: Float32Array
  /** At the hooks of the graph that ran: none where no row is edited. Overwritten by the next step. */
  states: HookStates
}

export type StretchRequest = {
  row: number
  /** Tokens the row holds already. */
  start: number
  /** At most STRETCH tokens. */
  ids: readonly number[]
  /** Applied to every token of the stretch. */
  edit?: Edit | null
  /** Positions that get logits: none by default. */
  logits?: 'last' | 'all'
  /** Hooks to be read: none by default. */
  states?: readonly Hook[]
}

export type StretchOutput = {
  /** [n, V] and [n, H] of the positions asked for; overwritten by the next stretch. */
  logits: Float32Array
  final: Float32Array
  /** [ids, H], of the hooks asked for; the caller's own. */
  states: HookStates
}

type DecodeStep = { binding: Binding; output: DecodeOutput; own: Tensor[] }

export class ModelRunner implements AsyncDisposable {
  readonly config: ModelConfig
  readonly rows: number
  readonly kv: KvArena
  readonly edits: EditArena
  /** A row beside the decoding ones, for readings. */
  readonly scratchRow: number
  readonly #options: RunnerOptions
  readonly #decodeSteps = new Map<string, DecodeStep>()

  readonly #x: Float32Array
  readonly #seqlens: Int32Array
  readonly #total: Int32Array
  readonly #pick: BigInt64Array
  readonly #logits: Float32Array
  readonly #final: Float32Array
  readonly #states = new Map<Hook, { hidden: Float32Array; edited: Float32Array }>()
  /** Zeros for the hooks of a stretch without edit. */
  readonly #zeros: Float32Array
  /** For stretches with logits at every position: large, so made when first needed. */
  #stretchLogits: Float32Array | null = null
  readonly #stretchFinal: Float32Array
  #running: Promise<unknown> | null = null

  constructor(options: RunnerOptions) {
    const { config, rows, capacity } = options
    this.#options = options
    this.config = config
    this.rows = rows
    this.scratchRow = rows
    this.kv = new KvArena(config, rows + 1, capacity)
    this.edits = new EditArena(rows, config.layers, config.hidden)
    const tokens = Math.max(rows, STRETCH)
    this.#x = allocate('float32', tokens * config.hidden)
    this.#seqlens = allocate('int32', rows)
    this.#total = allocate('int32', 1)
    this.#pick = allocate('int64', tokens * 2)
    this.#logits = allocate('float32', rows * config.vocabulary)
    this.#final = allocate('float32', rows * config.hidden)
    this.#zeros = allocate('float32', STRETCH * config.hidden)
    this.#stretchFinal = allocate('float32', STRETCH * config.hidden)
  }

  /**
   * One token for each of rows 0..n-1: `ids[i]` at position `positions[i]` of row i. Edits are those of the edit arena.
   * The output's arrays are the runner's own.
   */
  async decode(ids: readonly number[], positions: readonly number[]): Promise<DecodeOutput> {
    const n = ids.length
    if (n === 0 || n > this.rows) throw new Error(`a step decodes 1 to ${this.rows} rows, not ${n}`)
    const step = await this.#decodeStep(n, this.edits.variantOf(n))
    const { hidden } = this.config
    this.#assertIdle()
    for (let i = 0; i < n; i++) {
      this.#options.embedding.row(ids[i]!, this.#x, i * hidden)
      this.#seqlens[i] = positions[i]!
      this.#pick[2 * i] = BigInt(i)
      this.#pick[2 * i + 1] = 0n
    }
    this.#total[0] = Math.max(...positions) + 1
    await this.#exclusively(() => step.binding.run())
    return step.output
  }

  /** Appends tokens to a row's KV and returns what is asked for of their states. */
  async stretch(request: StretchRequest, signal?: AbortSignal): Promise<StretchOutput> {
    const { row, start, ids, edit = null, logits } = request
    const { hidden: H, vocabulary: V, layers } = this.config
    const s = ids.length
    if (s === 0 || s > STRETCH) throw new Error(`a stretch has 1 to ${STRETCH} tokens, not ${s}`)
    if (start + s > this.kv.capacity) throw new Error(`${start + s} tokens do not fit a row of ${this.kv.capacity}`)
    const variant = variantToRead(variantFor([edit]), request.states ?? [])
    const session = await this.#options.graphs.get('prefill', variant)
    this.#assertIdle()
    ids.forEach((id, i) => void this.#options.embedding.row(id, this.#x, i * H))
    // The head cannot run on nothing: where no logits are wanted, those of the last token are made and left.
    const picked = logits === 'all' ? s : 1
    for (let i = 0; i < picked; i++) {
      this.#pick[2 * i] = 0n
      this.#pick[2 * i + 1] = BigInt(s - picked + i)
    }
    this.#seqlens[0] = start + s - 1
    this.#total[0] = start + s
    if (logits === 'all') this.#stretchLogits ??= allocate('float32', STRETCH * V)
    const wanted = logits ? picked : 0
    const states = new Map<Hook, { hidden: Float32Array; edited: Float32Array }>()
    const output: StretchOutput = {
      logits: (logits === 'all' ? this.#stretchLogits! : this.#logits).subarray(0, wanted * V),
      final: this.#stretchFinal.subarray(0, wanted * H),
      states,
    }

    const own: Tensor[] = []
    const own32 = (shape: number[], data: Float32Array) => {
      const tensor = new Tensor('float32', shape, data)
      own.push(tensor)
      return tensor
    }
    const kv = this.kv.view(row, 1)
    const inputs = this.#commonInputs(own, s, 1, picked, kv)
    const zeros = own32([1, s, H], this.#zeros.subarray(0, s * H))
    const withRank = Object.values(hooksOf(variant)).includes('rank')
    for (const hook of hookList(variant, layers)) {
      const at = edit?.get(hook)
      inputs.set(hookTensor('e', hook), at ? own32([1, s, H], repeated(at.e, s)) : zeros)
      if (!withRank) continue
      for (const [name, tensor] of slotTensors(at?.slots ?? [], Math.max(1, rankOf(edit)), H)) {
        own.push(tensor)
        inputs.set(hookTensor(name, hook), tensor)
      }
    }
    const outputs = presentOf(kv)
    if (logits) {
      outputs.set('logits', own32([picked, V], output.logits))
      outputs.set('final', own32([picked, H], output.final))
    }
    for (const hook of request.states ?? []) {
      const state = { hidden: allocate('float32', s * H), edited: allocate('float32', s * H) }
      outputs.set(hookTensor('hidden', hook), own32([1, s, H], state.hidden))
      outputs.set(hookTensor('edited', hook), own32([1, s, H], state.edited))
      states.set(hook, state)
    }

    const binding = session.bind(inputs, outputs)
    try {
      await this.#exclusively(() => binding.run(signal))
    } finally {
      binding[Symbol.dispose]()
      for (const tensor of own) tensor[Symbol.dispose]()
    }
    return output
  }

  async #decodeStep(n: number, variant: GraphVariant): Promise<DecodeStep> {
    const edits = this.edits.view(n, variant)
    const key = `${n}:${variant}:${this.edits.rank}`
    const known = this.#decodeSteps.get(key)
    if (known) return known
    const session = await this.#options.graphs.get('decode', variant)
    const { hidden: H, vocabulary: V } = this.config
    const own: Tensor[] = []
    const kv = this.kv.view(0, n)
    const inputs = this.#commonInputs(own, 1, n, n, kv)
    for (const [name, tensor] of edits) inputs.set(name, tensor)
    const outputs = presentOf(kv)
    const output = (name: string, shape: number[], data: Float32Array) => {
      const tensor = new Tensor('float32', shape, data)
      own.push(tensor)
      outputs.set(name, tensor)
      return data
    }
    const rows = (buffer: Float32Array, width: number) => buffer.subarray(0, n * width)
    const states = new Map<Hook, { hidden: Float32Array; edited: Float32Array }>()
    for (const hook of hookList(variant, this.config.layers)) {
      const { hidden, edited } = this.#statesOf(hook)
      states.set(hook, {
        hidden: output(hookTensor('hidden', hook), [n, 1, H], rows(hidden, H)),
        edited: output(hookTensor('edited', hook), [n, 1, H], rows(edited, H)),
      })
    }
    const step: DecodeStep = {
      own,
      output: {
        logits: output('logits', [n, V], rows(this.#logits, V)),
        final: output('final', [n, H], rows(this.#final, H)),
        states,
      },
      binding: session.bind(inputs, outputs),
    }
    this.#decodeSteps.set(key, step)
    return step
  }

  #statesOf(hook: Hook): { hidden: Float32Array; edited: Float32Array } {
    let states = this.#states.get(hook)
    if (!states) {
      const size = this.rows * this.config.hidden
      states = { hidden: allocate('float32', size), edited: allocate('float32', size) }
      this.#states.set(hook, states)
    }
    return states
  }

  #commonInputs(own: Tensor[], s: number, b: number, n: number, kv: ReadonlyMap<string, Tensor>): Map<string, Tensor> {
    const x = new Tensor('float32', [b, s, this.config.hidden], this.#x.subarray(0, b * s * this.config.hidden))
    const seqlens = new Tensor('int32', [b], this.#seqlens.subarray(0, b))
    const total = new Tensor('int32', [], this.#total)
    const pick = new Tensor('int64', [n, 2], this.#pick.subarray(0, 2 * n))
    own.push(x, seqlens, total, pick)
    const inputs = new Map<string, Tensor>([
      ['x', x],
      ['seqlens', seqlens],
      ['total', total],
      ['pick', pick],
    ])
    for (const [suffix, tensor] of kv) inputs.set(`past_${suffix}`, tensor)
    return inputs
  }

  /** The tensors are shared by all steps, so steps never overlap. */
  #assertIdle(): void {
    if (this.#running) throw new Error('a step is already running')
  }

  async #exclusively(run: () => Promise<void>): Promise<void> {
    const running = run()
    this.#running = running
    try {
      await running
    } finally {
      this.#running = null
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#running?.catch(() => {})
    for (const { binding, own } of this.#decodeSteps.values()) {
      binding[Symbol.dispose]()
      for (const tensor of own) tensor[Symbol.dispose]()
    }
    this.#decodeSteps.clear()
    this.kv[Symbol.dispose]()
    this.edits[Symbol.dispose]()
    await this.#options.graphs[Symbol.asyncDispose]()
  }
}

/** The smallest graph that has both the hooks of a variant and those to be read. */
function variantToRead(variant: GraphVariant, read: readonly Hook[]): GraphVariant {
  if (read.some((hook) => siteAndLayer(hook)[0] !== 'residual')) return 'sites'
  return variant === 'plain' && read.length ? 'additive' : variant
}

const presentOf = (kv: ReadonlyMap<string, Tensor>): Map<string, Tensor> =>
  new Map([...kv].map(([suffix, tensor]) => [`present_${suffix}`, tensor]))

function repeated(vector: Float32Array, times: number): Float32Array {
  const out = allocate('float32', vector.length * times)
  for (let i = 0; i < times; i++) out.set(vector, i * vector.length)
  return out
}

/** One hook's rank slots for a single row. Every hook has as many, since R is one dimension of the whole graph. */
function slotTensors(slots: HookEdit['slots'], rank: number, hidden: number) {
  const tensor = (shape: number[], values: readonly ArrayLike<number>[]) => {
    const data = allocate('float32', elements(shape))
    values.forEach((value, r) => void data.set(value, r * value.length))
    return new Tensor('float32', shape, data)
  }
  const vectors = (pick: 'u' | 'v') =>
    tensor(
      [1, rank, hidden],
      slots.map((slot) => slot[pick]),
    )
  const factors = (pick: 'a' | 'g') =>
    tensor(
      [1, 1, rank],
      slots.map((slot) => [slot[pick]]),
    )
  return [
    ['u', vectors('u')],
    ['v', vectors('v')],
    ['a', factors('a')],
    ['g', factors('g')],
  ] as const
}
