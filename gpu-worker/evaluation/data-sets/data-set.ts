/** What a direction can be measured on. */
import type { Pair } from '../../../shared/wire/fit.ts'

/** A question with its right answers (the best one first) and its wrong ones. */
export type Question = { question: string; right: string[]; wrong: string[] }

export type Expected = 'refuse' | 'comply'
export type UserRequest = { prompt: string; expected: Expected }

/** `id` as in IFEval, and its arguments. */
export type Instruction = { id: string; arguments: Record<string, unknown> }
export type InstructedPrompt = { prompt: string; instructions: Instruction[] }

export type DataSet =
  | { kind: 'pairs'; items: Pair[] }
  | { kind: 'questions'; items: Question[] }
  | { kind: 'requests'; items: UserRequest[] }
  | { kind: 'instructions'; items: InstructedPrompt[] }

export type DataKind = DataSet['kind']

/** How a row of a file becomes an item: `row` names the columns that it has, and may have others. */
export type Format<Item> = {
  columns: readonly string[]
  /** @throws Error saying what is wrong with the row and what would be right; null: the row cannot be measured. */
  read(row: Record<string, unknown>): Item | null
  /** @throws Error where the items together cannot be measured on */
  check?(items: readonly Item[]): void
}
