/** A file → what can be measured on it; its columns say which format it has. */
import { readFileSync } from 'node:fs'
import type { DataKind, DataSet, Format } from './data-set.ts'
import { INSTRUCTION_FORMAT } from './instructions.ts'
import { type Row, readRows } from './jsonl.ts'
import { PAIR_FORMATS } from './pairs.ts'
import { QUESTION_FORMAT } from './questions.ts'
import { REQUEST_FORMAT } from './requests.ts'

const FORMATS: readonly { kind: DataKind; format: Format<unknown> }[] = [
  ...PAIR_FORMATS.map((format) => ({ kind: 'pairs' as const, format: format as Format<unknown> })),
  { kind: 'questions', format: QUESTION_FORMAT as Format<unknown> },
  { kind: 'requests', format: REQUEST_FORMAT as Format<unknown> },
  { kind: 'instructions', format: INSTRUCTION_FORMAT as Format<unknown> },
]

/** The formats in words, a line each. */
export const FORMATS_IN_WORDS = FORMATS.map(({ kind, format }) => `${kind}: ${format.columns.join(', ')}`)

/** `skipped`: rows that nothing here can measure. */
export type ReadDataSet = { data: DataSet; skipped: number }

/**
 * `name` is what errors call the file.
 * @throws Error naming the file, the line, what is wrong there and what would be right
 */
export function parseDataSet(text: string, name: string): ReadDataSet {
  const rows = readRows(text, name)
  const { kind, format } = formatOf(rows[0]!, name)
  const read = rows.map(({ line, value }) => {
    try {
      return format.read(value)
    } catch (problem) {
      throw new Error(`${name}, line ${line}: ${(problem as Error).message}.`)
    }
  })
  const items = read.filter((item) => item !== null)
  if (items.length === 0) throw new Error(`${name}: none of its ${rows.length} rows can be measured.`)
  try {
    format.check?.(items)
  } catch (problem) {
    throw new Error(`${name}: ${(problem as Error).message}.`)
  }
  return { data: { kind, items } as DataSet, skipped: rows.length - items.length }
}

/** @throws Error as parseDataSet does, and what reading a file throws */
export const readDataSet = (path: string | URL, name = String(path)): ReadDataSet =>
  parseDataSet(readFileSync(path, 'utf8'), name)

function formatOf({ line, value }: Row, name: string): (typeof FORMATS)[number] {
  const found = FORMATS.find(({ format }) => format.columns.every((column) => Object.hasOwn(value, column)))
  if (found) return found
  const columns = Object.keys(value).slice(0, 20).join(', ') || 'none'
  throw new Error(
    `${name}, line ${line}: no known format; its columns are ${columns}. Expected are one of:\n` +
      FORMATS_IN_WORDS.map((format) => `  ${format}`).join('\n'),
  )
}
