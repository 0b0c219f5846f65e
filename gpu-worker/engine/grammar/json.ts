/**
 * JSON as text.
 *
 * White space is bounded, since models that are at a loss write it without end. What they are used to is allowed: one
 * space after a colon; after an opening bracket, before a closing one and after a comma one space, or a new line with at
 * most 32 spaces or 16 tabs. Nothing stands before or after the whole value, before a colon or before a comma.
 *
 * Numbers are bounded for the same reason: 19 digits before the point, 20 after it, 2 in the exponent. Strings are not:
 * how long they get is the model's business, and the schema's.
 */
import { isRecord, namesOf } from '../../../shared/exact-json.ts'
import { type Automaton, oneOf } from './automaton/automaton.ts'
import { automatonOf } from './automaton/regex.ts'
import { parseRegex } from './automaton/regex-syntax.ts'
import { Budget } from './budget.ts'
import { automatonMachine, automatonPlan } from './machines/automaton-machine.ts'
import { stringContent } from './machines/string-content.ts'
import { EMPTY, NEVER, type NodeId, type Nodes } from './nodes.ts'
import type { TokenIndex } from './token-index.ts'

const whole = (pattern: string) => automatonOf(parseRegex(`^(?:${pattern})$`), new Budget())

const GAP = whole('(?: |\\n(?: {0,32}|\\t{1,16}))?')
const INTEGER = whole('-?(?:0|[1-9]\\d{0,18})')
const NUMBER = whole('-?(?:0|[1-9]\\d{0,18})(?:\\.\\d{1,20})?(?:[eE][+-]?\\d{1,2})?')
const BOOLEAN = whole('true|false')

const ANY_NUMBER = [0, Number.POSITIVE_INFINITY] as const

export class Json {
  readonly nodes: Nodes
  /** White space where lines may break. */
  readonly gap: NodeId
  readonly comma: NodeId
  readonly quote: NodeId
  readonly integer: NodeId
  readonly number: NodeId
  readonly boolean: NodeId
  readonly null: NodeId
  readonly #space: NodeId
  readonly #tokens: TokenIndex
  readonly #budget: Budget
  #value: NodeId | null = null
  #object: NodeId | null = null

  constructor(nodes: Nodes, tokens: TokenIndex, budget: Budget) {
    this.nodes = nodes
    this.#tokens = tokens
    this.#budget = budget
    this.gap = this.plain(GAP, 'gap')
    this.comma = nodes.sequence(nodes.literal(','), this.gap)
    this.quote = nodes.literal('"')
    this.integer = this.plain(INTEGER, 'integer')
    this.number = this.plain(NUMBER, 'number')
    this.boolean = this.plain(BOOLEAN, 'boolean')
    this.null = nodes.literal('null')
    this.#space = nodes.optional(nodes.literal(' '))
  }

