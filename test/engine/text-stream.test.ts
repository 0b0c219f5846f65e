/** Tokens become text at once, but for half characters and what may yet become a stop string. */
import { describe, expect, test } from 'vitest'
import { TextStream } from '../../gpu-worker/engine/text-stream.ts'
import { createRandom } from '../support/random.ts'

const utf8 = new TextEncoder()

/** What is shown after each piece, and at the end. */
function shown(stops: string[], pieces: readonly (string | Uint8Array)[]) {
  const stream = new TextStream(stops)
  const parts: string[] = []
  for (const piece of pieces) {
    parts.push(stream.push(typeof piece === 'string' ? utf8.encode(piece) : piece))
    if (stream.stopped) break
  }
  return { parts, end: stream.end(), stopped: stream.stopped }
}

describe('characters', () => {
  test('of several bytes wait for the last of them', () => {
    const [a, b, c, d] = utf8.encode('🙂')
    const pieces = [Uint8Array.of(a!), Uint8Array.of(b!, c!), Uint8Array.of(d!, 0x61)]
    expect(shown([], pieces)).toEqual({ parts: ['', '', '🙂a'], end: '', stopped: false })
  })

  test('that the last token cuts are not shown; bytes that are no character are', () => {
    expect(shown([], [Uint8Array.of(0x61, 0xf0, 0x9f)])).toEqual({ parts: ['a'], end: '', stopped: false })
    expect(shown([], [Uint8Array.of(0xff), 'b']).parts).toEqual(['\ufffd', 'b'])
  })

  test('split at any byte are the same text', () => {
    const text = 'naïve 🙂🏽 日本語 a\u0301 end'
    const bytes = utf8.encode(text)
    for (let size = 1; size < 8; size++) {
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
        bytes.subarray(i * size, (i + 1) * size),
      )
      const { parts, end } = shown([], pieces)
      expect(parts.join('') + end).toBe(text)
    }
  })

  test('a byte order mark is text like any other', () => {
    expect(shown([], ['\ufeffa']).parts).toEqual(['\ufeffa'])
  })
})

describe('a stop string', () => {
  test('ends the text before it, within a token', () => {
    expect(shown(['STOP'], ['one STOP two'])).toEqual({ parts: ['one '], end: '', stopped: true })
  })

  test('is seen across tokens, and no part of it is shown', () => {
    expect(shown(['END'], ['a E', 'N', 'D b'])).toEqual({ parts: ['a ', '', ''], end: '', stopped: true })
  })

  test('that does not come true is shown with the token that decides it', () => {
    expect(shown(['END'], ['a E', 'N', 'd'])).toEqual({ parts: ['a ', '', 'ENd'], end: '', stopped: false })
  })

  test('that is still open at the end of the text is shown then', () => {
    expect(shown(['END'], ['a EN'])).toEqual({ parts: ['a '], end: 'EN', stopped: false })
  })

  test('may begin again within its own beginning', () => {
    expect(shown(['aab'], ['a', 'a', 'a', 'b'])).toEqual({ parts: ['', '', 'a', ''], end: '', stopped: true })
  })

  test('may be split within a character', () => {
    const bytes = utf8.encode('x✂y')
    const pieces = [bytes.subarray(0, 2), bytes.subarray(2, 3), bytes.subarray(3)]
    expect(shown(['✂'], pieces)).toEqual({ parts: ['x', '', ''], end: '', stopped: true })
  })

  test('may be all there is', () => {
    expect(shown(['\n'], ['\n'])).toEqual({ parts: [''], end: '', stopped: true })
  })

  test('found, nothing more comes', () => {
    const stream = new TextStream(['.'])
    expect(stream.push(utf8.encode('a.b'))).toBe('a')
    expect(stream.push(utf8.encode('more'))).toBe('')
    expect(stream.end()).toBe('')
  })
})

