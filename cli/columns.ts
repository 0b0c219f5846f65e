/**
 * Texts that grow at the same time, side by side. On a terminal the columns are redrawn in place while they grow (their
 * last lines, if they are higher than the screen) and printed whole at the end; elsewhere only at the end.
 */
import { cells, hideCursor, isTerminal, type Output, painter, printable, truncate, width } from './terminal.ts'

export type Columns = {
  /** Adds text to the column; control characters in it are dropped. */
  append(column: number, text: string): void
  /** Replaces the column's title. */
  title(column: number, text: string): void
  /** Prints the complete columns. Nothing may be added after that. */
  end(): void
}

const GAP = 3
const DRAW_MS = 40
const NARROWEST = 16
const UNKNOWN_WIDTH = 100

export function columns(stream: Output, titles: readonly string[]): Columns {
  const live = isTerminal(stream)
  const paint = painter(stream)
  const heads = titles.map(printable)
  const texts = titles.map(() => '')
  let drawn = 0
  let timer: NodeJS.Timeout | null = null
  let ended = false
  const cursor = live ? hideCursor(stream) : null

  const layout = () => sideBySide(heads, texts, (stream.columns || UNKNOWN_WIDTH) - 1, (text) => paint('bold', text))

  /** Replaces what was drawn before by `lines`. */
  const draw = (lines: string[]) => {
    const back = drawn > 0 ? `\x1b[${drawn}A\r\x1b[J` : ''
    stream.write(`${back}${lines.map((line) => `${line}\n`).join('')}`)
    drawn = lines.length
  }
  const update = () => {
    timer = null
    const [head, ...body] = layout()
    const room = Math.max((stream.rows || 24) - 2, 1)
    draw([head, ...body.slice(-room)])
  }
  const changed = () => {
    if (ended) throw new Error('these columns have ended')
    if (live) timer ??= setTimeout(update, DRAW_MS)
  }

  return {
    append(column, text) {
      texts[column] += printable(text)
      changed()
    },
    title(column, text) {
      heads[column] = printable(text)
      changed()
    },
    end() {
      if (ended) return
      ended = true
      if (timer) clearTimeout(timer)
      draw(layout())
      cursor?.[Symbol.dispose]()
    },
  }
}

/** The lines of the columns beside each other; where `total` cells are too few for that, one below the other. */
export function sideBySide(
  titles: readonly string[],
  texts: readonly string[],
  total: number,
  emphasise: (text: string) => string = (text) => text,
): string[] {
  const cellsEach = Math.floor((total - GAP * (titles.length - 1)) / titles.length)
  if (cellsEach < NARROWEST && titles.length > 1)
    return titles.flatMap((title, index) => [...sideBySide([title], [texts[index]], total, emphasise), ''])

  const room = Math.max(cellsEach, 1)
  const wrapped = texts.map((text) => wrap(text, room))
  const rows = Array.from({ length: Math.max(...wrapped.map((lines) => lines.length)) }, (_, row) =>
    wrapped.map((lines) => lines[row] ?? ''),
  )
  const join = (parts: string[]) =>
    parts
      .map((part) => part + ' '.repeat(Math.max(room - width(part), 0)))
      .join(' '.repeat(GAP))
      .trimEnd()
  return [join(titles.map((title) => emphasise(truncate(title, room)))), ...rows.map(join)]
}

/** Lines of at most `limit` cells, broken between words; a word that is longer than a line is broken anywhere. */
export function wrap(text: string, limit: number): string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = []
    let line = ''
    for (const word of paragraph.split(/(?<= )/)) {
      if (line !== '' && width(line) + width(word.trimEnd()) > limit) {
        lines.push(line.trimEnd())
        line = ''
      }
      const pieces = breakWord(word, limit)
      lines.push(...pieces.slice(0, -1))
      line = line + pieces.at(-1)!
    }
    return [...lines, line.trimEnd()]
  })
}

/** A word in pieces of at most `limit` cells; trailing spaces do not count. */
function breakWord(word: string, limit: number): string[] {
  const pieces = ['']
  let used = 0
  for (const { character, width } of cells(word)) {
    if (character !== ' ' && used + width > limit) {
      pieces.push('')
      used = 0
    }
    pieces[pieces.length - 1] += character
    used += width
  }
  return pieces
}
