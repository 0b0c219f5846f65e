import { describe, expect, test, vi } from 'vitest'
import { columns, sideBySide, wrap } from '../../cli/columns.ts'
import { recorder, screen } from './support.ts'

describe('wrapping', () => {
  test.each([
    ['one two three', 7, ['one two', 'three']],
    ['one two three', 100, ['one two three']],
    ['', 10, ['']],
    ['a\n\nb', 10, ['a', '', 'b']],
    ['abcdefghij', 4, ['abcd', 'efgh', 'ij']],
    ['ab abcdefghij', 4, ['ab', 'abcd', 'efgh', 'ij']],
    ['abcdef gh', 4, ['abcd', 'ef', 'gh']],
    ['日本語です', 4, ['日本', '語で', 'す']],
    ['hi 👩‍👩‍👧 you', 5, ['hi 👩‍👩‍👧', 'you']],
    ['e\u0301e\u0301e\u0301', 3, ['e\u0301e\u0301e\u0301']],
    ['a   b', 3, ['a', 'b']],
  ])('%j in %i cells', (text, limit, lines) => expect(wrap(text, limit)).toEqual(lines))
})

describe('the layout', () => {
  test('is columns of equal width, of texts of different length', () => {
    expect(sideBySide(['Ada', 'Ben'], ['one two three four', 'x'], 43)).toEqual([
      'Ada                    Ben',
      'one two three four     x',
    ])
    expect(sideBySide(['Ada', 'Ben'], ['x', 'one two three four five'], 43)).toEqual([
      'Ada                    Ben',
      'x                      one two three four',
      '                       five',
    ])
  })

  test('aligns what is beside wide letters', () => {
    const [, line] = sideBySide(['A', 'B'], ['日本', 'x'], 43)
    expect(line).toBe(`日本${' '.repeat(19)}x`)
  })

  test('puts columns below each other where there is no room', () => {
    expect(sideBySide(['A', 'B'], ['one', 'two'], 30)).toEqual(['A', 'one', '', 'B', 'two', ''])
  })

  test('cuts a title that is too long', () => {
    expect(sideBySide(['A'.repeat(50), 'B'], ['', ''], 43)[0]).toBe(`${'A'.repeat(20)}   B`)
  })
})

describe('on a terminal', () => {
  const terminal = { columns: 44, rows: 6 }

  test('the columns grow in place, and are complete at the end', async () => {
    const stream = recorder(terminal)
    const view = columns(stream, ['Ada', 'Ben'])
    view.append(0, 'Good')
    await vi.waitFor(() => expect(screen(stream.written)[1]).toBe('Good'))
    view.append(0, ' evening')
    view.append(1, 'hey')
    await vi.waitFor(() => expect(screen(stream.written)[1]).toBe('Good evening           hey'))
    view.title(1, 'Ben, turned')
    view.end()
    expect(screen(stream.written)).toEqual(['Ada                    Ben, turned', 'Good evening           hey', ''])
  })

  test('columns higher than the screen show their last lines, and all of them at the end', async () => {
    const stream = recorder(terminal)
    const view = columns(stream, ['Ada'])
    view.append(0, Array.from({ length: 20 }, (_, line) => `line ${line}`).join('\n'))
    await vi.waitFor(() => expect(stream.written).toContain('line 19'))
    expect(stream.written).not.toContain('line 15')
    expect(screen(stream.written).slice(0, 5)).toEqual(['Ada', 'line 16', 'line 17', 'line 18', 'line 19'])
    view.end()
    expect(screen(stream.written)).toEqual(['Ada', ...Array.from({ length: 20 }, (_, line) => `line ${line}`), ''])
  })

  test('text of a model cannot send escape sequences', () => {
    const stream = recorder(terminal)
    const view = columns(stream, ['Ada\x1b[31m'])
    for (const part of ['a\x1b', ']0;title\x07', '\x1b[2J', '\u009b2J', '\u202eb']) view.append(0, part)
    view.end()
    expect(screen(stream.written)).toEqual(['Ada[31m', 'a]0;title[2J2Jb', ''])
    for (const harmful of ['\x07', '\u009b', '\x1b]', '\x1b[2J', '\u202e'])
      expect(stream.written).not.toContain(harmful)
  })

  test('nothing is drawn after the end, and the cursor is shown', () => {
    const stream = recorder(terminal)
    const view = columns(stream, ['Ada'])
    view.append(0, 'x')
    view.end()
    const { written } = stream
    view.end()
    expect(() => view.append(0, 'y')).toThrow('have ended')
    expect(stream.written).toBe(written)
    expect(written.lastIndexOf('\x1b[?25h')).toBeGreaterThan(written.lastIndexOf('\x1b[?25l'))
  })
})

test('elsewhere the complete columns are printed once, at the end, without any escape sequence', () => {
  const stream = recorder()
  const view = columns(stream, ['Ada', 'Ben'])
  view.append(0, 'Good evening')
  view.append(1, 'hey')
  expect(stream.written).toBe('')
  view.end()
  expect(stream.written).toBe(`${'Ada'.padEnd(48)}   Ben\n${'Good evening'.padEnd(48)}   hey\n`)
})
