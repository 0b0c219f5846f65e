/**
 * Runs the graph: one decode step over rows 0..n-1, or one stretch of tokens appended to a row. It owns the tensors
 * and bindings; it does not know generations.
 */
import type { Edit } from '../../shared/steering/edit.ts'
import type { Hook } from '../../shared/steering/hook.ts'
import { siteAndLayer } from '../../shared/steering/hook.ts'
import type { ModelConfig } from '../model/config.ts'
import { logProbability } from '../model/distribution.ts'
import type { EmbeddingTable } from '../model/embedding.ts'
import type { KvType, Phase } from '../model/forms/plans.ts'
import { windowsOf } from '../model/graph/decoder.ts'
import { type GraphVariant, hookList, hooksOf, hookTensor } from '../model/graph/hooks.ts'
import { cpu, type Device } from '../runtime/device.ts'
import { MirroredArray } from '../runtime/device-array.ts'
import type { Binding, Session } from '../runtime/session.ts'
import { allocate, type DType, elements, type Shape, Tensor } from '../runtime/tensor.ts'
import { EditArena, rankOf, variantFor } from './edit-arena.ts'
import { KvArena } from './kv-arena.ts'
import { maskOf, type Places, placesOfOne } from './places.ts'
import { padded, type RowTile, type RowTiles, UNPADDED } from './row-tile.ts'

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
  /** Where the graphs run; the CPU by default. */
  device?: Device
  /** What the graphs keep keys and values in; float32 by default. */
  kvType?: KvType
  /** To whose multiples steps and stretches are filled up; none by default. */
  tiles?: RowTiles
}

/** What lay at hooks, before and after their edits: [n, H] each. */
export type HookStates = {
  keys(): Iterable<Hook>
  get(hook: Hook): { hidden: Float32Array; edited: Float32Array } | undefined
}

export type DecodeOutput = {
  /** [n, V] and [n, H], row by row; overwritten by the next step. */
  logits: Float32Array
  final: Float32Array
  /** At the hooks of the graph that ran: none where no row is edited or read. Overwritten by the next step. */
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
  /** In its place, each token's own: these only add vectors. */
  edits?: readonly (Edit | null)[]
  /** Whether it runs on the graph for readings. Beyond sliding windows the last bits are not those of other stretches. */
  reading?: boolean
  /** Of a reading: where tokens stand, if texts lie side by side in the row. */
  places?: Places
  /** What may come after each of the last tokens: how likely that is will be put out. None by default. */
  targets?: readonly number[]
  /** Positions that get logits: none by default. */
  logits?: 'last' | 'all'
  /** Hooks to be read: none by default. */
  states?: readonly Hook[]
}

export type StretchOutput = {
  /** [n, V] and [n, H] of the positions asked for; overwritten by the next stretch. */
  logits: Float32Array
  final: Float32Array
  /** log p of each target, natural logarithm; the caller's own. */
  logProbs: Float32Array
  /** [ids, H], of the hooks asked for; the caller's own. */
  states: HookStates
}

type Floats = MirroredArray<'float32'>
/** A tensor of this shape that begins with these rows, zeros behind them. */
type Filled = (shape: number[], rows: readonly ArrayLike<number>[]) => Tensor
type StatePair = { hidden: Floats; edited: Floats }
type DecodeStep = { binding: Binding; output: DecodeOutput; states: StepStates; own: Tensor[] }

export class ModelRunner implements AsyncDisposable {
  readonly config: ModelConfig
  readonly rows: number
  /** Tokens that fit a row. */
  readonly capacity: number
  /** With room for what fills up stretches. */
  readonly kv: KvArena
  readonly edits: EditArena
  /** A row behind the decoding ones and those that fill up their step, for readings. */
  readonly scratchRow: number
  readonly #options: RunnerOptions
  readonly #decodeSteps = new Map<string, DecodeStep>()
  /** R of those whose graphs have rank slots. */
  #boundRank = 0
  /** Graphs that are loaded, for steps. */
  readonly #ready = new Set<GraphVariant>()

  readonly #device: Device
  readonly tiles: RowTiles
  readonly #arrays = new DisposableStack()
  readonly #x: Floats
  readonly #seqlens: MirroredArray<'int32'>
  /** Read by the host's side of the attention, wherever it runs. */
  readonly #total: Int32Array
  readonly #pick: MirroredArray<'int64'>
  readonly #logits: Floats
  readonly #final: Floats
  readonly #states = new Map<Hook, StatePair>()
  /** Zeros for the hooks of a stretch without edit. */
  readonly #zeros: Floats
  /** For stretches with logits at every position: large, so made when first needed. */
  #stretchLogits: Floats | null = null
  readonly #stretchFinal: Floats
  #running: Promise<unknown> | null = null

