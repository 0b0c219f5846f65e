/** Where the lines about requests go on this machine: a file that does not grow without end, rather than the terminal. */
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

const MOST_BYTES = 16 * 1024 * 1024

export const logFile = (state: string, of: 'edge' | 'worker') => join(state, 'logs', `${of}.jsonl`)

/** Takes a line. One file before the present one is kept. A disk that is full costs lines, and nothing else. */
export function logTo(path: string, most = MOST_BYTES): (line: string) => void {
  let bytes: number | null = null
  return (line) => {
    try {
      bytes ??= begin(path)
      if (bytes > most) {
        renameSync(path, `${path}.1`)
        bytes = 0
      }
      appendFileSync(path, `${line}\n`)
      bytes += Buffer.byteLength(line) + 1
    } catch {
      bytes = null
    }
  }
}

/** What is there already. */
function begin(path: string): number {
  mkdirSync(dirname(path), { recursive: true })
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
