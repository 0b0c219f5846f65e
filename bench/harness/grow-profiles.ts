/** Profiles by the million, written straight into the file of a local D1 that nobody has open. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** So that a user's name says nothing of when they came, as names do not. */
export const userOf = (n: number): string => `user-${((n * 2_654_435_761) % 2 ** 32).toString(16).padStart(8, '0')}`

export type Grown = { bytes: number }

/** @param axes how many of the project's axes each of them says something of */
export function growProfiles(state: string, project: string, from: number, to: number, axes: number): Grown {
  const file = databaseIn(join(state, 'edge', 'data'))
  const database = new DatabaseSync(file)
  try {
    database.exec('pragma foreign_keys = on; begin')
    database.function('user_of', (n) => userOf(Number(n)))
    database
      .prepare(
        `with recursive ns(n) as (select ? union all select n + 1 from ns where n + 1 < ?)
         insert into profiles (id, project_id, user, created, updated)
         select 'prof_' || user_of(n), ?, user_of(n), 1, 1 from ns`,
      )
      .run(from, to, project)
    database
      .prepare(
        `with recursive ns(n) as (select ? union all select n + 1 from ns where n + 1 < ?)
         insert into profile_strengths (project_id, profile_id, axis_id, mean, variance, mode)
         select ?, 'prof_' || user_of(n), a.id, 0.5, 0, 'add' from ns
         cross join (select id from axes where project_id = ? order by name limit ?) a`,
      )
      .run(from, to, project, project, axes)
    database.exec('commit; pragma wal_checkpoint(truncate)')
  } finally {
    database.close()
  }
  return { bytes: statSync(file).size }
}

/** The one that has profiles. @throws Error where there is none */
function databaseIn(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.sqlite'))
  const found = files.map((name) => join(folder, name)).find(hasProfiles)
  if (!found) throw new Error(`no database with profiles lies in ${folder}`)
  return found
}

function hasProfiles(file: string): boolean {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    return database.prepare("select 1 from sqlite_master where name = 'profiles'").get() !== undefined
  } finally {
    database.close()
  }
}