  constructor(options: RunnerOptions) {
    const { config, rows, capacity, device = cpu, kvType, tiles = UNPADDED } = options
    this.#options = options
    this.#device = device
    this.tiles = tiles
    this.config = config
    this.rows = rows
    this.capacity = capacity
    // Rows that are nobody's fill up the last step; then comes the scratch row.
    const allRows = padded(rows, tiles.decode)
    this.scratchRow = allRows
    this.kv = new KvArena(config, allRows + 1, capacity + tiles.prefill - 1, device, kvType)
    this.edits = new EditArena(allRows, config.layers, config.hidden, device)
    const tokens = Math.max(allRows, STRETCH)
    this.#x = this.#lasting('float32', tokens * config.hidden)
    this.#seqlens = this.#lasting('int32', allRows)
    this.#total = allocate('int32', 1)
    this.#pick = this.#lasting('int64', tokens)
    this.#logits = this.#lasting('float32', allRows * config.vocabulary)
    this.#final = this.#lasting('float32', allRows * config.hidden)
    this.#zeros = this.#lasting('float32', STRETCH * config.hidden)
    this.#stretchFinal = this.#lasting('float32', STRETCH * config.hidden)
  }

  /**
   * One token for each of rows 0..n-1: `ids[i]` at position `positions[i]` of row i. Edits are those of the edit arena.
   * The output's arrays are the runner's own.
   * @param idleAt where the rows behind them stand, of which some may fill up the step: there they leave a token behind
   * @param read hooks that the graph must have, edited or not
   */
  async decode(
    ids: readonly number[],
    positions: readonly number[],
    idleAt: (row: number) => number = () => 0,
    read: readonly Hook[] = [],
  ): Promise<DecodeOutput> {
    const asked = ids.length
    if (asked === 0 || asked > this.rows) throw new Error(`a step decodes 1 to ${this.rows} rows, not ${asked}`)
    const n = padded(asked, this.tiles.decode)
    const places = [...positions]
    for (let row = asked; row < n; row++) {
      this.edits.set(row, null)
      places.push(idleAt(row))
    }
    const step = await this.#decodeStep(n, variantToRead(this.edits.variantOf(n), read))
    const { hidden } = this.config
    this.#assertIdle()
    for (let i = 0; i < n; i++) {
      this.#options.embedding.row(ids[i] ?? IDLE_TOKEN, this.#x.host, i * hidden)
      this.#seqlens.host[i] = places[i]!
      this.#pick.host[i] = BigInt(i)
    }
    // A recorded step keeps the value it was recorded with: one that holds for every later one.
    this.#total[0] = this.#device.records ? this.kv.capacity : Math.max(...places) + 1
    this.#pushCommon(n, n, n)
    step.states.renew()
    await this.#exclusively(() => step.binding.run())
    this.#logits.pull(0, asked * this.config.vocabulary)
    this.#final.pull(0, asked * hidden)
    const { logits, final, states } = step.output
    return {
      logits: logits.subarray(0, asked * this.config.vocabulary),
      final: final.subarray(0, asked * hidden),
      states,
    }
  }

  /** Whether a step can run at once under an edit, and with these hooks read. */
  isReady(edit: Edit | null, read: readonly Hook[] = []): boolean {
    return this.#ready.has(variantToRead(variantFor([edit]), read))
  }

  /** Loads the graph that a step under an edit needs, with these hooks. @throws what loading it throws */
  async prepare(edit: Edit | null, read: readonly Hook[] = []): Promise<void> {
    const variant = variantToRead(variantFor([edit]), read)
    await this.#options.graphs.get('decode', variant)
    this.#ready.add(variant)
  }

  /** Readings run on a graph of their own: a GPU's attention takes no mask, so there they run on the prompts'. */
  get readsSideBySide(): boolean {
    return !this.#device.remote
  }

  /** Loads the graph that a reading needs, under these edits, at these hooks. @throws what loading it throws */
  async prepareReading(edits: readonly (Edit | null)[], states: readonly Hook[]): Promise<void> {
    const variant = variantToRead(variantFor(edits), states)
    await this.#options.graphs.get(this.readsSideBySide ? 'reading' : 'prefill', variant)
  }

