import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { developmentSecrets, replaceApiKey } from '../../cli/dev-key.ts'

let root: string
let folder: string
let path: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'attune-key-'))
  folder = join(root, '.attune')
  path = join(folder, 'secrets.json')
})
afterEach(() => rm(root, { recursive: true, force: true }))

test('secrets are made at the first start and the same afterwards, for the owner only', async () => {
  const first = await developmentSecrets(folder)
  expect(first.apiKey).toMatch(/^sk-attune-1_[0-9a-hjkmnp-z]{58}$/)
  expect(first.secret).toMatch(/^[0-9a-f]{64}$/)
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect(await readdir(folder)).toEqual(['secrets.json'])
  expect(await developmentSecrets(folder)).toEqual(first)
})

test('another key takes the place of the one that was kept; the secret stays', async () => {
  const first = await developmentSecrets(folder)
  const apiKey = `sk-attune-${'7'.repeat(52)}`
  await replaceApiKey(folder, apiKey)
  expect(await developmentSecrets(folder)).toEqual({ apiKey, secret: first.secret })
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect((await stat(folder)).mode & 0o777).toBe(0o700)
  expect(await readdir(folder)).toEqual(['secrets.json'])
})

test('two installations have different secrets', async () => {
  const one = await developmentSecrets(folder)
  const other = await developmentSecrets(join(root, 'other'))
  expect(one.apiKey).not.toBe(other.apiKey)
  expect(one.secret).not.toBe(other.secret)
})

test('starts at the same time agree', async () => {
  const all = await Promise.all(Array.from({ length: 10 }, () => developmentSecrets(folder)))
  expect(new Set(all.map(({ apiKey }) => apiKey)).size).toBe(1)
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(all[0])
  expect(await readdir(folder)).toEqual(['secrets.json'])
})

test('a file that others may read is closed again', async () => {
  await developmentSecrets(folder)
  await chmod(path, 0o644)
  await developmentSecrets(folder)
  expect((await stat(path)).mode & 0o777).toBe(0o600)
})

test.each([
  ['empty', ''],
  ['cut off', '{"apiKey":"sk-att'],
  ['null', 'null'],
  ['without a secret', `{"apiKey":"sk-attune-${'a'.repeat(52)}"}`],
  ['with a short key', `{"apiKey":"sk-attune-a","secret":"${'0'.repeat(64)}"}`],
  ['with a weak secret', `{"apiKey":"sk-attune-${'a'.repeat(52)}","secret":"secret"}`],
])('a damaged file (%s) is an error that names it and the remedy, and is not overwritten', async (_, content) => {
  await mkdir(folder)
  await writeFile(path, content)
  await expect(developmentSecrets(folder)).rejects.toThrow(/secrets\.json' is damaged.*delete it/)
  expect(await readFile(path, 'utf8')).toBe(content)
})

test('a folder that cannot be used is named', async () => {
  await writeFile(folder, 'a file')
  await expect(developmentSecrets(folder)).rejects.toThrow(/\.attune.*ENOTDIR/)
})