  /** Any value. */
  value(): NodeId {
    if (this.#value === null) {
      const { nodes } = this
      this.#value = nodes.rule()
      const text = this.string(this.freeContent(...ANY_NUMBER, true))
      const array = this.#listed('[', this.#value, ']')
      nodes.define(this.#value, nodes.choice(text, this.number, this.boolean, this.null, this.object(), array))
    }
    return this.#value
  }

  /** Any object. */
  object(): NodeId {
    if (this.#object === null) {
      const { nodes } = this
      this.#object = nodes.rule()
      const key = this.keyOf(this.freeContent(...ANY_NUMBER, false))
      nodes.define(this.#object, this.#listed('{', nodes.sequence(this.quote, key, this.value()), '}'))
    }
    return this.#object
  }

  /** An opening bracket and what may follow it, up to and with the closing one. */
  bracketed(open: string, contents: NodeId): NodeId {
    return this.nodes.sequence(this.nodes.literal(open), this.gap, contents)
  }

  /** The bracket that closes a list of `count` things. */
  closing(bracket: string, count: number): NodeId {
    return this.nodes.sequence(count > 0 ? this.gap : EMPTY, this.nodes.literal(bracket))
  }

  /** What stands before a thing in a list that has `count` so far. */
  separator(count: number): NodeId {
    return count > 0 ? this.comma : EMPTY
  }

  string(content: NodeId): NodeId {
    return this.nodes.sequence(this.quote, content, this.quote)
  }

  /** The inside of a string of at most `max` characters that an automaton accepts. `key` is equal for equal automata. */
  content(automaton: Automaton, key: string, max = Number.POSITIVE_INFINITY): NodeId {
    return this.#machine(automaton, `content ${key} ${max}`, true, max)
  }

  /** The inside of any string of so many characters; `isText` unless it is a key. */
  freeContent(min: number, max: number, isText: boolean): NodeId {
    const machine = stringContent({ kind: 'string', min, max, isText }, this.#tokens.jsonCharacter)
    return this.nodes.machine(machine, `string ${min} ${max} ${isText}`)
  }

  /** Text that an automaton accepts, as it is. `key` is equal for equal automata. */
  plain(automaton: Automaton, key: string): NodeId {
    return this.#machine(automaton, `plain ${key}`, false, Number.POSITIVE_INFINITY)
  }

  /** A key after its opening quote, up to the value. */
  keyOf(content: NodeId): NodeId {
    return this.nodes.sequence(content, this.nodes.literal('":'), this.#space)
  }

  /** The key of that name after its opening quote, up to the value. */
  key(name: string): NodeId {
    return this.nodes.sequence(this.nodes.literal(`${this.#written(name).slice(1)}:`), this.#space)
  }

  /** These members, in this order. */
  members(members: readonly (readonly [name: string, value: NodeId])[]): NodeId {
    return this.#list(
      '{',
      members.map(([name, value]) => this.nodes.sequence(this.quote, this.key(name), value)),
      '}',
    )
  }

  /** One of these values, numbers as they were written, strings as JSON.stringify does, members in their order. */
  constants(values: readonly unknown[]): NodeId {
    const isOther = (value: unknown) => Array.isArray(value) || isRecord(value)
    const texts = values.filter((value) => !isOther(value)).map((value) => this.#written(value))
    const others = values.filter(isOther)
    return this.nodes.choice(
      texts.length > 0 ? this.plain(oneOf(texts, this.#budget), JSON.stringify(texts)) : NEVER,
      ...others.map((value) => this.#constant(value as object)),
    )
  }

  #constant(value: object): NodeId {
    if (isRecord(value)) return this.members(namesOf(value).map((name) => [name, this.constants([value[name]])]))
    return this.#list(
      '[',
      (value as readonly unknown[]).map((item) => this.constants([item])),
      ']',
    )
  }

  /** All of these things. */
  #list(open: string, things: readonly NodeId[], close: string): NodeId {
    const parts = things.flatMap((thing, count) => [this.separator(count), thing])
    return this.bracketed(open, this.nodes.sequence(...parts, this.closing(close, things.length)))
  }

  /** Any number of a thing. */
  #listed(open: string, thing: NodeId, close: string): NodeId {
    const { nodes } = this
    const more = nodes.repeat(nodes.sequence(this.comma, thing), ...ANY_NUMBER)
    const some = nodes.sequence(thing, more, this.closing(close, 1))
    return this.bracketed(open, nodes.choice(some, this.closing(close, 0)))
  }

  #machine(automaton: Automaton, key: string, escaped: boolean, max: number): NodeId {
    const isWritable = (byte: number) => this.#tokens.hasByte(byte)
    const plan = automatonPlan(automaton, { escaped, max, isWritable }, this.#budget)
    return plan ? this.nodes.machine(automatonMachine(plan), key) : NEVER
  }

  /** A value as JSON.stringify writes it, but for characters that can only be written escaped. */
  #written(value: unknown): string {
    const escaped = (char: string) =>
      Array.from({ length: char.length }, (_, i) => `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`).join('')
    return JSON.stringify(value).replace(/[^\x20-\x7e]/gu, (char) =>
      this.#tokens.canWrite(char) ? char : escaped(char),
    )
  }
}
