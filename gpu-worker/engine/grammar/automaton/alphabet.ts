/**
 * Characters that an automaton never tells apart, as one class: `[a-z]+` needs two columns in its table, not a million.
 */
import type { Budget } from '../budget.ts'
import type { CharSet } from './char-set.ts'

/** The class of a character that is in none of the sets. */
export const NO_CLASS = -1

export class Alphabet {
  /** Where each interval begins, from 0 on; the last one has no end. */
  readonly starts: Int32Array
  /** The class of each interval. */
  readonly classes: Int32Array
  /** How many classes there are. */
  readonly size: number

  private constructor(starts: number[], classes: number[]) {
    this.starts = Int32Array.from(starts)
    this.classes = Int32Array.from(classes)
    this.size = Math.max(NO_CLASS, ...classes) + 1
  }

  /** The coarsest alphabet that tells apart what the sets do, and which classes make up each set. */
  static of(sets: readonly CharSet[], budget: Budget): { alphabet: Alphabet; members: number[][] } {
    const borders = new Set([0])
    for (const set of sets) {
      for (const [first, last] of set) {
        borders.add(first)
        borders.add(last + 1)
      }
    }
    const starts = [...borders].sort((a, b) => a - b)
    budget.spend(starts.length * sets.length)
    const signatures: string[] = Array(starts.length).fill('')
    sets.forEach((set, i) => {
      let interval = 0
      for (const [first, last] of set) {
        while (starts[interval] < first) interval++
        for (; interval < starts.length && starts[interval] <= last; interval++) signatures[interval] += `${i},`
      }
    })
    const alphabet = Alphabet.#bySignature(starts, signatures, (signature) => signature === '')
    const members = sets.map((): number[] => [])
    for (const [signature, cls] of alphabet.named) {
      for (const i of signature.split(',').slice(0, -1)) members[Number(i)].push(cls)
    }
    return { alphabet: alphabet.alphabet, members }
  }

  /** The coarsest alphabet that tells apart what either does; and the class in each of them of each new class. */
  static both(a: Alphabet, b: Alphabet, budget: Budget): { alphabet: Alphabet; inA: number[]; inB: number[] } {
    const starts = [...new Set([...a.starts, ...b.starts])].sort((x, y) => x - y)
    budget.spend(starts.length)
    const pairs = starts.map((start) => `${a.classOf(start)},${b.classOf(start)}`)
    const { alphabet, named } = Alphabet.#bySignature(starts, pairs, (pair) => pair === `${NO_CLASS},${NO_CLASS}`)
    const split = [...named.keys()].map((pair) => pair.split(',').map(Number))
    return { alphabet, inA: split.map(([inA]) => inA), inB: split.map(([, inB]) => inB) }
  }

  /** The same, with classes renamed; those that become NO_CLASS are in none any more. */
  renamed(names: readonly number[]): Alphabet {
    const classes = Array.from(this.classes, (cls) => (cls === NO_CLASS ? NO_CLASS : names[cls]))
    const borders = classes.flatMap((cls, i) => (i === 0 || cls !== classes[i - 1] ? i : []))
    return new Alphabet(
      borders.map((i) => this.starts[i]),
      borders.map((i) => classes[i]),
    )
  }

  static #bySignature(starts: number[], signatures: string[], isNone: (signature: string) => boolean) {
    const named = new Map<string, number>()
    const classes = signatures.map((signature) => {
      if (isNone(signature)) return NO_CLASS
      const cls = named.get(signature) ?? named.size
      named.set(signature, cls)
      return cls
    })
    return { alphabet: new Alphabet(starts, classes), named }
  }

  classOf(char: number): number {
    return this.classes[this.intervalOf(char)]
  }

  /** The classes of the characters of a set; NO_CLASS is among them where some have none. */
  classesOf(set: CharSet): number[] {
    const classes = new Set<number>()
    for (const [first, last] of set) {
      for (let i = this.intervalOf(first); i < this.starts.length && this.starts[i] <= last; i++) {
        classes.add(this.classes[i])
      }
    }
    return [...classes]
  }

  /** Whether all characters of a stretch are of one class. */
  isUniform(first: number, last: number): boolean {
    const interval = this.intervalOf(first)
    return interval === this.starts.length - 1 || this.starts[interval + 1] > last
  }

  /** Which interval a character lies in. */
  intervalOf(char: number): number {
    let low = 0
    let high = this.starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.starts[middle] <= char) low = middle
      else high = middle - 1
    }
    return low
  }
}
