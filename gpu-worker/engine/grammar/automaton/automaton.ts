/**
 * Deterministic finite automata over characters: what patterns, formats, lengths, ranges of numbers and names of keys
 * become, so that several of them can hold at once (`intersection`) or one hold where another does not (`difference`).
 * From every state an accepting one can be reached, so following an automaton never leads into a dead end.
 */
import type { Budget } from '../budget.ts'
import { Alphabet, NO_CLASS } from './alphabet.ts'
import { charSetOf } from './char-set.ts'

export type Automaton = {
  readonly alphabet: Alphabet
  /** The next state at state × alphabet.size + class, or NO_STATE. State 0 is the start. */
  readonly table: Int32Array
  /** 1 for each state where a text may end. Of length 0 where nothing matches at all. */
  readonly accepting: Uint8Array
}

export const NO_STATE = -1

export const isEmpty = ({ accepting }: Automaton): boolean => accepting.length === 0

export function matches({ alphabet, table, accepting }: Automaton, text: string): boolean {
  if (accepting.length === 0) return false
  let state = 0
  for (const char of text) {
    const cls = alphabet.classOf(char.codePointAt(0)!)
    if (cls === NO_CLASS) return false
    state = table[state * alphabet.size + cls]
    if (state === NO_STATE) return false
  }
  return accepting[state] === 1
}

/** How the states of an automaton follow from each other, where they are more than numbers. */
export type Steps<S> = {
  start: S
  /** The same for states that are the same. */
  key(state: S): string | number
  next(state: S, cls: number): S | null
  accepts(state: S): boolean
}

/** Numbers the states that can be reached, and drops those from which nothing is ever accepted. */
export function explore<S>(alphabet: Alphabet, { start, key, next, accepts }: Steps<S>, budget: Budget): Automaton {
  const numbers = new Map([[key(start), 0]])
  const states = [start]
  const rows: Int32Array[] = []
  for (let i = 0; i < states.length; i++) {
    budget.spend(alphabet.size + 1)
    rows.push(
      Int32Array.from({ length: alphabet.size }, (_, cls) => {
        const to = next(states[i], cls)
        if (to === null) return NO_STATE
        const name = key(to)
        const known = numbers.get(name)
        if (known !== undefined) return known
        numbers.set(name, states.length)
        return states.push(to) - 1
      }),
    )
  }
  return trim(alphabet, rows, states.map(accepts))
}

/** Without states from which nothing is accepted, and classes that lead nowhere. The start stays state 0. */
function trim(alphabet: Alphabet, rows: readonly Int32Array[], accepting: readonly boolean[]): Automaton {
  const live = liveStates(rows, accepting)
  if (!live[0])
    return { alphabet: alphabet.renamed(Array(alphabet.size).fill(NO_CLASS)), table: NOTHING, accepting: NONE }
  const states = indexesOf(live)
  const names = new Int32Array(rows.length).fill(NO_STATE)
  states.forEach((state, i) => {
    names[state] = i
  })
  const to = (state: number, cls: number) => (rows[state][cls] === NO_STATE ? NO_STATE : names[rows[state][cls]])
  const isUsed = Array.from({ length: alphabet.size }, (_, cls) => states.some((state) => to(state, cls) !== NO_STATE))
  const used = indexesOf(isUsed)
  return {
    alphabet: alphabet.renamed(isUsed.map((isKept, cls) => (isKept ? used.indexOf(cls) : NO_CLASS))),
    table: Int32Array.from({ length: states.length * used.length }, (_, i) =>
      to(states[Math.floor(i / used.length)], used[i % used.length]),
    ),
    accepting: Uint8Array.from(states, (state) => (accepting[state] ? 1 : 0)),
  }
}

const NOTHING = new Int32Array(0)
const NONE = new Uint8Array(0)

const indexesOf = (flags: readonly boolean[]): number[] => flags.flatMap((flag, i) => (flag ? i : []))

/** Whether an accepting state can be reached, for each. */
function liveStates(rows: readonly Int32Array[], accepting: readonly boolean[]): boolean[] {
  return distances(rows, accepting).map((distance) => distance !== Number.POSITIVE_INFINITY)
}

/** How many steps it takes from each state to one of the targets. */
function distances(rows: readonly Int32Array[], isTarget: readonly boolean[]): number[] {
  const sources = rows.map((): number[] => [])
  rows.forEach((row, from) => {
    for (const to of row) if (to !== NO_STATE) sources[to].push(from)
  })
  const distance = isTarget.map((is) => (is ? 0 : Number.POSITIVE_INFINITY))
  const queue = indexesOf(isTarget)
  for (const state of queue) {
    for (const source of sources[state]) {
      if (distance[source] !== Number.POSITIVE_INFINITY) continue
      distance[source] = distance[state] + 1
      queue.push(source)
    }
  }
  return distance
}

const rowsOf = ({ alphabet: { size }, table, accepting }: Automaton): Int32Array[] =>
  Array.from(accepting, (_, state) => table.subarray(state * size, (state + 1) * size))

