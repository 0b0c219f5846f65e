/**
 * Regular expressions → automata, by derivatives: the derivative of an expression by a character is an expression for
 * what may follow it, so expressions are the automaton's states (J. Brzozowski 1964; S. Owens, J. Reppy and A. Turon,
 * "Regular-expression derivatives re-examined", 2009). Counted repetition needs no copies, and each expression exists
 * once, so equal states are the same object.
 *
 * A pattern matches anywhere in a text unless it says where. So the text is read with marks before and after it, `^` and
 * `$` read one of those, and the pattern is put between stretches of anything that read the others. There are as many
 * marks as the pattern may want: `^` means no more where it is said twice.
 *
 * Look-ahead asks that all that follows it begins, or does not begin, with something: an intersection or a complement,
 * of which derivatives are as easily taken. So what follows it must be at hand: expressions are made from the end.
 */
import type { Budget } from '../budget.ts'
import { Alphabet } from './alphabet.ts'
import { type Automaton, explore } from './automaton.ts'
import { ALL_CHARS, type CharSet } from './char-set.ts'
import { hasAhead, type Regex } from './regex-syntax.ts'

/** Beyond all characters. */
const BEGIN = 0x110000
const END = 0x110001

/** The texts in which the pattern is found. */
export function automatonOf(regex: Regex, budget: Budget): Automaton {
  const any = (set: CharSet): Regex => ({
    kind: 'repeat',
    of: { kind: 'set', set },
    min: 0,
    max: Number.POSITIVE_INFINITY,
  })
  const sets = [ALL_CHARS, [[BEGIN, BEGIN]], [[END, END]], ...setsOf(regex)] satisfies CharSet[]
  const { alphabet, members } = Alphabet.of(sets, budget)
  const classesOf = new Map(sets.map((set, i) => [JSON.stringify(set), members[i]]))
  const expressions = new Expressions((set) => classesOf.get(JSON.stringify(set))!, budget)
  const rest = expressions.of({ kind: 'sequence', parts: [any(ALL_CHARS), any([[END, END]])] })
  const found = expressions.before(rest, regex, rest)
  const before: Regex = { kind: 'sequence', parts: [any([[BEGIN, BEGIN]]), any(ALL_CHARS)] }
  const searched = expressions.before(found, before, rest)
  const [begin] = members[1]
  const [end] = members[2]
  const ends = marksOf(regex, 'end')
  const read = (state: Expression, mark: number, times: number): Expression =>
    times === 0 ? state : read(expressions.derivative(state, mark), mark, times - 1)
  return explore(
    alphabet,
    {
      start: read(searched, begin, marksOf(regex, 'begin')),
      key: ({ id }) => id,
      next(state, cls) {
        const to = cls === begin || cls === end ? expressions.never : expressions.derivative(state, cls)
        return to === expressions.never ? null : to
      },
      accepts: (state) => read(state, end, ends).nullable,
    },
    budget,
  )
}

/** How many marks of a kind the pattern may read, one after the other; 1 at least. */
function marksOf(regex: Regex, kind: 'begin' | 'end'): number {
  const count = (part: Regex): number => {
    switch (part.kind) {
      case 'set':
        return 0
      case 'sequence':
        return part.parts.reduce((sum, inner) => sum + count(inner), 0)
      case 'choice':
        return Math.max(...part.options.map(count))
      case 'repeat':
      case 'ahead':
        return count(part.of)
      default:
        return part.kind === kind ? 1 : 0
    }
  }
  return Math.min(Math.max(count(regex), 1), MAX_MARKS)
}

/** Marks in a row that are told apart. */
const MAX_MARKS = 8

function setsOf(regex: Regex): CharSet[] {
  switch (regex.kind) {
    case 'set':
      return [regex.set]
    case 'sequence':
      return regex.parts.flatMap(setsOf)
    case 'choice':
      return regex.options.flatMap(setsOf)
    case 'repeat':
    case 'ahead':
      return setsOf(regex.of)
    case 'begin':
      return [[[BEGIN, BEGIN]]]
    case 'end':
      return [[[END, END]]]
  }
}

/** `nullable`: whether the empty text matches. Two expressions of one Expressions are equal only if they are one. */
type Expression = {
  readonly id: number
  readonly nullable: boolean
  readonly derivatives: (Expression | undefined)[]
} & (
  | { readonly kind: 'never' | 'empty' }
  | { readonly kind: 'classes'; readonly classes: ReadonlySet<number> }
  | { readonly kind: 'sequence'; readonly first: Expression; readonly rest: Expression }
  | { readonly kind: 'choice'; readonly options: readonly Expression[] }
  | { readonly kind: 'repeat'; readonly of: Expression; readonly min: number; readonly max: number }
  /** What all of them match. */
  | { readonly kind: 'all'; readonly parts: readonly Expression[] }
  /** What it does not match. */
  | { readonly kind: 'not'; readonly of: Expression }
)

class Expressions {
  readonly never: Expression
  readonly #empty: Expression
  readonly #anything: Expression
  readonly #classesOf: (set: CharSet) => readonly number[]
  readonly #budget: Budget
  readonly #known = new Map<string, Expression>()

  constructor(classesOf: (set: CharSet) => readonly number[], budget: Budget) {
    this.#classesOf = classesOf
    this.#budget = budget
    this.never = this.#unique('never', (id) => ({ id, kind: 'never', nullable: false, derivatives: [] }))
    this.#anything = this.#not(this.never)
    this.#empty = this.#unique('empty', (id) => ({ id, kind: 'empty', nullable: true, derivatives: [] }))
  }

