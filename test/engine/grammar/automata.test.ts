/** Automata against what they stand for: JavaScript's own expressions, and arithmetic. */
import { describe, expect, test } from 'vitest'
import {
  difference,
  intersection,
  lengthsToAccept,
  matches,
  minimised,
  oneOf,
} from '../../../gpu-worker/engine/grammar/automaton/automaton.ts'
import { multiplesAutomaton, rangeAutomaton } from '../../../gpu-worker/engine/grammar/automaton/decimal.ts'
import { automatonOf } from '../../../gpu-worker/engine/grammar/automaton/regex.ts'
import { parseRegex } from '../../../gpu-worker/engine/grammar/automaton/regex-syntax.ts'
import { Budget, BudgetExceeded } from '../../../gpu-worker/engine/grammar/budget.ts'
import { formatPattern } from '../../../gpu-worker/engine/grammar/schema/formats.ts'
import { createRandom, type Random } from '../../support/random.ts'

const of = (pattern: string) => automatonOf(parseRegex(pattern), new Budget())

/** Texts of characters that the pattern speaks of, and others. */
function textsFor(pattern: string, random: Random): string[] {
  const chars = [...pattern.replace(/[\\^$()[\]{}?*+|]/g, ''), ...'abcxyz019 _-\n\té漢🙂AZ.']
  return Array.from({ length: 400 }, () =>
    Array.from(
      { length: Math.floor(random.uniform() * 9) },
      () => chars[Math.floor(random.uniform() * chars.length)],
    ).join(''),
  )
}

describe('patterns', () => {
  test.each([
    ...[
      'abc',
      '^abc$',
      '^abc',
      'abc$',
      'a|b',
      '^(?:a|bc)*$',
      '^a{2,3}$',
      '^a{2,}b?$',
      '^[a-c]+$',
      '^[^a-c]+$',
      '^.$',
      '^.*$',
    ],
    ...[
      '^\\d+\\.\\d{2}$',
      '^\\w+$',
      '^\\W$',
      '^\\s$',
      '^\\S+$',
      '^[\\w.-]+$',
      '^(a(b(c)?)?)?$',
      'a.*b',
      '^(?<year>\\d{2})$',
      '^a*?b+?$',
    ],
    ...[
      '^\\u0061\\x62$',
      '^\\u{1F642}$',
      '^🙂{2}$',
      '^[🙂-🙃a]+$',
      '^\\p{L}+$',
      '^\\P{L}+$',
      '^\\p{Lu}',
      '^[\\p{Script=Han}a]$',
      '^$',
      '',
      '^(^a|b$)$',
    ],
    ...[
      '^(?:|a)$',
      '^[]$',
      '^[^]$',
      '(^|x)a',
      'a($|x)',
      '^\\t\\n$',
      '^[\\b]$',
      '^a{0}b$',
      '^(ab){2}|c$',
      '\\$',
      '^\\-\\/$'.replace('\\-', '-'),
    ],
    ...[
      '^(?!ab)[a-z]+$',
      '^(?=.*\\d)(?=.*[a-z]).{2,5}$',
      '^(?!.*(?:a|b)$)[a-c]*$',
      '(?!a)[abc]x?$',
      '(?=b)',
      '(?!)',
      '(?=)a',
      '^(?!$)[ab]*$',
      '^(?=a|b$)(?!ac)',
      '^(?:(?!x)[a-z]|1)2?$',
      '^a(?=b)[a-c]{2}$',
      '^[ab]*(?!c)z?',
      '^(?!(?=a)ab)a?b?c?$',
      'a$(?!b)',
    ],
  ])('%s matches as in JavaScript', (pattern) => {
    const automaton = of(pattern)
    const expression = new RegExp(pattern, 'u')
    for (const text of textsFor(pattern, createRandom(7))) {
      expect(matches(automaton, text), JSON.stringify(text)).toBe(expression.test(text))
    }
  })

  test('hold together, or one without the other', () => {
    const budget = new Budget()
    const [a, b] = [of('^[a-z]{1,4}$'), of('b')]
    const texts = textsFor('abcdef', createRandom(9))
    for (const text of texts) {
      const [inA, inB] = [matches(a, text), matches(b, text)]
      expect(matches(intersection(a, b, budget), text)).toBe(inA && inB)
      expect(matches(difference(a, b, budget), text)).toBe(inA && !inB)
      expect(matches(minimised(a, budget), text)).toBe(inA)
    }
    expect(lengthsToAccept(of('^a{3}(bc)?$'))[0]).toBe(3)
    const list = oneOf(['one', 'other', '', 'on'], budget)
    for (const text of ['one', 'other', '', 'on', 'o', 'oth', 'ones']) {
      expect(matches(list, text)).toBe(['one', 'other', '', 'on'].includes(text))
    }
  })

  test('that take too many states are not made', () => {
    expect(() => of('(a|b)*a(a|b){20}')).toThrow(BudgetExceeded)
  })
})

