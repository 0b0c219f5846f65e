/**
 * Where an answer stands in a grammar, made when first needed and remembered: a pushdown automaton determinised as it
 * runs. A state is the set of all readings of the answer so far. A reading is a machine, where it stands, and the stack
 * of what is to come after it; readings that differ only in their stacks are one, with the union of those. So a state
 * has at most as many readings as the grammar has places, however ambiguous it is, and states are equal exactly if they
 * are the same object.
 *
 * Transitions are kept in one table, so that walking the tokens of a vocabulary is mostly looking up numbers.
 */
import { DEAD, type Machine } from './machines/machine.ts'
import { EMPTY, type Node, type NodeId, productiveNodes } from './nodes.ts'
import { type Stack, Stacks } from './stacks.ts'
import type { TokenMask } from './token-mask.ts'

type Reading = {
  /** The machine's node, by which readings are told apart. */
  readonly node: NodeId
  readonly machine: Machine
  readonly place: number
  readonly stack: Stack
}

export type State = {
  readonly id: number
  readonly readings: readonly Reading[]
  /** Control tokens that may come, and what is to come after each. */
  readonly tokens: ReadonlyMap<number, Stack>
  /** Whether the answer may end here. */
  readonly ends: boolean
  readonly of: States
  /** Filled in by masks.ts. */
  mask: TokenMask | null
}

/** In the table: not looked at yet; no state. States have higher numbers. */
export const UNKNOWN = 0
export const NONE = 1

/** A grammar's nodes, ready to be read. */
export type Program = {
  readonly nodes: readonly Node[]
  readonly root: NodeId
  readonly productive: Uint8Array
}

export const programOf = (nodes: readonly Node[], root: NodeId): Program => ({
  nodes,
  root,
  productive: productiveNodes(nodes),
})

/** What a state takes beside its row of the table. */
const STATE_BYTES = 512

export class States {
  readonly #program: Program
  readonly #stacks = new Stacks()
  readonly #known = new Map<string, State>()
  readonly #byId: (State | null)[] = [null, null]
  /** At state × 256 + byte: the next state's number, UNKNOWN or NONE. Replaced when it grows. */
  table = new Int32Array(256 * 64)
  readonly #masks = new Map<string, TokenMask>()
  #maskBytes = 0

  constructor(program: Program) {
    this.#program = program
  }

  /** Bytes that it takes, roughly. */
  get bytes(): number {
    return this.table.byteLength + this.#maskBytes + this.#known.size * STATE_BYTES
  }

  /** The mask of a state, the same one for states that differ only in what lies more than `bytes` bytes ahead. */
  sharedMask({ readings, tokens, ends }: State, bytes: number, find: () => TokenMask): TokenMask {
    const alike = readings.map((reading) => ({ ...reading, place: reading.machine.alike(reading.place, bytes) }))
    const key = keyOf(alike, tokens, ends)
    let mask = this.#masks.get(key)
    if (!mask) {
      mask = find()
      this.#masks.set(key, mask)
      this.#maskBytes += mask.words.byteLength
    }
    return mask
  }

