import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { applyMigrations } from '../../cli/migrations.ts'

let miniflare: Miniflare
let database: Awaited<ReturnType<Miniflare['getD1Database']>>
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'attune-migrations-'))
  miniflare = new Miniflare(
    convertV4MiniflareOptions({ modules: true, script: 'export default {}', d1Databases: ['DB'] }),
  )
  database = await miniflare.getD1Database('DB')
})
afterEach(async () => {
  await miniflare.dispose()
  await rm(folder, { recursive: true, force: true })
})

const migration = (name: string, ...statements: string[]) =>
  writeFile(join(folder, name), statements.join('\n--> statement-breakpoint\n'))
const rows = async (sql: string) => (await database.prepare(sql).all()).results

test('applies in order what is missing, once', async () => {
  await migration('0001_more.sql', "insert into pets values ('Rex')")
  await migration('0000_init.sql', 'create table pets (name text);', 'create index by_name on pets (name);')
  await migration('notes.txt', 'not a migration')
  expect(await applyMigrations(database, folder)).toEqual(['0000_init.sql', '0001_more.sql'])
  expect(await applyMigrations(database, folder)).toEqual([])
  await migration('0002_again.sql', "insert into pets values ('Tom')")
  expect(await applyMigrations(database, folder)).toEqual(['0002_again.sql'])
  expect(await rows('select name from pets order by name')).toEqual([{ name: 'Rex' }, { name: 'Tom' }])
  expect(await rows('select name from d1_migrations order by id')).toHaveLength(3)
})

test('one that fails changes nothing and is tried again', async () => {
  await migration('0000_init.sql', 'create table pets (name text);', 'insert into nowhere values (1);')
  await expect(applyMigrations(database, folder)).rejects.toThrow('nowhere')
  expect(await rows("select name from sqlite_master where name = 'pets'")).toEqual([])
  await migration('0000_init.sql', 'create table pets (name text);')
  expect(await applyMigrations(database, folder)).toEqual(['0000_init.sql'])
})

test('the schema of the edge can be applied to an empty database', async () => {
  const schema = join(import.meta.dirname, '../../schema/migrations')
  expect(await applyMigrations(database, schema)).not.toEqual([])
  expect(await rows("select name from sqlite_master where name = 'projects'")).toHaveLength(1)
})
