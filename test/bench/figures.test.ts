import { expect, test } from 'vitest'
import { type Figure, goalText, holds, type Table, toMetrics } from '../../bench/harness/figures.ts'
import { replaceBlock, shortNumber, tableMarkdown } from '../../bench/harness/markdown.ts'

const figure = (row: string, column: string, value: number, more: Partial<Figure> = {}): Figure => ({
  row,
  column,
  value,
  unit: 'ms',
  ...more,
})
const table = (figures: Figure[], more: Partial<Table> = {}): Table => ({
  title: 'Steps',
  rows: 'form',
  figures,
  ...more,
})

test('a goal is kept at its border and missed beyond it', () => {
  expect(holds(10, { atMost: 10 })).toBe(true)
  expect(holds(10.01, { atMost: 10 })).toBe(false)
  expect(holds(0.97, { atLeast: 0.97 })).toBe(true)
  expect(holds(0.969, { atLeast: 0.97 })).toBe(false)
  expect(goalText({ atLeast: 0.97 })).toBe('≥ 0.97')
})

test('what was not measured keeps no goal', () => {
  expect(holds(Number.NaN, { atMost: 10 })).toBe(false)
  expect(holds(Number.NaN, { atLeast: 0 })).toBe(false)
})

test('programs read one metric a figure, named by its table, row and column', () => {
  const figures = [
    figure('q8', '1 row', 12.5, { range: [12, 13] }),
    figure('q8', '2 rows', 20, { goal: { atMost: 15 } }),
  ]
  expect(toMetrics([table(figures)])).toEqual([
    { name: 'Steps: q8, 1 row', value: 12.5, unit: 'ms', goal: null, holds: null },
    { name: 'Steps: q8, 2 rows', value: 20, unit: 'ms', goal: '≤ 15', holds: false },
  ])
})

test('numbers are short and keep three digits', () => {
  const texts = [1234.5, 999.4, 61.84, 12, 0.975, 0.00308, 1.1e-11, 0, -2.5].map(shortNumber)
  expect(texts).toEqual(['1235', '999', '61.8', '12', '0.975', '0.00308', '1.1e-11', '0', '-2.5'])
})

test('a table has its lines and columns in the order they came, and says what was missed', () => {
  const figures = [
    figure('q8', '1 row', 12.5, { range: [12, 13] }),
    figure('q8', '2 rows', 20, { goal: { atMost: 15 } }),
    figure('fp32', '2 rows', 40, { goal: { atMost: 50 } }),
  ]
  expect(tableMarkdown(table(figures, { note: 'A note.' }))).toBe(
    [
      '**Steps**',
      '',
      'A note.',
      '',
      '| form |    1 row, ms | 2 rows, ms |',
      '| ---- | -----------: | ---------: |',
      '| q8   | 12.5 (12–13) |  20 ✗ ≤ 15 |',
      '| fp32 |              |  40 ✓ ≤ 50 |',
    ].join('\n'),
  )
})

test('where a column mixes units each cell says its own', () => {
  const text = tableMarkdown(table([figure('time', 'size', 3), figure('memory', 'size', 4, { unit: 'MiB' })]))
  expect(text).toContain('| time   |  3 ms |')
  expect(text).toContain('| memory | 4 MiB |')
})

test('a block is replaced and the words around it stay', () => {
  const first = replaceBlock('# Benchmarks\n\nBefore.\n', 'decode', 'old')
  const document = `${first}\nAfter.\n`
  const second = replaceBlock(document, 'decode', 'new | table')
  expect(second).toBe(document.replace('old', 'new | table'))
  expect(second).toMatch(/^# Benchmarks\n\nBefore\.\n/)
  expect(second).toMatch(/\nAfter\.\n$/)
})

test('blocks of other benches stay as they are', () => {
  const document = replaceBlock(replaceBlock('', 'decode', 'one'), 'edits', 'two')
  const changed = replaceBlock(document, 'decode', 'three')
  expect(changed).toContain('two')
  expect(changed).toContain('three')
  expect(changed).not.toContain('one')
})

test('a content with patterns of replacement is taken as it is', () => {
  const document = replaceBlock('', 'decode', 'x')
  expect(replaceBlock(document, 'decode', "$& $' $1")).toContain("$& $' $1")
})

test('damaged marks are refused: nothing hand-written gets lost', () => {
  const document = replaceBlock('', 'decode', 'x')
  const [begin, end] = [document.split('\n')[0]!, document.trimEnd().split('\n').at(-1)!]
  for (const damaged of [begin, end, `${end}\n${begin}`, document + document, `${document}\n${begin}`]) {
    expect(() => replaceBlock(damaged, 'decode', 'y')).toThrow(/marks of 'decode' are damaged/)
  }
})
