/**
 * A grammar as a graph: nodes that read stretches (machines), put together as sequences, choices and repetitions. Equal
 * nodes are one node, so that readings of different alternatives meet again where the alternatives are alike. A rule is
 * a node that is defined after it is used: what recursion needs.
 */
import type { Budget } from './budget.ts'
import { literal } from './machines/literal.ts'
import type { Machine } from './machines/machine.ts'

export type NodeId = number

export type Node =
  | { kind: 'never' | 'empty' }
  | { kind: 'machine'; machine: Machine }
  /** A control token, which no bytes stand for. */
  | { kind: 'token'; id: number }
  | { kind: 'sequence'; first: NodeId; rest: NodeId }
  | { kind: 'choice'; options: readonly NodeId[] }
  | { kind: 'repeat'; of: NodeId; min: number; max: number }
  | { kind: 'rule'; to: NodeId }

/** Matches nothing at all. */
export const NEVER: NodeId = 0
/** Matches the empty text alone. */
export const EMPTY: NodeId = 1

export class Nodes {
  readonly all: Node[] = [{ kind: 'never' }, { kind: 'empty' }]
  readonly #budget: Budget
  readonly #known = new Map<string, NodeId>()

  constructor(budget: Budget) {
    this.#budget = budget
  }

  /** `key` is equal for machines that are the same. */
  machine(machine: Machine, key: string): NodeId {
    return this.#unique(`machine ${key}`, { kind: 'machine', machine })
  }

  literal(text: string): NodeId {
    return text === '' ? EMPTY : this.machine(literal({ kind: 'literal', text }), `literal ${text}`)
  }

  token(id: number): NodeId {
    return this.#unique(`token ${id}`, { kind: 'token', id })
  }

  sequence(...parts: NodeId[]): NodeId {
    if (parts.includes(NEVER)) return NEVER
    return parts.reduceRight((rest, first) => {
      if (first === EMPTY) return rest
      if (rest === EMPTY) return first
      return this.#unique(`${first}.${rest}`, { kind: 'sequence', first, rest })
    }, EMPTY)
  }

  choice(...alternatives: NodeId[]): NodeId {
    const options = [...new Set(alternatives)].filter((option) => option !== NEVER)
    if (options.length === 0) return NEVER
    if (options.length === 1) return options[0]
    return this.#unique(options.join('|'), { kind: 'choice', options })
  }

  optional(of: NodeId): NodeId {
    return this.choice(of, EMPTY)
  }

  repeat(of: NodeId, min: number, max: number): NodeId {
    if (min > max) return NEVER
    if (max === 0 || of === EMPTY) return EMPTY
    if (of === NEVER) return min === 0 ? EMPTY : NEVER
    if (min === 1 && max === 1) return of
    return this.#unique(`${of}{${min},${max}}`, { kind: 'repeat', of, min, max })
  }

  /** A node to be defined later. Until then it matches nothing. */
  rule(): NodeId {
    return this.#add({ kind: 'rule', to: NEVER })
  }

  define(rule: NodeId, to: NodeId): void {
    this.all[rule] = { kind: 'rule', to }
  }

  #unique(key: string, node: Node): NodeId {
    let id = this.#known.get(key)
    if (id === undefined) {
      id = this.#add(node)
      this.#known.set(key, id)
    }
    return id
  }

  #add(node: Node): NodeId {
    this.#budget.spend(node.kind === 'choice' ? node.options.length : 1)
    return this.all.push(node) - 1
  }
}

/** 1 for each node that matches some text of finite length. One that does not can only be a dead end. */
export function productiveNodes(nodes: readonly Node[]): Uint8Array {
  const productive = new Uint8Array(nodes.length)
  const users = nodes.map((): NodeId[] => [])
  nodes.forEach((node, id) => {
    for (const child of childrenOf(node)) users[child].push(id)
  })
  const isProductive = (node: Node): boolean => {
    switch (node.kind) {
      case 'never':
        return false
      case 'empty':
      case 'machine':
      case 'token':
        return true
      case 'sequence':
        return productive[node.first] === 1 && productive[node.rest] === 1
      case 'choice':
        return node.options.some((option) => productive[option] === 1)
      case 'repeat':
        return node.min === 0 || productive[node.of] === 1
      case 'rule':
        return productive[node.to] === 1
    }
  }
  const queue = [...nodes.keys()]
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (productive[id] || !isProductive(nodes[id])) continue
    productive[id] = 1
    for (const user of users[id]) queue.push(user)
  }
  return productive
}

export function childrenOf(node: Node): readonly NodeId[] {
  switch (node.kind) {
    case 'sequence':
      return [node.first, node.rest]
    case 'choice':
      return node.options
    case 'repeat':
      return [node.of]
    case 'rule':
      return [node.to]
    default:
      return []
  }
}