  /** `regex` and then `rest`. `tail`: what a look-ahead leaves open. */
  before(rest: Expression, regex: Regex, tail: Expression): Expression {
    if (!hasAhead(regex)) return this.#sequence(this.of(regex), rest)
    switch (regex.kind) {
      case 'sequence':
        return regex.parts.reduceRight((after, part) => this.before(after, part, tail), rest)
      case 'choice':
        return this.#choice(regex.options.map((option) => this.before(rest, option, tail)))
      case 'ahead': {
        const ahead = this.before(tail, regex.of, tail)
        return this.#all([regex.negative ? this.#not(ahead) : ahead, rest])
      }
      default:
        throw new Error('the syntax has no look-ahead here')
    }
  }

  of(regex: Regex): Expression {
    switch (regex.kind) {
      case 'set':
        return this.#classes(this.#classesOf(regex.set))
      case 'begin':
        return this.#classes(this.#classesOf([[BEGIN, BEGIN]]))
      case 'end':
        return this.#classes(this.#classesOf([[END, END]]))
      case 'sequence':
        return regex.parts.reduceRight((rest, part) => this.#sequence(this.of(part), rest), this.#empty)
      case 'choice':
        return this.#choice(regex.options.map((option) => this.of(option)))
      case 'repeat':
        return this.#repeat(this.of(regex.of), regex.min, regex.max)
      case 'ahead':
        throw new Error('what follows a look-ahead must be known')
    }
  }

  derivative(of: Expression, cls: number): Expression {
    of.derivatives[cls] ??= this.#derive(of, cls)
    return of.derivatives[cls]
  }

  #derive(expression: Expression, cls: number): Expression {
    this.#budget.spend(1)
    switch (expression.kind) {
      case 'never':
      case 'empty':
        return this.never
      case 'classes':
        return expression.classes.has(cls) ? this.#empty : this.never
      case 'sequence': {
        const { first, rest } = expression
        const inFirst = this.#sequence(this.derivative(first, cls), rest)
        return first.nullable ? this.#choice([inFirst, this.derivative(rest, cls)]) : inFirst
      }
      case 'choice':
        return this.#choice(expression.options.map((option) => this.derivative(option, cls)))
      case 'repeat': {
        const { of, min, max } = expression
        return this.#sequence(this.derivative(of, cls), this.#repeat(of, Math.max(min - 1, 0), max - 1))
      }
      case 'all':
        return this.#all(expression.parts.map((part) => this.derivative(part, cls)))
      case 'not':
        return this.#not(this.derivative(expression.of, cls))
    }
  }

  #classes(classes: readonly number[]): Expression {
    if (classes.length === 0) return this.never
    return this.#unique(`[${classes.toSorted((a, b) => a - b)}]`, (id) => ({
      id,
      kind: 'classes',
      classes: new Set(classes),
      nullable: false,
      derivatives: [],
    }))
  }

  #sequence(first: Expression, rest: Expression): Expression {
    if (first === this.never || rest === this.never) return this.never
    if (first === this.#empty) return rest
    if (rest === this.#empty) return first
    // Grouped to the right, so that one order of the same parts is one expression.
    if (first.kind === 'sequence') return this.#sequence(first.first, this.#sequence(first.rest, rest))
    return this.#unique(`${first.id}.${rest.id}`, (id) => ({
      id,
      kind: 'sequence',
      first,
      rest,
      nullable: first.nullable && rest.nullable,
      derivatives: [],
    }))
  }

  #choice(alternatives: readonly Expression[]): Expression {
    const options = new Set<Expression>()
    for (const alternative of alternatives) {
      for (const option of alternative.kind === 'choice' ? alternative.options : [alternative]) options.add(option)
    }
    options.delete(this.never)
    if (options.size === 0) return this.never
    const sorted = [...options].sort((a, b) => a.id - b.id)
    if (sorted.length === 1) return sorted[0]
    this.#budget.spend(sorted.length)
    return this.#unique(sorted.map(({ id }) => id).join('|'), (id) => ({
      id,
      kind: 'choice',
      options: sorted,
      nullable: sorted.some(({ nullable }) => nullable),
      derivatives: [],
    }))
  }

  #all(required: readonly Expression[]): Expression {
    const parts = new Set(required.flatMap((part) => (part.kind === 'all' ? part.parts : [part])))
    if (parts.has(this.never)) return this.never
    parts.delete(this.#anything)
    const sorted = [...parts].sort((a, b) => a.id - b.id)
    if (sorted.length === 0) return this.#anything
    if (sorted.length === 1) return sorted[0]
    this.#budget.spend(sorted.length)
    return this.#unique(sorted.map(({ id }) => id).join('&'), (id) => ({
      id,
      kind: 'all',
      parts: sorted,
      nullable: sorted.every(({ nullable }) => nullable),
      derivatives: [],
    }))
  }

  #not(of: Expression): Expression {
    if (of.kind === 'not') return of.of
    return this.#unique(`!${of.id}`, (id) => ({ id, kind: 'not', of, nullable: !of.nullable, derivatives: [] }))
  }

  #repeat(of: Expression, min: number, max: number): Expression {
    if (max === 0 || of === this.#empty) return this.#empty
    if (of === this.never) return min === 0 ? this.#empty : this.never
    if (min === 1 && max === 1) return of
    return this.#unique(`${of.id}{${min},${max}}`, (id) => ({
      id,
      kind: 'repeat',
      of,
      min,
      max,
      nullable: min === 0 || of.nullable,
      derivatives: [],
    }))
  }

  #unique(key: string, make: (id: number) => Expression): Expression {
    let expression = this.#known.get(key)
    if (!expression) {
      this.#budget.spend(1)
      expression = make(this.#known.size)
      this.#known.set(key, expression)
    }
    return expression
  }
}
