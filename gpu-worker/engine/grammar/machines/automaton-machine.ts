import { type Automaton, isEmpty, lengthsSure, lengthsToAccept, NO_STATE, restriction } from '../automaton/automaton.ts'
import { type Encoding, encodingOf } from '../automaton/encoding.ts'
import type { Budget } from '../budget.ts'
import { PLAIN } from '../plain.ts'
import { DEAD, type Machine, NOTHING_PLAIN } from './machine.ts'

export type AutomatonPlan = {
  kind: 'automaton'
  /** Characters that it has at most. */
  max: number
  /** Of the automaton: how many classes of characters there are, and what follows from each state. */
  classes: number
  table: Int32Array
  accepting: Uint8Array
  /** How many characters each state still wants, and with the next one, if one comes. */
  wanted: Float64Array
  nearest: Float64Array
  /** How many plain characters each state is sure to take. */
  sure: Float64Array
  encoding: Encoding
}

export type AutomatonOptions = {
  /** Whether the text stands inside a JSON string. */
  escaped: boolean
  /** Characters that it has at most. */
  max: number
  /** Bytes that can be written. */
  isWritable(byte: number): boolean
}

/** For `automatonMachine`: the texts that an automaton accepts, written as `encodingOf` says; null where none can be written. */
export function automatonPlan(
  whole: Automaton,
  { escaped, max, isWritable }: AutomatonOptions,
  budget: Budget,
): AutomatonPlan | null {
  const writable = encodingOf(whole.alphabet, escaped, isWritable).below[0]
  const automaton = restriction(whole, writable, budget)
  const { alphabet, table, accepting } = automaton
  const wanted = Float64Array.from(lengthsToAccept(automaton))
  if (isEmpty(automaton) || wanted[0] > max) return null
  const nearest = Float64Array.from({ length: accepting.length }, (_, state) =>
    table
      .subarray(state * alphabet.size, (state + 1) * alphabet.size)
      .reduce((least, to) => (to === NO_STATE ? least : Math.min(least, wanted[to])), Number.POSITIVE_INFINITY),
  )
  const sure = Float64Array.from(lengthsSure(automaton, alphabet.classesOf(PLAIN)))
  const encoding = encodingOf(alphabet, escaped, isWritable)
  return { kind: 'automaton', max, classes: alphabet.size, table, accepting, wanted, nearest, sure, encoding }
}

/**
 * A state is the automaton's, where in the bytes of its next character it stands, and, where there is a most, how many
 * characters are complete. Since it is known how many each state still wants, any `max` costs nothing.
 */
export function automatonMachine(plan: AutomatonPlan): Machine {
  const { max, classes, table, accepting, wanted, nearest, sure, encoding } = plan
  const nodes = encoding.below.length
  const states = accepting.length
  const isCounted = max !== Number.POSITIVE_INFINITY
  const mostWanted = wanted.reduce((most, length) => Math.max(most, length))

  /** The state after a character, when there are `count` so far. */
  const after = (state: number, cls: number, count: number): number => {
    const to = table[state * classes + cls]
    return to === NO_STATE || count + 1 + wanted[to] > max ? NO_STATE : to
  }
  const parts = (place: number) => {
    const node = place % nodes
    const rest = (place - node) / nodes
    const state = rest % states
    return { node, state, count: (rest - state) / states }
  }
  return {
    plan,
    start: 0,
    region: null,
    step(place, byte) {
      const { node, state, count } = parts(place)
      const next = encoding.table[node * 256 + byte]
      if (next === 0) return DEAD
      if (next > 0) {
        const leadsOn = encoding.below[next].some((cls) => after(state, cls, count) !== NO_STATE)
        return leadsOn ? place - node + next : DEAD
      }
      const to = after(state, -1 - next, count)
      return to === NO_STATE ? DEAD : ((isCounted ? count + 1 : 0) * states + to) * nodes
    },
    accepts(place) {
      const { node, state } = parts(place)
      return node === 0 && accepting[state] === 1
    },
    continues(place) {
      const { node, state, count } = parts(place)
      return node !== 0 || count + 1 + nearest[state] <= max
    },
    plain(place) {
      const { node, state, count } = parts(place)
      return node === 0 ? { sure: Math.max(0, Math.min(sure[state], max - count - mostWanted)) } : NOTHING_PLAIN
    },
    alike(place, bytes) {
      const { node, state, count } = parts(place)
      return max - count - mostWanted > bytes ? state * nodes + node : place
    },
  }
}
