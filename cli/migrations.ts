/** Brings a local D1 database to the present schema. Kept in wrangler's own table, so that wrangler agrees. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Miniflare } from 'miniflare'

type Database = Pick<Awaited<ReturnType<Miniflare['getD1Database']>>, 'prepare' | 'batch'>

/** What drizzle-kit writes between statements. */
const BREAKPOINT = '--> statement-breakpoint'

/** Applies what is missing of `folder`'s .sql files, in the order of their names. Returns the names applied. */
export async function applyMigrations(database: Database, folder: string): Promise<string[]> {
  await database
    .prepare(
      `create table if not exists d1_migrations (
         id integer primary key autoincrement,
         name text unique,
         applied_at timestamp default current_timestamp not null
       )`,
    )
    .run()
  const { results } = await database.prepare('select name from d1_migrations').all<{ name: string }>()
  const applied = new Set(results.map(({ name }) => name))
  const missing = (await readdir(folder)).filter((name) => name.endsWith('.sql') && !applied.has(name)).sort()
  for (const name of missing) {
    const statements = (await readFile(join(folder, name), 'utf8')).split(BREAKPOINT).filter((sql) => sql.trim())
    // One batch is one transaction: a migration is applied whole, and noted, or not at all.
    await database.batch([
      ...statements.map((sql) => database.prepare(sql)),
      database.prepare('insert into d1_migrations (name) values (?)').bind(name),
    ])
  }
  return missing
}
