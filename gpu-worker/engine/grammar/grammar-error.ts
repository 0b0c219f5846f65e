/** What can be wrong with a grammar that is asked for. The message is for who wrote the schema. */
export type GrammarErrorCode =
  /** A keyword, or its value, that cannot be enforced here. It is never ignored: the answer would violate the schema. */
  | 'unsupported_schema'
  /** No answer could ever fit. */
  | 'unsatisfiable_schema'
  /** The tokenizer cannot write what the grammar needs. */
  | 'unsupported_vocabulary'

export class GrammarError extends Error {
  readonly code: GrammarErrorCode
  /** The offending place as a JSON pointer, such as `#/properties/age/minimum`; null where it is no schema's. */
  readonly pointer: string | null
  /** The message without the place. */
  readonly problem: string

  /** `problem` says what was wrong and what would be right. */
  constructor(code: GrammarErrorCode, pointer: string | null, problem: string) {
    super(pointer === null ? problem : `${pointer}: ${problem}`)
    this.name = 'GrammarError'
    this.code = code
    this.pointer = pointer
    this.problem = problem
  }
}

export const unsupported = (pointer: string, problem: string) =>
  new GrammarError('unsupported_schema', pointer, problem)

export const unsatisfiable = (pointer: string, problem: string) =>
  new GrammarError('unsatisfiable_schema', pointer, problem)
