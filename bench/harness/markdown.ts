/** Tables as Markdown, and their place in BENCHMARKS.md: between two marks, so that the prose around them stays. */
import { type Figure, goalText, holds, type Table } from './figures.ts'

export function tableMarkdown({ title, rows, note, figures }: Table): string {
  const columns = [...new Set(figures.map(({ column }) => column))]
  const lines = [...new Set(figures.map(({ row }) => row))]
  const unitOf = (column: string) => sharedUnit(figures.filter((figure) => figure.column === column))
  const head = [rows, ...columns.map((column) => [column, unitOf(column)].filter(Boolean).join(', '))]
  const body = lines.map((row) => [
    row,
    ...columns.map((column) => {
      const figure = figures.find((candidate) => candidate.row === row && candidate.column === column)
      return figure ? cell(figure, unitOf(column) === null) : ''
    }),
  ])
  const table = align([head, ...body])
  return [`**${title}**`, ...(note ? [note] : []), table].join('\n\n')
}

/** The unit of all figures; null where they have different ones, so that each must say its own. */
function sharedUnit(figures: readonly Figure[]): string | null {
  const units = new Set(figures.map(({ unit }) => unit))
  return units.size === 1 ? figures[0]!.unit : null
}

function cell({ value, unit, range, goal }: Figure, withUnit: boolean): string {
  const parts = [withUnit && unit ? `${shortNumber(value)} ${unit}` : shortNumber(value)]
  if (range) parts.push(`(${shortNumber(range[0])}–${shortNumber(range[1])})`)
  if (goal) parts.push(`${holds(value, goal) ? '✓' : '✗'} ${goalText(goal)}`)
  return parts.join(' ')
}

const DIGITS = 3

/** Three digits that count: 1234, 61.8, 0.975, 3.7e-5. */
export function shortNumber(value: number): string {
  const size = Math.abs(value)
  if (value === 0 || !Number.isFinite(value)) return String(value)
  if (size < 0.001) return value.toExponential(1)
  const text = size >= 1000 ? value.toFixed(0) : value.toPrecision(DIGITS)
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

/** Cells padded, so that the source reads as a table, too. The first line is the head; numbers stand to the right. */
function align(lines: readonly (readonly string[])[]): string {
  const widths = lines[0]!.map((_, i) => Math.max(3, ...lines.map((line) => line[i]!.length)))
  const write = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const padded = lines.map((line) =>
    write(line.map((text, i) => (i === 0 ? text.padEnd(widths[i]!) : text.padStart(widths[i]!)))),
  )
  const rule = write(widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)))
  return [padded[0], rule, ...padded.slice(1)].join('\n')
}

const beginMark = (name: string) => `<!-- begin ${name}: written by \`npm run bench -- ${name} --write\` -->`
const endMark = (name: string) => `<!-- end ${name} -->`

/**
 * The document with the block of that name replaced; at its end, where it has none yet.
 * @throws Error when a mark is missing, doubled or misplaced: nothing hand-written may get lost.
 */
export function replaceBlock(document: string, name: string, content: string): string {
  const begin = beginMark(name)
  const end = endMark(name)
  const block = `${begin}\n\n${content.trim()}\n\n${end}`
  const begins = document.split(begin).length - 1
  const ends = document.split(end).length - 1
  if (begins === 0 && ends === 0) return `${document.trimEnd()}\n\n${block}\n`.trimStart()
  const from = document.indexOf(begin)
  const to = document.indexOf(end)
  if (begins !== 1 || ends !== 1 || to < from) {
    throw new Error(`the marks of '${name}' are damaged: '${begin}' and '${end}' must stand there once, in this order`)
  }
  return document.slice(0, from) + block + document.slice(to + end.length)
}
