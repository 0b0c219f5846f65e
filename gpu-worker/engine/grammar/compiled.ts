/**
 * A compiled grammar as plain data, for another thread: nodes as rows of numbers, machines as the plans that they are made
 * from. Made of few large arrays, so that taking it in is cheap where answers are written.
 */
import type { MachinePlan } from './machines/machine.ts'
import { machineOf, type Readers } from './machines/machine-of.ts'
import type { Node, NodeId } from './nodes.ts'
import type { Program } from './states.ts'

export type Compiled = {
  /** Four numbers a node: its kind, and what KINDS says. */
  nodes: Float64Array
  /** The options of all choices. */
  options: Float64Array
  machines: readonly MachinePlan[]
  /** 1 for each node that matches some text (`productiveNodes`). */
  productive: Uint8Array
  root: NodeId
}

/** machine: its index. token: id. sequence: first, rest. choice: its options from, to. repeat: of, min, max. rule: to. */
const KINDS = ['never', 'empty', 'machine', 'token', 'sequence', 'choice', 'repeat', 'rule'] as const
const ROW = 4

export function pack({ nodes, productive, root }: Program): Compiled {
  const rows = new Float64Array(nodes.length * ROW)
  const options: NodeId[] = []
  const machines: MachinePlan[] = []
  const fields = (node: Node): readonly number[] => {
    switch (node.kind) {
      case 'machine':
        return [machines.push(node.machine.plan) - 1]
      case 'token':
        return [node.id]
      case 'sequence':
        return [node.first, node.rest]
      case 'choice': {
        const from = options.length
        for (const option of node.options) options.push(option)
        return [from, options.length]
      }
      case 'repeat':
        return [node.of, node.min, node.max]
      case 'rule':
        return [node.to]
      default:
        return []
    }
  }
  nodes.forEach((node, id) => void rows.set([KINDS.indexOf(node.kind), ...fields(node)], id * ROW))
  return { nodes: rows, options: Float64Array.from(options), machines, productive, root }
}

export function unpack(compiled: Compiled, readers: Readers): Program {
  const { nodes, productive, root } = compiled
  return {
    nodes: Array.from({ length: nodes.length / ROW }, (_, id) => nodeAt(compiled, id, readers)),
    productive,
    root,
  }
}

function nodeAt({ nodes, options, machines }: Compiled, id: NodeId, readers: Readers): Node {
  const at = id * ROW
  const [a, b] = [nodes[at + 1]!, nodes[at + 2]!]
  const kind = KINDS[nodes[at]!]!
  switch (kind) {
    case 'machine':
      return { kind, machine: machineOf(machines[a]!, readers) }
    case 'token':
      return { kind, id: a }
    case 'sequence':
      return { kind, first: a, rest: b }
    case 'choice':
      return { kind, options: Array.from(options.subarray(a, b)) }
    case 'repeat':
      return { kind, of: a, min: b, max: nodes[at + 3]! }
    case 'rule':
      return { kind, to: a }
    default:
      return { kind }
  }
}
