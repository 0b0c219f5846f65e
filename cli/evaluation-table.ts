/** The figures of `attune eval` as a table for people. */
import type { MeasureSummary, Outcome } from '../gpu-worker/evaluation/evaluate-data.ts'
import type { Estimate } from '../shared/wire/report.ts'
import { printable, truncate, width } from './terminal.ts'

export type EvaluationFacts = { strength: number; poles: { positive: string; negative: string } }

const NAME_CELLS = 30

/** A block for each measure: its mean, and how far it lies from plain, each with its 95 % interval. */
export function evaluationTable(measures: readonly MeasureSummary[], facts: EvaluationFacts): string[] {
  return measures.flatMap((measure) => ['', ...block(measure, facts)])
}

function block({ name, unit, items, plain, prompted, steered, odd }: MeasureSummary, facts: EvaluationFacts): string[] {
  const { strength, poles } = facts
  const row = (title: string, { mean, change }: Outcome) => [
    title,
    number(mean.value),
    interval(mean),
    signed(change.value),
    interval(change, true),
  ]
  const table = [
    [`${name} (${unit}, ${items} items)`, 'mean', '95 %', 'change', '95 %'],
    ['plain', number(plain.value), interval(plain)],
    row(`prompted ${poles.positive}`, prompted.positive),
    row(`prompted ${poles.negative}`, prompted.negative),
    row(`steered +${strength} ${poles.positive}`, steered.positive),
    row(`steered \u2212${strength} ${poles.negative}`, steered.negative),
    ['odd part', '', '', signed(odd.value), interval(odd, true)],
  ]
  return aligned(table)
}

/** The first column to the left, the others to the right. */
function aligned(rows: readonly string[][]): string[] {
  const [head, ...body] = rows
  const cut = body.map(([title, ...cells]) => [`  ${truncate(printable(title!), NAME_CELLS)}`, ...cells])
  const widths = [0, 1, 2, 3, 4].map((column) =>
    Math.max(...(column === 0 ? cut : rows).map((cells) => width(cells[column] ?? ''))),
  )
  const write = (cells: string[]) =>
    cells
      .map((cell, column) => {
        const space = ' '.repeat(Math.max(widths[column]! - width(cell), 0))
        return column === 0 ? cell + space : space + cell
      })
      .join('   ')
      .trimEnd()
  // A measure's name may be longer than the column, so it has a line of its own.
  return [head![0]!, write(['', ...head!.slice(1)]), ...cut.map(write)]
}

const number = (value: number) => (value < 0 ? `\u2212${(-value).toFixed(3)}` : value.toFixed(3))
const signed = (value: number) => (value > 0 ? `+${number(value)}` : number(value))
const interval = ({ low, high }: Estimate, sign = false) => {
  const write = sign ? signed : number
  return `${write(low)} to ${write(high)}`
}
