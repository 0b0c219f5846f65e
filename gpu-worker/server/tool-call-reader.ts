/**
 * An answer's text, as it comes → its content and its calls. The grammar sees to it that calls are well formed, so
 * reading them is a matter of finding the texts around them; an answer that was cut may end anywhere.
 */
import { overlap } from '../engine/text-stream.ts'
import { beginOfCalls, type ToolSyntax } from '../model/tool-syntax.ts'

export type AnswerPiece =
  | { kind: 'content'; text: string }
  | { kind: 'call'; index: number; name: string }
  /** More of the arguments of a call. */
  | { kind: 'arguments'; index: number; text: string }

/** What is looked for next. */
type Phase = 'content' | 'calls' | 'name' | 'arguments' | 'next'

export class ToolCallReader {
  readonly #syntax: ToolSyntax
  /** What the calls may begin with. */
  readonly #begins: readonly string[]
  readonly #isEither: boolean
  #phase: Phase = 'content'
  /** Text that waits for more, to be understood. */
  #held = ''
  /** Nothing was read so far. */
  #atStart = true
  #calls = 0
  #depth = 0
  #inString = false
  #escaped = false

  /** `isEither`: an answer that does not begin with calls has none. */
  constructor(syntax: ToolSyntax, isEither: boolean) {
    this.#syntax = syntax
    this.#isEither = isEither
    this.#begins = syntax.first.map((first) => first + syntax.open)
  }

  /** Calls whose name is known so far. */
  get calls(): number {
    return this.#calls
  }

  /** Whether there are calls, and each has all of its arguments. */
  get isWhole(): boolean {
    return this.#calls > 0 && this.#phase === 'next'
  }

  push(text: string): AnswerPiece[] {
    this.#held += text
    const pieces: AnswerPiece[] = []
    while (this.#step(pieces));
    return pieces
  }

  /** What is left when no more text comes. */
  end(): AnswerPiece[] {
    const text = this.#phase === 'content' ? this.#held : ''
    this.#held = ''
    return text ? [{ kind: 'content', text }] : []
  }

  /** Goes on as far as one phase allows; false where that waits for more text. */
  #step(pieces: AnswerPiece[]): boolean {
    const { open, middle, close, next } = this.#syntax
    switch (this.#phase) {
      case 'content':
        return this.#readContent(pieces, beginOfCalls(this.#syntax))
      case 'calls':
        return this.#skip(this.#begins, 'name')
      case 'name': {
        const end = this.#held.indexOf(middle)
        if (end < 0) return false
        pieces.push({ kind: 'call', index: this.#calls++, name: this.#held.slice(0, end) })
        this.#held = this.#held.slice(end + middle.length)
        this.#phase = 'arguments'
        return true
      }
      case 'arguments':
        return this.#readArguments(pieces)
      case 'next':
        return next !== null && this.#skip([close + next + open], 'name')
    }
  }

  #readContent(pieces: AnswerPiece[], begin: string): boolean {
    const text = this.#held
    if (text === '') return false
    const mayBegin = this.#atStart || !this.#isEither
    const at = mayBegin ? text.indexOf(begin) : -1
    const isFound = this.#isEither ? at === 0 : at >= 0
    // What may be the beginning of the mark waits.
    const waits = mayBegin ? (this.#isEither ? (begin.startsWith(text) ? text.length : 0) : overlap(text, begin)) : 0
    const end = isFound ? at : text.length - waits
    if (end > 0) pieces.push({ kind: 'content', text: text.slice(0, end) })
    if (end > 0) this.#atStart = false
    this.#held = text.slice(end)
    if (!isFound) return false
    if (this.#syntax.mark !== '') this.#held = this.#held.slice(begin.length)
    this.#phase = 'calls'
    return true
  }

  #readArguments(pieces: AnswerPiece[]): boolean {
    const text = this.#held
    let end = 0
    let isWhole = false
    while (end < text.length && !isWhole) isWhole = this.#closes(text[end++]!)
    if (end > 0) pieces.push({ kind: 'arguments', index: this.#calls - 1, text: text.slice(0, end) })
    this.#held = text.slice(end)
    if (isWhole) this.#phase = 'next'
    return isWhole
  }

  /** Takes note of a character of JSON; whether it closes the outermost object. */
  #closes(char: string): boolean {
    if (this.#escaped) this.#escaped = false
    else if (this.#inString) {
      if (char === '\\') this.#escaped = true
      else if (char === '"') this.#inString = false
    } else if (char === '"') this.#inString = true
    else if (char === '{' || char === '[') this.#depth++
    else if (char === '}' || char === ']') return --this.#depth === 0
    return false
  }

  /** Goes on to a phase behind one of the texts. */
  #skip(texts: readonly string[], phase: Phase): boolean {
    const found = texts.find((text) => this.#held.startsWith(text))
    if (found === undefined) return false
    this.#held = this.#held.slice(found.length)
    this.#phase = phase
    return true
  }
}
