import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { logFile, logTo } from '../../cli/log-file.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'attune-log-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const text = (path: string) => readFileSync(path, 'utf8')

test('lines are added to those of an earlier run', () => {
  const path = logFile(folder, 'edge')
  logTo(path)('one')
  const add = logTo(path)
  add('two')
  add('drei größer')
  expect(text(path)).toBe('one\ntwo\ndrei größer\n')
})

test('a file that has grown is put aside, and one such is kept', () => {
  const path = logFile(folder, 'worker')
  const add = logTo(path, 10)
  for (const line of ['1234567', '8901234', 'abcdefg', 'hijklmn', 'end']) add(line)
  expect(text(path)).toBe('end\n')
  expect(text(`${path}.1`)).toBe('abcdefg\nhijklmn\n')
})

test('where it cannot be written, nothing else fails', () => {
  writeFileSync(join(folder, 'logs'), 'a file where a folder should be')
  expect(() => logTo(logFile(folder, 'edge'))('lost')).not.toThrow()
})