  /** The head is the same product in steps and in stretches. */
  get #headTile(): RowTile {
    return Math.max(this.tiles.decode, this.tiles.prefill) as RowTile
  }

  /** Appends tokens to a row's KV and returns what is asked for of their states. */
  async stretch(request: StretchRequest, signal?: AbortSignal): Promise<StretchOutput> {
    const { row, start, edit = null, places, targets = [], logits } = request
    const { hidden: H, vocabulary: V } = this.config
    const asked = request.ids.length
    if (asked === 0 || asked > STRETCH) throw new Error(`a stretch has 1 to ${STRETCH} tokens, not ${asked}`)
    if (start + asked > this.capacity) throw new Error(`${start + asked} tokens do not fit a row of ${this.capacity}`)
    // What fills it up comes last: nothing sees it, and the row's next token overwrites it.
    const s = padded(asked, this.tiles.prefill)
    const ids = filledUp(request.ids, s, IDLE_TOKEN)
    const edits = filledUp(request.edits ?? request.ids.map(() => edit), s)
    const variant = variantToRead(variantFor(edits), request.states ?? [])
    const reading = request.reading === true && this.readsSideBySide
    if (places && !reading) throw new Error('texts lie side by side in readings alone')
    const session = await this.#options.graphs.get(reading ? 'reading' : 'prefill', variant)
    this.#assertIdle()
    ids.forEach((id, i) => void this.#options.embedding.row(id, this.#x.host, i * H))
    const wanted = logits === 'all' ? asked : logits === 'last' ? 1 : 0
    // The head cannot run on nothing: where nothing of it is wanted, the last token's logits are made and left.
    // Of one position alone the head's kernels may round otherwise.
    const chosen = Math.max(1, wanted, targets.length && Math.min(asked, Math.max(2, targets.length)))
    // Several are filled up too, before them: the head's rows are rows like any other.
    const picked = chosen > 1 ? padded(chosen, this.#headTile) : 1
    for (let i = 0; i < picked; i++) this.#pick.host[i] = BigInt(asked - Math.min(chosen, picked - i))
    this.#seqlens.host[0] = start + s - 1
    this.#total[0] = start + s
    this.#pushCommon(s, 1, picked)
    const hasLogits = wanted > 0 || (targets.length > 0 && !reading)
    if (hasLogits && picked > 1) this.#stretchLogits ??= this.#lasting('float32', STRETCH * V)
    const logitsArray = hasLogits && picked > 1 ? this.#stretchLogits! : this.#logits
    const lastOf = ({ host }: Floats, width: number) => host.subarray((picked - wanted) * width, picked * width)
    const states = new Map<Hook, { hidden: Float32Array; edited: Float32Array }>()

    using own = new DisposableStack()
    const array = (length: number) => own.use(new MirroredArray(this.#device, 'float32', length))
    const filled: Filled = (shape, rows) => {
      const values = array(elements(shape))
      rows.forEach((row, i) => void values.host.set(row, i * row.length))
      values.push()
      return own.use(values.tensor(shape))
    }
    const kv = this.kv.view(row, 1)
    const inputs = this.#commonInputs((tensor) => own.use(tensor), s, 1, picked, kv)
    if (reading) {
      const integers = (shape: Shape, values: readonly number[]) => {
        const data = allocate('int64', values.length)
        data.set(values.map(BigInt))
        return own.use(new Tensor('int64', shape, data))
      }
      const { positions, unseen } = places ? filledPlaces(places, s) : placesOfOne(start, s)
      inputs.set('positions', integers([1, s], positions))
      for (const [w, window] of windowsOf(this.config).entries()) {
        inputs.set(`mask.${w}`, filled([1, 1, s, start + s], maskOf({ positions, unseen }, start + s, window)))
      }
      inputs.set('targets', integers([picked, 1], [...Array<number>(picked - targets.length).fill(0), ...targets]))
    }
    const zeros = own.use(this.#zeros.tensor([1, s, H]))
    for (const [name, tensor] of this.#editInputs(variant, edits, filled, zeros)) inputs.set(name, tensor)
    const outputs = presentOf(kv)
    if (hasLogits) {
      outputs.set('logits', own.use(logitsArray.tensor([picked, V])))
      outputs.set('final', own.use(this.#stretchFinal.tensor([picked, H])))
    }
    const logProbs = array(picked)
    if (reading) outputs.set('log_probs', own.use(logProbs.tensor([picked, 1])))
    const read: Floats[] = []
    for (const hook of request.states ?? []) {
      const [hidden, edited] = [array(s * H), array(s * H)]
      outputs.set(hookTensor('hidden', hook), own.use(hidden.tensor([1, s, H])))
      outputs.set(hookTensor('edited', hook), own.use(edited.tensor([1, s, H])))
      states.set(hook, { hidden: hidden.host.subarray(0, asked * H), edited: edited.host.subarray(0, asked * H) })
      read.push(hidden, edited)
    }

    const binding = own.use(session.bind(inputs, outputs))
    await this.#exclusively(() => binding.run(signal))
    if (hasLogits) {
      logitsArray.pull(0, picked * V)
      this.#stretchFinal.pull(0, picked * H)
    }
    for (const array of read) array.pull()
    const ofTargets = targets.map((id, i) => {
      const at = picked - targets.length + i
      return reading ? logProbs.host[at]! : logProbability(logitsArray.host.subarray(at * V, (at + 1) * V), id)
    })
    return {
      logits: lastOf(logitsArray, V),
      final: lastOf(this.#stretchFinal, H),
      logProbs: Float32Array.from(ofTargets),
      states,
    }
  }

  /** The edits of a stretch's tokens as the graph reads them; `zeros` [1,s,H] where there are none. */
  *#editInputs(
    variant: GraphVariant,
    edits: readonly (Edit | null)[],
    filled: Filled,
    zeros: Tensor,
  ): Iterable<[string, Tensor]> {
    const { hidden: H, layers } = this.config
    const slotted = edits.find((edit) => rankOf(edit) > 0) ?? null
    if (slotted && edits.some((edit) => edit !== slotted)) throw new Error('rank slots act on every token of a stretch')
    const withRank = Object.values(hooksOf(variant)).includes('rank')
    const rank = Math.max(1, rankOf(slotted))
    const none = this.#zeros.host.subarray(0, H)
    for (const hook of hookList(variant, layers)) {
      const isEdited = edits.some((edit) => edit?.has(hook))
      const added = edits.map((edit) => edit?.get(hook)?.e ?? none)
      yield [hookTensor('e', hook), isEdited ? filled([1, edits.length, H], added) : zeros]
      if (!withRank) continue
      // Every hook has as many slots, since R is one dimension of the whole graph.
      const slots = slotted?.get(hook)?.slots ?? []
      for (const name of ['u', 'v'] as const) {
        const vectors = slots.map((slot) => slot[name])
        yield [hookTensor(name, hook), filled([1, rank, H], vectors)]
      }
      for (const name of ['a', 'g'] as const) {
        const factors = slots.map((slot) => [slot[name]])
        yield [hookTensor(name, hook), filled([1, 1, rank], factors)]
      }
    }
  }

  async #decodeStep(n: number, variant: GraphVariant): Promise<DecodeStep> {
    const edits = this.edits.view(n, variant)
    const withRank = Object.values(hooksOf(variant)).includes('rank')
    const key = [n, variant, ...(withRank ? [this.edits.rank] : [])].join(':')
    const known = this.#decodeSteps.get(key)
    if (known) return known
    if (withRank && this.edits.rank !== this.#boundRank) this.#forgetRankSteps()
    const session = await this.#options.graphs.get('decode', variant)
    const { hidden: H, vocabulary: V } = this.config
    const own: Tensor[] = []
    const use = <T extends Tensor>(tensor: T): T => {
      own.push(tensor)
      return tensor
    }
    const kv = this.kv.view(0, n)
    const inputs = this.#commonInputs(use, 1, n, n, kv)
    for (const [name, tensor] of edits) inputs.set(name, tensor)
    const outputs = presentOf(kv)
    outputs.set('logits', use(this.#logits.tensor([n, V])))
    outputs.set('final', use(this.#final.tensor([n, H])))
    const pairs = new Map<Hook, StatePair>()
    for (const hook of hookList(variant, this.config.layers)) {
      const pair = this.#statesOf(hook)
      outputs.set(hookTensor('hidden', hook), use(pair.hidden.tensor([n, 1, H])))
      outputs.set(hookTensor('edited', hook), use(pair.edited.tensor([n, 1, H])))
      pairs.set(hook, pair)
    }
    const states = new StepStates(pairs, n * H)
    const step: DecodeStep = {
      own,
      states,
      output: { logits: this.#logits.host.subarray(0, n * V), final: this.#final.host.subarray(0, n * H), states },
      binding: session.bind(inputs, outputs, { again: true }),
    }
    this.#decodeSteps.set(key, step)
    return step
  }

  /** Those of the layout before: it only grows. */
  #forgetRankSteps(): void {
    for (const [key, step] of this.#decodeSteps) {
      if (!key.endsWith(`:${this.#boundRank}`)) continue
      disposeStep(step)
      this.#decodeSteps.delete(key)
    }
    this.#boundRank = this.edits.rank
  }

  #lasting<D extends DType>(dtype: D, length: number): MirroredArray<D> {
    const array = new MirroredArray(this.#device, dtype, length, { lasting: true })
    this.#arrays.use(array)
    return array
  }

  #statesOf(hook: Hook): StatePair {
    let states = this.#states.get(hook)
    if (!states) {
      const size = this.scratchRow * this.config.hidden
      states = { hidden: this.#lasting('float32', size), edited: this.#lasting('float32', size) }
      this.#states.set(hook, states)
    }
    return states
  }

  /** What the host wrote for a step of so many tokens, rows and chosen positions. */
  #pushCommon(tokens: number, rows: number, picked: number): void {
    this.#x.push(0, tokens * this.config.hidden)
    this.#seqlens.push(0, rows)
    this.#pick.push(0, picked)
  }

  #commonInputs(
    use: (tensor: Tensor) => Tensor,
    s: number,
    b: number,
    n: number,
    kv: ReadonlyMap<string, Tensor>,
  ): Map<string, Tensor> {
    const x = use(this.#x.tensor([b, s, this.config.hidden]))
    const seqlens = use(this.#seqlens.tensor([b]))
    const total = use(new Tensor('int32', [], this.#total))
    const pick = use(this.#pick.tensor([n]))
    const inputs = new Map<string, Tensor>([
      ['x', x],
      ['seqlens', seqlens],
      ['total', total],
      ['pick', pick],
    ])
    for (const [suffix, tensor] of kv) inputs.set(`past_${suffix}`, tensor)
    return inputs
  }

  /** Settles when the step that runs, if any, has ended. */
  async idle(): Promise<void> {
    await this.#running?.catch(() => {})
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
    await this.idle()
    for (const step of this.#decodeSteps.values()) disposeStep(step)
    this.#decodeSteps.clear()
    this.kv[Symbol.dispose]()
    this.edits[Symbol.dispose]()
    this.#arrays.dispose()
    await this.#options.graphs[Symbol.asyncDispose]()
  }
}

/** What rows and places are fed that have nothing to say. */
export const IDLE_TOKEN = 0

/** A list as long as `length`, its last entry, or `filler`, repeated. */
const filledUp = <T>(list: readonly T[], length: number, filler = list.at(-1)!): readonly T[] =>
  list.length === length ? list : [...list, ...Array<T>(length - list.length).fill(filler)]

const filledPlaces = ({ positions, unseen }: Places, length: number): Places => ({
  positions: filledUp(positions, length),
  unseen: filledUp(unseen, length),
})

function disposeStep({ binding, own }: DecodeStep): void {
  binding[Symbol.dispose]()
  for (const tensor of own) tensor[Symbol.dispose]()
}

/** The smallest graph that has both the hooks of a variant and those to be read. */
function variantToRead(variant: GraphVariant, read: readonly Hook[]): GraphVariant {
  if (read.some((hook) => siteAndLayer(hook)[0] !== 'residual')) return 'sites'
  return variant === 'plain' && read.length ? 'additive' : variant
}

const presentOf = (kv: ReadonlyMap<string, Tensor>): Map<string, Tensor> =>
  new Map([...kv].map(([suffix, tensor]) => [`present_${suffix}`, tensor]))

/** The states of a step: copied to the host when first asked for, since most are not. */
class StepStates implements HookStates {
  readonly #pairs: ReadonlyMap<Hook, StatePair>
  readonly #length: number
  readonly #pulled = new Set<Hook>()

  constructor(pairs: ReadonlyMap<Hook, StatePair>, length: number) {
    this.#pairs = pairs
    this.#length = length
  }

  /** The step runs again. */
  renew(): void {
    this.#pulled.clear()
  }

  keys(): Iterable<Hook> {
    return this.#pairs.keys()
  }

  get(hook: Hook): { hidden: Float32Array; edited: Float32Array } | undefined {
    const pair = this.#pairs.get(hook)
    if (!pair) return undefined
    const { hidden, edited } = pair
    if (!this.#pulled.has(hook)) {
      for (const array of [hidden, edited]) array.pull(0, this.#length)
      this.#pulled.add(hook)
    }
    return { hidden: hidden.host.subarray(0, this.#length), edited: edited.host.subarray(0, this.#length) }
  }
}
