/** A stream that remembers what was written, and can pass for a terminal. */
import { Writable } from 'node:stream'

export type Recorder = Writable & { isTTY?: boolean; columns?: number; rows?: number; written: string }

export function recorder(terminal?: { columns: number; rows: number }): Recorder {
  const stream = new Writable({
    write(chunk, _encoding, done) {
      stream.written += chunk
      done()
    },
  }) as Recorder
  stream.written = ''
  return terminal ? Object.assign(stream, { isTTY: true, ...terminal }) : stream
}

/** What a terminal shows after this output, line by line: knows the few sequences that are used. */
export function screen(output: string): string[] {
  const lines: string[] = ['']
  let row = 0
  let column = 0
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is read.
  for (const [token] of output.matchAll(/\x1b\[\??\d*[A-Za-z]|\x1b\[[\d;]*m|./gsu)) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: as above.
    const [, number, command] = /^\x1b\[\??([\d;]*)([A-Za-z])$/.exec(token) ?? []
    if (command === 'A') row = Math.max(row - Number(number || 1), 0)
    else if (command === 'J') {
      lines[row] = lines[row].slice(0, column)
      lines.length = row + 1
    } else if (command === 'K') lines[row] = ''
    else if (command) continue
    else if (token === '\r') column = 0
    else if (token === '\n') {
      row++
      column = 0
      lines[row] ??= ''
    } else {
      const cells = [...lines[row].padEnd(column)]
      cells[column++] = token
      lines[row] = cells.join('')
    }
  }
  return lines
}
