/**
 * Runs the graph: one decode step over rows 0..n-1, or one stretch of tokens appended to a row. It owns the tensors
 * and bindings; it does not know generations.
 */
import type { Edit, RankSlot } from '../../shared/steering/edit.ts'
import type { ModelConfig } from '../model/config.ts'
import type { EmbeddingTable } from '../model/embedding.ts'
import type { GraphVariant } from '../model/graph/build.ts'
import type { Binding, Session } from '../runtime/session.ts'
import { allocate, elements, Tensor } from '../runtime/tensor.ts'
import { EditArena, rankOf } from './edit-arena.ts'
import { KvArena } from './kv-arena.ts'

/** Tokens run at once when a row is extended; longer stretches are cut at multiples of it from the row's start. */
export const STRETCH = 128

/** Loads a graph variant when it is first needed. */
export type Graphs = AsyncDisposable & { get(variant: GraphVariant): Promise<Session> }

export type RunnerOptions = {
  config: ModelConfig
  /** Stretches and decode steps may run on different forms of the same weights. The runner closes them. */
  graphs: { prefill: Graphs; decode: Graphs }
  embedding: EmbeddingTable
  /** Rows that decode together. */
  rows: number
  /** Tokens that fit a row. */
  capacity: number
}

export type DecodeOutput = {
  /** [n, V] and [n, H], row by row; overwritten by the next step. */
  logits: Float32Array
  final: Float32Array
  /** [n, H]: the residual stream after a block, before and after the edit. */
  hidden: readonly Float32Array[]
  edited: readonly Float32Array[]
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
  /** Residual streams after every block: none by default. */
  states?: 'hidden' | 'hidden and edited'
}

export type StretchOutput = {
  /** [n, V] and [n, H] of the positions asked for; overwritten by the next stretch. */
  logits: Float32Array
  final: Float32Array
  /** [ids, H] a layer, before and after the edit; the caller's own. */
  hidden: Float32Array[]
  edited: Float32Array[]
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
  readonly #hidden: Float32Array[]
  readonly #edited: Float32Array[]
  /** Zeros for the layers of a stretch without edit. */
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
    const perLayer = () => Array.from({ length: config.layers }, () => allocate('float32', rows * config.hidden))
    this.#hidden = perLayer()
    this.#edited = perLayer()
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
    const withRank = this.edits.rankOfRows(n) > 0
    const step = await this.#decodeStep(n, withRank)
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
    const { row, start, ids, edit, logits } = request
    const { hidden: H, vocabulary: V, layers } = this.config
    const s = ids.length
    if (s === 0 || s > STRETCH) throw new Error(`a stretch has 1 to ${STRETCH} tokens, not ${s}`)
    if (start + s > this.kv.capacity) throw new Error(`${start + s} tokens do not fit a row of ${this.kv.capacity}`)
    const rank = rankOf(edit ?? null)
    const session = await this.#options.graphs.prefill.get(rank > 0 ? 'rank' : 'additive')
    this.#assertIdle()
    ids.forEach((id, i) => void this.#options.embedding.row(id, this.#x, i * H))
    const picked = logits === 'all' ? s : logits === 'last' ? 1 : 0
    for (let i = 0; i < picked; i++) {
      this.#pick[2 * i] = 0n
      this.#pick[2 * i + 1] = BigInt(s - picked + i)
    }
    this.#seqlens[0] = start + s - 1
    this.#total[0] = start + s
    if (logits === 'all') this.#stretchLogits ??= allocate('float32', STRETCH * V)
    const output: StretchOutput = {
      logits: (logits === 'all' ? this.#stretchLogits! : this.#logits).subarray(0, picked * V),
      final: this.#stretchFinal.subarray(0, picked * H),
      hidden: [],
      edited: [],
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
    for (let l = 0; l < layers; l++) {
      const layer = edit?.get(l)
      inputs.set(`e.${l}`, layer ? own32([1, s, H], repeated(layer.e, s)) : zeros)
      if (rank === 0) continue
      for (const [name, tensor] of slotTensors(layer?.slots ?? [], rank, H)) {
        own.push(tensor)
        inputs.set(`${name}.${l}`, tensor)
      }
    }
    const outputs = presentOf(kv)
    if (picked) {
      outputs.set('logits', own32([picked, V], output.logits))
      outputs.set('final', own32([picked, H], output.final))
    }
    const state = (name: string) => {
      const data = allocate('float32', s * H)
      outputs.set(name, own32([1, s, H], data))
      return data
    }
    for (let l = 0; l < layers; l++) {
      if (request.states) output.hidden.push(state(`hidden.${l}`))
      if (request.states === 'hidden and edited') output.edited.push(state(`edited.${l}`))
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

  async #decodeStep(n: number, withRank: boolean): Promise<DecodeStep> {
    const edits = this.edits.view(n, withRank)
    const key = `${n}:${withRank ? this.edits.rank : 0}`
    const known = this.#decodeSteps.get(key)
    if (known) return known
    const session = await this.#options.graphs.decode.get(withRank ? 'rank' : 'additive')
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
    const step: DecodeStep = {
      own,
      output: {
        logits: output('logits', [n, V], rows(this.#logits, V)),
        final: output('final', [n, H], rows(this.#final, H)),
        hidden: this.#hidden.map((buffer, l) => output(`hidden.${l}`, [n, 1, H], rows(buffer, H))),
        edited: this.#edited.map((buffer, l) => output(`edited.${l}`, [n, 1, H], rows(buffer, H))),
      },
      binding: session.bind(inputs, outputs),
    }
    this.#decodeSteps.set(key, step)
    return step
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
    const { prefill, decode } = this.#options.graphs
    await prefill[Symbol.asyncDispose]()
    if (decode !== prefill) await decode[Symbol.asyncDispose]()
  }
}

const presentOf = (kv: ReadonlyMap<string, Tensor>): Map<string, Tensor> =>
  new Map([...kv].map(([suffix, tensor]) => [`present_${suffix}`, tensor]))

function repeated(vector: Float32Array, times: number): Float32Array {
  const out = allocate('float32', vector.length * times)
  for (let i = 0; i < times; i++) out.set(vector, i * vector.length)
  return out
}

/** One layer's rank slots for a single row. Every layer has as many, since R is one dimension of the whole graph. */
function slotTensors(slots: readonly RankSlot[], rank: number, hidden: number): [name: string, tensor: Tensor][] {
  const tensor = (shape: number[], values: readonly ArrayLike<number>[]) => {
    const data = allocate('float32', elements(shape))
    values.forEach((value, r) => void data.set(value, r * value.length))
    return new Tensor('float32', shape, data)
  }
  return [
    [
      'u',
      tensor(
        [1, rank, hidden],
        slots.map(({ u }) => u),
      ),
    ],
    [
      'v',
      tensor(
        [1, rank, hidden],
        slots.map(({ v }) => v),
      ),
    ],
    [
      'a',
      tensor(
        [1, 1, rank],
        slots.map(({ a }) => [a]),
      ),
    ],
    [
      'g',
      tensor(
        [1, 1, rank],
        slots.map(({ g }) => [g]),
      ),
    ],
  ]
}
