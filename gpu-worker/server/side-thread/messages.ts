/** What the thread that writes answers asks of the side thread, and what it is told; errors as plain data. */
import { ApiError } from '../../../shared/errors.ts'
import type { Format } from '../../engine/grammar/format.ts'
import type { CompiledGrammar } from '../../engine/grammar/grammar.ts'
import { GrammarError, type GrammarErrorCode } from '../../engine/grammar/grammar-error.ts'
import type { Prompt } from '../prompt.ts'

export type Work =
  | { kind: 'grammar'; format: Format }
  | { kind: 'prompt'; request: Prompt }
  | { kind: 'text'; text: string }

/** By the kind of work. */
export type Results = { grammar: CompiledGrammar; prompt: Int32Array; text: Int32Array }

export type Reply = { result: Results[keyof Results] } | { problem: Problem }

export type Problem =
  | { kind: 'grammar'; code: GrammarErrorCode; pointer: string | null; message: string }
  | { kind: 'api'; status: number; code: string; message: string; param: string | null }
  | { kind: 'unknown'; text: string }

export function toProblem(thrown: unknown): Problem {
  if (thrown instanceof GrammarError) {
    const { code, pointer, problem: message } = thrown
    return { kind: 'grammar', code, pointer, message }
  }
  if (thrown instanceof ApiError) {
    const { status, code, message, param } = thrown
    return { kind: 'api', status, code, message, param }
  }
  return { kind: 'unknown', text: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) }
}

export function toError(problem: Problem): Error {
  switch (problem.kind) {
    case 'grammar':
      return new GrammarError(problem.code, problem.pointer, problem.message)
    case 'api':
      return new ApiError(problem.status, problem.code, problem.message, { param: problem.param ?? undefined })
    case 'unknown':
      return new Error(`in the side thread: ${problem.text}`)
  }
}
