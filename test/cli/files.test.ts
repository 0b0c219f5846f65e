/** Files that commands write: whole or not at all, and what belongs together at once. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeTogether, writeWhole } from '../../cli/commands/files.ts'
import { temporaryFolder } from '../fitting/temporary-folder.ts'

test('a file takes the place of another one at once', async () => {
  const path = join(temporaryFolder(), 'a.txt')
  writeFileSync(path, 'old')
  await writeWhole(path, 'new')
  expect(readFileSync(path, 'utf8')).toBe('new')
})

test('of files that belong together none is written where one cannot be', async () => {
  const folder = temporaryFolder()
  const card = join(folder, 'axis.json')
  writeFileSync(card, 'old')
  const nowhere = join(folder, 'missing', 'axis.safetensors')
  await expect(
    writeTogether([
      [card, 'new'],
      [nowhere, new Uint8Array(3)],
    ]),
  ).rejects.toThrow(`cannot write ${nowhere}: there is no such file or folder`)
  expect(readFileSync(card, 'utf8')).toBe('old')
  expect(readdirSync(folder)).toEqual(['axis.json'])
})

test('a folder in the way is named', async () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'b.txt', 'full'), { recursive: true })
  await expect(writeWhole(join(folder, 'b.txt'), 'x')).rejects.toThrow(`cannot write ${join(folder, 'b.txt')}: it is a`)
  expect(readdirSync(folder)).toEqual(['b.txt'])
})
