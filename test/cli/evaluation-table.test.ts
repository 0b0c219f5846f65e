/** The table of `attune eval`. */
import { expect, test } from 'vitest'
import { evaluationTable } from '../../cli/evaluation-table.ts'
import { width } from '../../cli/terminal.ts'
import type { MeasureSummary } from '../../gpu-worker/evaluation/evaluate-data.ts'

const estimate = (value: number) => ({ value, low: value - 0.05, high: value + 0.05 })
const outcome = (mean: number, change: number) => ({ mean: estimate(mean), change: estimate(change) })
const MARGIN: MeasureSummary = {
  name: 'margin',
  unit: 'nats a token',
  better: 'neither',
  items: 60,
  plain: estimate(-0.4),
  prompted: { positive: outcome(-0.3, 0.1), negative: outcome(-0.41, -0.01) },
  steered: { positive: outcome(-0.1, 0.3), negative: outcome(-0.6, -0.2) },
  odd: estimate(0.25),
}
const lines = (poles: { positive: string; negative: string }) => evaluationTable([MARGIN], { strength: 0.5, poles })

test('one block a measure: means, changes from plain and the odd part, with intervals, in columns', () => {
  expect(lines({ positive: 'warm', negative: 'cold' })).toEqual([
    '',
    'margin (nats a token, 60 items)',
    '                        mean               95 %   change               95 %',
    '  plain               −0.400   −0.450 to −0.350',
    '  prompted warm       −0.300   −0.350 to −0.250   +0.100   +0.050 to +0.150',
    '  prompted cold       −0.410   −0.460 to −0.360   −0.010   −0.060 to +0.040',
    '  steered +0.5 warm   −0.100   −0.150 to −0.050   +0.300   +0.250 to +0.350',
    '  steered −0.5 cold   −0.600   −0.650 to −0.550   −0.200   −0.250 to −0.150',
    '  odd part                                        +0.250   +0.200 to +0.300',
  ])
})

test("a pole's name is cut where it is long, and cannot move the cursor", () => {
  const table = lines({ positive: 'w'.repeat(60), negative: '\u001b[2Jcold' })
  expect(Math.max(...table.map(width))).toBeLessThan(90)
  expect(table.join('\n')).not.toContain('\u001b')
})