  start(): State {
    const gathering = new Gathering(this.#program, this.#stacks)
    gathering.expand(this.#program.root, 0, this.#stacks.bottom)
    return this.#stateOf(gathering)!
  }

  /** The state of these States that is the same as one of others. */
  adopt({ readings, tokens, ends }: State): State {
    const gathering = new Gathering(this.#program, this.#stacks)
    for (const reading of readings) gathering.add({ ...reading, stack: this.#stacks.adopt(reading.stack) })
    for (const [id, stack] of tokens) gathering.addToken(id, this.#stacks.adopt(stack))
    gathering.ends = ends
    return this.#stateOf(gathering)!
  }

  byId(id: number): State {
    return this.#byId[id]!
  }

  /** The number of the state after a byte, or NONE. The first time, for any state and byte. */
  next(id: number, byte: number): number {
    const known = this.table[(id << 8) | byte]
    if (known !== UNKNOWN) return known
    const gathering = new Gathering(this.#program, this.#stacks)
    for (const { node, machine, place, stack } of this.byId(id).readings) {
      const next = machine.step(place, byte)
      if (next !== DEAD) gathering.arrive({ node, machine, place: next, stack })
    }
    const to = this.#stateOf(gathering)?.id ?? NONE
    this.table[(id << 8) | byte] = to
    return to
  }

  /** The state after a control token; null where it cannot come. */
  afterToken(state: State, token: number): State | null {
    const stack = state.tokens.get(token)
    if (!stack) return null
    const gathering = new Gathering(this.#program, this.#stacks)
    gathering.pop(stack)
    return this.#stateOf(gathering)
  }

  #stateOf({ readings, tokens, ends }: Gathering): State | null {
    if (readings.size === 0 && tokens.size === 0 && !ends) return null
    const sorted = [...readings.values()].sort((a, b) => a.node - b.node || a.place - b.place)
    const key = keyOf(sorted, tokens, ends)
    let state = this.#known.get(key)
    if (!state) {
      const id = this.#byId.length
      state = { id, readings: sorted, tokens, ends, of: this, mask: null }
      this.#known.set(key, state)
      this.#byId.push(state)
      if (this.#byId.length * 256 > this.table.length) {
        const table = new Int32Array(2 * this.table.length)
        table.set(this.table)
        this.table = table
      }
    }
    return state
  }
}

function keyOf(readings: readonly Reading[], tokens: ReadonlyMap<number, Stack>, ends: boolean): string {
  let key = ends ? 'end' : ''
  for (const { node, place, stack } of readings) key += ` ${node}:${place}/${stack.id}`
  for (const [id, stack] of tokens) key += ` token ${id}/${stack.id}`
  return key
}

/** The readings of one state while they are found. */
class Gathering {
  readonly readings = new Map<string, Reading>()
  readonly tokens = new Map<number, Stack>()
  ends = false
  readonly #program: Program
  readonly #stacks: Stacks
  readonly #expanded = new Set<string>()
  readonly #popped = new Set<Stack>()

  constructor(program: Program, stacks: Stacks) {
    this.#program = program
    this.#stacks = stacks
  }

  /** A machine got to a place: it may go on, be done, or both. */
  arrive(reading: Reading): void {
    const { machine, place, stack } = reading
    if (machine.continues(place)) this.add(reading)
    if (machine.accepts(place)) this.pop(stack)
  }

  add(reading: Reading): void {
    const key = `${reading.node}:${reading.place}`
    const known = this.readings.get(key)
    this.readings.set(key, known ? { ...known, stack: this.#stacks.union(known.stack, reading.stack) } : reading)
  }

  addToken(id: number, stack: Stack): void {
    const known = this.tokens.get(id)
    this.tokens.set(id, known ? this.#stacks.union(known, stack) : stack)
  }

  pop(stack: Stack): void {
    if (this.#popped.has(stack)) return
    this.#popped.add(stack)
    if (stack.ends) this.ends = true
    for (const { item, below } of stack.tops) {
      const count = this.#program.nodes.length
      this.expand(item % count, Math.floor(item / count), below)
    }
  }

  /** What a node may begin with. `times` is how often a repetition's part was read already. */
  expand(id: NodeId, times: number, stack: Stack): void {
    const { nodes, productive } = this.#program
    if (!productive[id]) return
    const key = `${id},${times},${stack.id}`
    if (this.#expanded.has(key)) return
    this.#expanded.add(key)
    const node = nodes[id]
    switch (node.kind) {
      case 'never':
        return
      case 'empty':
        this.pop(stack)
        return
      case 'machine':
        this.arrive({ node: id, machine: node.machine, place: node.machine.start, stack })
        return
      case 'token':
        this.addToken(node.id, stack)
        return
      case 'sequence':
        this.expand(node.first, 0, this.#push(node.rest, 0, stack))
        return
      case 'choice':
        for (const option of node.options) this.expand(option, 0, stack)
        return
      case 'repeat': {
        if (times >= node.min) this.pop(stack)
        // Beyond the least, an open-ended repetition need not count.
        const counted = node.max === Number.POSITIVE_INFINITY ? Math.min(times + 1, node.min) : times + 1
        if (times < node.max && productive[node.of]) this.expand(node.of, 0, this.#push(id, counted, stack))
        return
      }
      case 'rule':
        this.expand(node.to, 0, stack)
    }
  }

  #push(node: NodeId, times: number, stack: Stack): Stack {
    return node === EMPTY ? stack : this.#stacks.push(times * this.#program.nodes.length + node, stack)
  }
}