describe('several stop strings', () => {
  test('the first in the text counts, not the first in the list', () => {
    expect(shown(['two', 'one'], ['a one two']).parts).toEqual(['a '])
  })

  test('the longest that may still come is held', () => {
    expect(shown(['\n\nUser:', '\n#'], ['text\n', '\nUse', 'ful']).parts).toEqual(['text', '', '\n\nUseful'])
  })

  test('one may end while another that began before is still open', () => {
    expect(shown(['abcd', 'bc'], ['a', 'b', 'c'])).toEqual({ parts: ['', '', 'a'], end: '', stopped: true })
  })
})

describe('whatever the borders of tokens', () => {
  const random = createRandom(8)
  const letters = (count: number) =>
    Array.from({ length: count }, () => 'ab'[Math.floor(2 * random.uniform())]).join('')

  test('what is shown is the text before the stop string that ends first, or all of it', () => {
    for (let round = 0; round < 2000; round++) {
      const text = letters(30)
      const stops = Array.from({ length: 1 + (round % 3) }, () => letters(2 + Math.floor(6 * random.uniform())))
      const pieces: string[] = []
      for (let at = 0; at < text.length; ) {
        const length = 1 + Math.floor(4 * random.uniform())
        pieces.push(text.slice(at, at + length))
        at += length
      }
      const { parts, end, stopped } = shown(stops, pieces)
      const whole = parts.join('') + end
      const found = stops.map((stop) => text.indexOf(stop)).filter((at) => at >= 0)
      expect(stopped).toBe(found.length > 0)
      expect(text.startsWith(whole)).toBe(true)
      // One stop string: exactly what is before it. Several may overlap, and then the token borders decide between them.
      if (stops.length === 1) expect(whole).toBe(found.length ? text.slice(0, found[0]) : text)
      for (const stop of stops) expect(whole).not.toContain(stop)
    }
  })
})

describe('calls', () => {
  const bytes = (text: string) => new TextEncoder().encode(text)
  /** What is shown of a text that comes in pieces of each length in turn, and whether it was stopped. */
  function shownOf(text: string, stops: string[], begin: string, atStart: boolean): Set<string> {
    const results = new Set<string>()
    for (let size = 1; size <= text.length; size++) {
      const stream = new TextStream(stops, { begin, atStart })
      let shown = ''
      for (let at = 0; at < text.length && !stream.stopped; at += size) {
        shown += stream.push(bytes(text.slice(at, at + size)))
        expect(stream.released).toBe(shown.length)
        expect(stream.length).toBeGreaterThanOrEqual(shown.length)
      }
      shown += stream.end()
      results.add(`${shown}${stream.stopped ? '|' : ''}`)
    }
    return results
  }

  test.each([
    [
      'stop strings do not end them',
      'Well. <call>{"a"\n}</call>',
      ['\n', '"'],
      '<call>',
      false,
      'Well. <call>{"a"\n}</call>',
    ],
    ['stop strings end the text before them', 'Well.\n<call>{}', ['\n'], '<call>', false, 'Well.|'],
    ['a stop string that the calls begin with is none', '<call>{}', ['<', 'call'], '<call>', false, '<call>{}'],
    ['what only looks like their beginning is text', 'a <cal l> b', ['<c', 'b'], '<call>', false, 'a |'],
    ['text that ends in half a beginning is decided in the end', 'a <ca', ['<c'], '<call>', false, 'a |'],
    ['a beginning later on is text where calls come first', 'a {"b": \n}', ['\n'], '{"', true, 'a {"b": |'],
    ['calls that come first are whole', '{"b": \n}', ['\n', '{'], '{"', true, '{"b": \n}'],
    ['text that begins nearly like calls', '{ \n', ['\n'], '{"', true, '{ |'],
    ['half of a beginning alone', '{', ['{'], '{"', true, '|'],
  ])('%s', (_, text, stops, begin, atStart, expected) => {
    expect(shownOf(text, stops, begin, atStart)).toEqual(new Set([expected]))
  })
})
