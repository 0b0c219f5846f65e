/** What a stream that may be a terminal can do: colour, cursor, and the width of text in cells. */
import { stripVTControlCharacters, styleText } from 'node:util'

/** A writable stream, of which only terminals have `isTTY` and a size. */
export type Output = NodeJS.WritableStream & { isTTY?: boolean; columns?: number; rows?: number }

type Style = Parameters<typeof styleText>[0]

/** Whether lines may be redrawn; a terminal that calls itself `dumb` cannot. */
export const isTerminal = (stream: Output) => Boolean(stream.isTTY) && process.env.TERM !== 'dumb'

/** `(style, text)` → coloured text where the stream shows colour and `NO_COLOR` is not set; otherwise the text. */
export function painter(stream: Output): (style: Style, text: string) => string {
  const colour = isTerminal(stream) && !process.env.NO_COLOR
  return (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text)
}

const HIDE_CURSOR = '\x1b[?25l'
const SHOW_CURSOR = '\x1b[?25h'

/** Hides the cursor until disposed; a process that ends or is interrupted before that shows it again. */
export function hideCursor(stream: Output): Disposable {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  const show = () => {
    stream.write(SHOW_CURSOR)
  }
  const forget = () => {
    process.off('exit', show)
    for (const signal of signals) process.off(signal, interrupted)
  }
  const interrupted = (signal: NodeJS.Signals) => {
    forget()
    show()
    // Listening took away the signal's own effect. If nobody else listens, it is given back.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
  }
  stream.write(HIDE_CURSOR)
  process.on('exit', show)
  for (const signal of signals) process.on(signal, interrupted)
  return {
    [Symbol.dispose]() {
      forget()
      show()
    },
  }
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** East Asian letters and pictures take two cells. */
const WIDE =
  /^(?:\p{Emoji_Presentation}|.\ufe0f|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]|[\u3000-\u303e\uff01-\uff60\uffe0-\uffe6])/u
const INVISIBLE = /^(?:\p{Mn}|\p{Me}|\p{Cf}|\p{Cc})+$/u

/** The characters as a reader sees them, each with the cells it takes (0, 1 or 2). */
export function* cells(text: string): Generator<{ character: string; width: number }> {
  for (const { segment } of graphemes.segment(text))
    yield { character: segment, width: INVISIBLE.test(segment) ? 0 : WIDE.test(segment) ? 2 : 1 }
}

/** Cells that the text takes, colour sequences not counted. */
export function width(text: string): number {
  let sum = 0
  for (const cell of cells(stripVTControlCharacters(text))) sum += cell.width
  return sum
}

/** The longest beginning of plain text that fits into `limit` cells. */
export function truncate(text: string, limit: number): string {
  let kept = ''
  let used = 0
  for (const { character, width } of cells(text)) {
    used += width
    if (used > limit) return kept
    kept += character
  }
  return kept
}

/**
 * Text from a model, a server or a file, made safe to print: no escape sequence of it reaches the terminal, tabs are
 * spaces, line breaks stay.
 */
export const printable = (text: string) =>
  text
    .replaceAll('\t', ' ')
    .replaceAll(/\r\n?/g, '\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed.
    .replaceAll(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '')
