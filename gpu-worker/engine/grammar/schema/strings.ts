/** Strings of a schema: lengths, patterns and formats. */
import { type Automaton, intersection, lengthsToAccept } from '../automaton/automaton.ts'
import { ALL_CHARS } from '../automaton/char-set.ts'
import { automatonOf } from '../automaton/regex.ts'
import { parseRegex, type Regex, RegexError } from '../automaton/regex-syntax.ts'
import { type Budget, BudgetExceeded } from '../budget.ts'
import { unsupported } from '../grammar-error.ts'
import type { Json } from '../json.ts'
import { NEVER, type NodeId } from '../nodes.ts'
import type { Subschema } from './document.ts'
import { FORMATS, formatPattern, isRefusedFormat } from './formats.ts'
import type { Keywords } from './keywords.ts'

/** The automata of patterns, each made once. */
export class Patterns {
  readonly #budget: Budget
  readonly #known = new Map<string, Automaton>()

  constructor(budget: Budget) {
    this.#budget = budget
  }

  /** The strings in which the pattern is found. @throws GrammarError at `pointer` */
  of(pattern: string, pointer: string): Automaton {
    let automaton = this.#known.get(pattern)
    if (!automaton) {
      automaton = affordable(pointer, () => automatonOf(this.#parse(pattern, pointer), this.#budget))
      this.#known.set(pattern, automaton)
    }
    return automaton
  }

  /** The strings of at least so many characters. */
  ofLength(min: number, pointer: string): Automaton {
    const chars: Regex = { kind: 'repeat', of: { kind: 'set', set: ALL_CHARS }, min, max: min }
    return affordable(pointer, () => automatonOf(chars, this.#budget))
  }

  both(a: Automaton, b: Automaton, pointer: string): Automaton {
    return affordable(pointer, () => intersection(a, b, this.#budget))
  }

  #parse(pattern: string, pointer: string): Regex {
    try {
      return parseRegex(pattern)
    } catch (error) {
      if (error instanceof RegexError) throw unsupported(pointer, `the pattern '${pattern}': ${error.message}`)
      throw error
    }
  }
}

/** @throws GrammarError at `pointer` where the work costs more than the budget has left */
export function affordable<T>(pointer: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof BudgetExceeded) throw unsupported(pointer, error.message)
    throw error
  }
}

/** What the pattern and the format of a schema accept. */
export function stringPatterns({ pattern, format }: Keywords, pointer: string, patterns: Patterns): Automaton[] {
  const found = pattern === undefined ? [] : [patterns.of(pattern, `${pointer}/pattern`)]
  if (format === undefined) return found
  if (isRefusedFormat(format)) {
    throw unsupported(`${pointer}/format`, `'${format}' is not supported; there are ${FORMATS.join(', ')}`)
  }
  const ofFormat = formatPattern(format)
  return ofFormat === null ? found : [...found, patterns.of(ofFormat, `${pointer}/format`)]
}

/** A string that all of the schemas allow. Where only its length is bounded, it is free text. */
export function stringNode(schemas: readonly Subschema[], json: Json, patterns: Patterns): NodeId {
  const min = Math.max(0, ...schemas.map(({ keywords }) => keywords!.minLength ?? 0))
  const max = Math.min(...schemas.map(({ keywords }) => keywords!.maxLength ?? Number.POSITIVE_INFINITY))
  if (min > max) return NEVER
  const automata = schemas.flatMap(({ keywords, pointer }) => stringPatterns(keywords!, pointer, patterns))
  if (automata.length === 0) return json.string(json.freeContent(min, max, true))
  const { pointer } = schemas.find(({ keywords }) => keywords!.pattern ?? keywords!.format)!
  let automaton = automata.reduce((a, b) => patterns.both(a, b, pointer))
  if (min > (lengthsToAccept(automaton)[0] ?? 0))
    automaton = patterns.both(automaton, patterns.ofLength(min, pointer), pointer)
  // Equal for the same patterns and lengths, whichever schemas they come from.
  const sources = schemas.flatMap(({ keywords }) => [keywords!.pattern, formatPattern(keywords!.format ?? '')])
  return affordable(pointer, () => json.string(json.content(automaton, JSON.stringify([sources, min]), max)))
}
