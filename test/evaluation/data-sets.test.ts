/** Files that a direction can be measured on, and what is said of those that are none. */
import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { drawn } from '../../gpu-worker/evaluation/data-sets/drawn.ts'
import { parseDataSet, readDataSet } from '../../gpu-worker/evaluation/data-sets/read.ts'
import { GENERAL_SIZES, generalSets } from '../../gpu-worker/evaluation/general-sets.ts'

const DATA = new URL('../../gpu-worker/evaluation/data/', import.meta.url)
const lines = (...rows: unknown[]) => rows.map((row) => JSON.stringify(row)).join('\n')
const read = (...rows: unknown[]) => parseDataSet(lines(...rows), 'my.jsonl').data

describe('formats are known by their columns, whatever other columns there are', () => {
  test.for<[string, Record<string, string>]>([
    ['DPO', { prompt: 'p', chosen: 'c', rejected: 'r' }],
    ['behaviours', { id: '1', prompt: 'p', matching: 'c', not_matching: 'r', behavior: 'b' }],
    ['axis pairs', { query: 'p', positive: 'c', negative: 'r', axis: 'formal' }],
    ['answers that match', { question: 'p', answer_matching_behavior: ' c', answer_not_matching_behavior: ' r' }],
  ])('pairs: %s', ([, row]) => {
    expect(read(row)).toEqual({ kind: 'pairs', items: [{ prompt: 'p', chosen: 'c', rejected: 'r' }] })
  })

  test('questions: the best answer first, none twice', () => {
    const row = { question: 'q', best_answer: 'b', correct_answers: ['a', 'b'], incorrect_answers: ['w', 'w'] }
    expect(read(row)).toEqual({ kind: 'questions', items: [{ question: 'q', right: ['b', 'a'], wrong: ['w'] }] })
  })

  test('requests, of one class or of both', () => {
    const items = [{ prompt: 'p', expected: 'refuse' }]
    expect(read({ id: 'x', ...items[0] })).toEqual({ kind: 'requests', items })
  })

  test('instructions; rows that cannot be checked are counted and left out', () => {
    const row = { prompt: 'p', instruction_id_list: ['punctuation:no_comma'], kwargs: [{}] }
    const other = { prompt: 'p', instruction_id_list: ['language:response_language'], kwargs: [{ language: 'te' }] }
    const { data, skipped } = parseDataSet(lines(row, other), 'my.jsonl')
    expect(data).toEqual({
      kind: 'instructions',
      items: [{ prompt: 'p', instructions: [{ id: 'punctuation:no_comma', arguments: {} }] }],
    })
    expect(skipped).toBe(1)
  })

  test('empty lines, Windows line ends and a byte order mark do not matter', () => {
    const row = JSON.stringify({ prompt: 'p', chosen: 'c', rejected: 'r' })
    expect(parseDataSet(`\ufeff${row}\r\n\r\n${row}\r\n`, 'my.jsonl').data.items).toHaveLength(2)
  })
})

describe('what cannot be used is named by file and line, with what would be right', () => {
  const pair = { prompt: 'p', chosen: 'c', rejected: 'r' }
  test.for<[string, string, string]>([
    ['an empty file', ' \n\n', 'my.jsonl is empty; one JSON object a line is expected.'],
    ['no JSON', `${lines(pair)}\n{'prompt'`, 'my.jsonl, line 2: not JSON; every line is one JSON object.'],
    ['a list', '[1, 2]', 'my.jsonl, line 1: not a JSON object'],
    [
      'other columns',
      lines({ text: 't', label: 1 }),
      'my.jsonl, line 1: no known format; its columns are text, label.',
    ],
    ['what is expected instead', lines({ text: 't' }), 'pairs: prompt, chosen, rejected\n'],
    [
      'a column that is missing later',
      `${lines(pair, { prompt: 'p', chosen: 'c' })}`,
      "line 2: 'rejected': a text of 1",
    ],
    [
      'an empty answer',
      lines({ ...pair, chosen: '' }),
      "line 1: 'chosen': a text of 1 to 8000 characters is expected.",
    ],
    ['equal answers', lines({ ...pair, chosen: 'r' }), "line 1: 'chosen' and 'rejected' are equal"],
    [
      'one class only',
      lines(pair, pair, pair, { ...pair, rejected: 'x' }),
      `my.jsonl: one class only: 'chosen' is "c" in every row`,
    ],
    [
      'an expectation that is none',
      lines({ prompt: 'p', expected: 'yes' }),
      "'expected': 'refuse' or 'comply' is expected.",
    ],
    [
      'no wrong answers',
      lines({ question: 'q', best_answer: 'b', correct_answers: [], incorrect_answers: [] }),
      "'incorrect_answers': a list of 1 to 100 is expected.",
    ],
    [
      'an answer both right and wrong',
      lines({ question: 'q', best_answer: 'b', correct_answers: [], incorrect_answers: ['b'] }),
      `'incorrect_answers' has "b", a correct answer too`,
    ],
    [
      'arguments for another number of instructions',
      lines({ prompt: 'p', instruction_id_list: ['punctuation:no_comma'], kwargs: [{}, {}] }),
      "'kwargs' has 2 entries for 1 instructions",
    ],
    [
      'no row that can be measured',
      lines({ prompt: 'p', instruction_id_list: ['language:response_language'], kwargs: [{}] }),
      'none of its 1 rows can be measured.',
    ],
  ])('%s', ([, text, message]) => {
    expect(() => parseDataSet(text, 'my.jsonl')).toThrow(message)
  })

  test("a column's name like a method's is no column", () => {
    expect(() => parseDataSet('{"__proto__": {"prompt": "p", "expected": "refuse"}}', 'my.jsonl')).toThrow(
      'no known format',
    )
  })
})

describe('the data that come along', () => {
  test('every file can be read whole, and none of its rows is left out', () => {
    const files = readdirSync(DATA).filter((name) => name.endsWith('.jsonl'))
    const kinds = files.map((name) => {
      const { data, skipped } = readDataSet(new URL(name, DATA), name)
      expect(skipped).toBe(0)
      return `${name}: ${data.items.length} ${data.kind}`
    })
    expect(kinds.sort()).toEqual([
      'instructions.jsonl: 30 instructions',
      'requests_to_answer.jsonl: 30 requests',
      'requests_to_refuse.jsonl: 40 requests',
      'response_pairs.jsonl: 180 pairs',
      'truthfulqa.jsonl: 60 questions',
    ])
  })

  test('the general sets have the sizes asked for, the same items each time', () => {
    const sets = generalSets(GENERAL_SIZES)
    for (const [name, size] of Object.entries(GENERAL_SIZES))
      expect(sets[name as keyof typeof sets].items).toHaveLength(size)
    expect(generalSets(GENERAL_SIZES)).toEqual(sets)
    expect(sets.requests_to_refuse.items.every(({ expected }) => expected === 'refuse')).toBe(true)
    expect(sets.requests_to_answer.items.every(({ expected }) => expected === 'comply')).toBe(true)
  })
})

test('a draw keeps the order of the file, is the same for the same seed, and takes all where there are fewer', () => {
  const data = read(...Array.from({ length: 40 }, (_, i) => ({ prompt: String(i), expected: 'comply' })))
  const numbers = (seed: number, limit = 10) =>
    drawn(data, limit, seed).items.map((item) => Number((item as { prompt: string }).prompt))
  expect(numbers(1)).toEqual(numbers(1).toSorted((a, b) => a - b))
  expect(numbers(1)).toHaveLength(10)
  expect(numbers(2)).not.toEqual(numbers(1))
  expect(numbers(1, 100)).toHaveLength(40)
})