/** How many characters are missing at least, from each state to an accepting one. */
export const lengthsToAccept = (automaton: Automaton): number[] =>
  distances(
    rowsOf(automaton),
    Array.from(automaton.accepting, (accepts) => accepts === 1),
  )

/** How many characters of these classes are sure to be accepted, from each state. */
export function lengthsSure(automaton: Automaton, classes: readonly number[]): number[] {
  const rows = rowsOf(automaton).map((row) =>
    Int32Array.from(classes, (cls) => (cls === NO_CLASS ? NO_STATE : row[cls])),
  )
  return distances(
    rows,
    rows.map((row) => row.includes(NO_STATE)),
  )
}

/** The same texts with the fewest states (Moore's refinement of partitions). */
export function minimised(automaton: Automaton, budget: Budget): Automaton {
  const { alphabet, accepting } = automaton
  const rows = rowsOf(automaton)
  let groups = Array.from(accepting)
  for (let count = 0, before = -1; count !== before; ) {
    budget.spend(rows.length)
    const found = new Map<string, number>()
    const refined = rows.map((row, state) => {
      const key = `${groups[state]} ${row.map((to) => (to === NO_STATE ? NO_STATE : groups[to])).join()}`
      const group = found.get(key) ?? found.size
      found.set(key, group)
      return group
    })
    groups = refined
    before = count
    count = found.size
  }
  const member = new Map(groups.map((group, state) => [group, state]))
  return explore(
    alphabet,
    {
      start: groups[0] ?? NO_STATE,
      key: (group) => group,
      next(group, cls) {
        const to = rows[member.get(group)!][cls]
        return to === NO_STATE ? null : groups[to]
      },
      accepts: (group) => accepting[member.get(group)!] === 1,
    },
    budget,
  )
}

/** What it accepts of the texts that are made of these classes alone. */
export function restriction(automaton: Automaton, classes: readonly number[], budget: Budget): Automaton {
  const { alphabet, table, accepting } = automaton
  const allowed = new Set(classes)
  if (isEmpty(automaton) || allowed.size === alphabet.size) return automaton
  return explore(
    alphabet,
    {
      start: 0,
      key: (state) => state,
      next(state, cls) {
        const to = allowed.has(cls) ? table[state * alphabet.size + cls] : NO_STATE
        return to === NO_STATE ? null : to
      },
      accepts: (state) => accepting[state] === 1,
    },
    budget,
  )
}

/** What both accept. */
export const intersection = (a: Automaton, b: Automaton, budget: Budget): Automaton => product(a, b, true, budget)

/** What `a` accepts and `b` does not. */
export const difference = (a: Automaton, b: Automaton, budget: Budget): Automaton => product(a, b, false, budget)

function product(a: Automaton, b: Automaton, inBoth: boolean, budget: Budget): Automaton {
  const { alphabet, inA, inB } = Alphabet.both(a.alphabet, b.alphabet, budget)
  const step = ({ alphabet: { size }, table }: Automaton, state: number, cls: number) =>
    state === NO_STATE || cls === NO_CLASS ? NO_STATE : table[state * size + cls]
  const startOf = (automaton: Automaton) => (isEmpty(automaton) ? NO_STATE : 0)
  return explore<readonly [number, number]>(
    alphabet,
    {
      start: [startOf(a), startOf(b)],
      key: ([inFirst, inSecond]) => inFirst * (b.accepting.length + 1) + inSecond,
      next([inFirst, inSecond], cls) {
        const first = step(a, inFirst, inA[cls])
        const second = step(b, inSecond, inB[cls])
        return first === NO_STATE || (inBoth && second === NO_STATE) ? null : [first, second]
      },
      accepts: ([inFirst, inSecond]) =>
        inFirst !== NO_STATE &&
        a.accepting[inFirst] === 1 &&
        (inSecond !== NO_STATE && b.accepting[inSecond] === 1) === inBoth,
    },
    budget,
  )
}

/** Exactly these texts. */
export function oneOf(texts: readonly string[], budget: Budget): Automaton {
  type Branch = { id: number; ends: boolean; branches: Map<number, Branch> }
  const { alphabet } = Alphabet.of(
    [...new Set(texts.join(''))].map((char) => charSetOf(char)),
    budget,
  )
  let branches = 0
  const branch = (): Branch => ({ id: branches++, ends: false, branches: new Map() })
  const root = branch()
  for (const text of texts) {
    let at = root
    for (const char of text) {
      budget.spend(1)
      const cls = alphabet.classOf(char.codePointAt(0)!)
      if (!at.branches.has(cls)) at.branches.set(cls, branch())
      at = at.branches.get(cls)!
    }
    at.ends = true
  }
  return explore(
    alphabet,
    {
      start: root,
      key: ({ id }) => id,
      next: (at, cls) => at.branches.get(cls) ?? null,
      accepts: ({ ends }) => ends,
    },
    budget,
  )
}