describe('numbers', () => {
  const written = (random: Random) => {
    const size = 10 ** (Math.floor(random.uniform() * 5) - 1)
    const value = (random.uniform() * 2 - 1) * size
    return random.uniform() < 0.4 ? String(Math.round(value)) : value.toFixed(Math.floor(random.uniform() * 4))
  }

  test.each([
    [-10, 10],
    [0, 255],
    [-0.5, 0.25],
    [1.5, 1000],
    [-1000, -1.25],
    [0.001, 0.01],
    [99, 101],
    [-3, -3],
    [null, 7.5],
    [-7.5, null],
  ] as const)('from %s to %s', (least, most) => {
    const random = createRandom(4)
    for (const integer of [false, true]) {
      for (const exclusive of [false, true]) {
        if (exclusive && least === most) continue
        const bound = (value: number | null) => (value === null ? null : { value, exclusive })
        const automaton = rangeAutomaton(integer, bound(least), bound(most), new Budget())
        const numerals = [...Array.from({ length: 500 }, () => written(random)), String(least ?? 0), String(most ?? 0)]
        for (const numeral of numerals) {
          if (!/^-?(0|[1-9]\d*)(\.\d+)?$/.test(numeral)) continue
          const value = Number(numeral)
          const within = exclusive
            ? value > (least ?? -Infinity) && value < (most ?? Infinity)
            : value >= (least ?? -Infinity) && value <= (most ?? Infinity)
          const isWritten = integer ? !numeral.includes('.') : true
          expect(matches(automaton, numeral), numeral).toBe(within && isWritten)
        }
        for (const wrong of ['', '-', '01', '1.', '.5', '+1', '1e1', '--1'])
          expect(matches(automaton, wrong)).toBe(false)
      }
    }
  })

  test.each([1, 2, 7, 60, 0.5, 0.01, 2.5])('that are multiples of %d', (factor) => {
    const automaton = multiplesAutomaton(factor, new Budget())
    for (let units = -300; units < 300; units++) {
      const value = units / 100
      const numeral = String(value)
      const isMultiple = Math.abs(value / factor - Math.round(value / factor)) < 1e-9
      expect(matches(automaton, numeral), numeral).toBe(isMultiple)
    }
  })
})

describe('formats', () => {
  test.each([
    [
      'date',
      ['2024-02-29', '1999-12-31', '2000-02-29'],
      ['2023-02-29', '1900-02-29', '2024-13-01', '2024-04-31', '24-01-01', '2024-1-1'],
    ],
    ['time', ['00:00:00Z', '23:59:59.123+02:00'], ['24:00:00Z', '12:60:00Z', '12:00', '12:00:00']],
    ['date-time', ['2024-02-29T12:00:00Z'], ['2024-02-30T12:00:00Z', '2024-02-29 12:00:00Z']],
    ['duration', ['P1Y2M3D', 'PT1H', 'P2W', 'P1DT12H'], ['P', 'PT', '1D', 'P1S']],
    ['email', ['ada@example.com', "o'neil.x@a.b.c"], ['ada', 'a@', '@b.c', 'a b@c.d', 'a..b@c.d']],
    ['hostname', ['example.com', 'a-b.c'], ['-a.b', 'a_b', 'a..b', '']],
    ['ipv4', ['0.0.0.0', '255.1.20.30'], ['256.0.0.1', '1.2.3', '01.2.3.4']],
    [
      'ipv6',
      ['::', '::1', '2001:db8::8a2e:370:7334', '::ffff:1.2.3.4', '1:2:3:4:5:6:7:8'],
      [':', '1::2::3', '1:2:3:4:5:6:7', '12345::'],
    ],
    [
      'uuid',
      ['123e4567-e89b-12d3-a456-426614174000'],
      ['123e4567e89b12d3a456426614174000', 'g23e4567-e89b-12d3-a456-426614174000'],
    ],
    [
      'uri',
      ['https://example.com/a?b=c#d', 'mailto:ada@example.com', 'urn:a:b'],
      ['example.com', '1a:b', 'http://a b'],
    ],
    ['json-pointer', ['', '/a/b~0c~1d', '/'], ['a', '/~2']],
  ])('%s', (format, right, wrong) => {
    const automaton = of(formatPattern(format)!)
    for (const text of right) expect(matches(automaton, text), text).toBe(true)
    for (const text of wrong) expect(matches(automaton, text), text).toBe(false)
  })
})
