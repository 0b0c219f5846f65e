/** Many profiles at once, in one batch: rows go in as JSON, a parameter for hundreds of them. */
import { type SQL, sql } from 'drizzle-orm'
import type { BatchItem } from 'drizzle-orm/batch'
import { DEFAULT_USER, profileStrengths, profiles } from '../../schema/tables.ts'
import { ApiError } from '../../shared/errors.ts'
import { newId } from '../../shared/ids.ts'
import { toStrength } from '../../shared/wire/steering.ts'
import { actingUser } from '../auth/caller.ts'
import type { ChangingCaller } from '../auth/changer.ts'
import { BEGINNING } from '../steering/in-force.ts'
import { unknownAxis } from '../steering/resolve.ts'
import type { ProfileResults, ProfileWrite } from '../wire/profile.ts'
import { auditEntry } from './audit.ts'
import { type Database, runBatch } from './database.ts'
import { axisIds } from './profiles.ts'

type Result = ProfileResults['data'][number]

/** As SQL reads it. `id` is the profile's if it is new. */
type Row = { id: string; user: string; mode: ProfileWrite['mode']; set: [string, number, string][]; unset: string[] }

/** A parameter holds two million bytes at most; names take more of them than characters. */
const MOST_CHARACTERS = 400_000

/** @throws ApiError 400 `user_twice` */
export async function writeProfiles(
  db: Database,
  changer: ChangingCaller,
  writes: readonly ProfileWrite[],
): Promise<ProfileResults> {
  checkEachOnce(writes)
  const { project } = changer
  const ids = await axisIds(db, project, null)
  const rows: Row[] = []
  const data = writes.map((write, at): Result => {
    const { user } = write
    const shown = { object: 'profile_result' as const, user }
    try {
      rows.push(toRow(changer, ids, write, `profiles.${at}`))
      return { ...shown, status: write.mode === 'delete' ? 'deleted' : 'written', error: null }
    } catch (thrown) {
      if (!(thrown instanceof ApiError)) throw thrown
      const { code, message, param } = thrown
      return { ...shown, status: 'refused', error: { code, message, param } }
    }
  })
  const count = (status: Result['status']) => data.filter((one) => one.status === status).length
  const counts = { written: count('written'), deleted: count('deleted'), refused: count('refused') }
  if (rows.length) {
    const users = rows.map(({ user }) => user)
    const entry = { action: 'profiles.changed', target: 'profiles', after: { ...counts, users } }
    await runBatch(db, [
      ...partsOf(rows).flatMap((part) => statements(db, project, part)),
      auditEntry(db, changer, entry),
    ])
  }
  return { object: 'list', data, has_more: false, ...counts }
}

/** Of two writes of one profile, nobody could say which came last. */
function checkEachOnce(writes: readonly ProfileWrite[]): void {
  const seen = new Set<string>()
  for (const [at, { user }] of writes.entries()) {
    const param = `profiles.${at}.user`
    if (seen.has(user))
      throw new ApiError(400, 'user_twice', `${param}: '${user}' is there twice; name each user once`, { param })
    seen.add(user)
  }
}

/** @throws ApiError 400 `unknown_axis`, 403 `other_user` */
function toRow(changer: ChangingCaller, ids: Map<string, string>, write: ProfileWrite, param: string): Row {
  const { user, mode } = write
  actingUser(changer, user, `${param}.user`)
  const row: Row = { id: newId('prof'), user, mode, set: [], unset: [] }
  for (const [axis, input] of write.mode === 'delete' ? [] : Object.entries(write.strengths)) {
    const id = ids.get(axis)
    if (!id) throw unknownAxis(axis, [...ids.keys()], `${param}.strengths.${axis}`)
    if (input === null) row.unset.push(id)
    else {
      const { value, mode } = toStrength(input)
      row.set.push([id, value, mode])
    }
  }
  return row
}

/** As JSON, none too long. */
function partsOf(rows: readonly Row[]): string[] {
  const parts: string[] = []
  let part: string[] = []
  let length = 0
  for (const row of rows) {
    const text = JSON.stringify(row)
    if (length + text.length > MOST_CHARACTERS && part.length) {
      parts.push(`[${part}]`)
      part = []
      length = 0
    }
    part.push(text)
    length += text.length
  }
  return [...parts, `[${part}]`]
}

/** In this order: what is deleted, what is there from then on, what it begins with, what is taken from it and set in it. */
function statements(db: Database, project: string, given: string, now = Date.now()): BatchItem<'sqlite'>[] {
  const rows = sql`json_each(${given}) given`
  const mode = sql`given.value ->> 'mode'`
  const user = sql`given.value ->> 'user'`
  // Rows first, whatever SQLite guesses of how many there are: each finds its profile by the index.
  const profile = sql`${profiles} p on p.project_id = ${project} and p.user = ${user}`
  return [
    db
      .delete(profiles)
      .where(
        sql`${profiles.project} = ${project} and ${profiles.user} in (select ${user} from ${rows} where ${mode} = 'delete')`,
      ),
    db
      .insert(profiles)
      .select(
        sql`select given.value ->> 'id', ${project}, ${user}, ${now}, ${now}, 0 from ${rows} where ${mode} <> 'delete'`,
      )
      .onConflictDoUpdate({ target: [profiles.project, profiles.user], set: { updated: now } }),
    // Users seen for the first time start from the default profile, as one by one.
    db.insert(profileStrengths).select(
      sql`select d.project_id, p.id, d.axis_id, d.mean, ${BEGINNING}, d.mode from ${rows}
        cross join ${profiles} p on p.id = given.value ->> 'id'
        cross join ${profiles} defaults on defaults.project_id = ${project} and defaults.user = ${DEFAULT_USER}
        cross join ${profileStrengths} d on d.profile_id = defaults.id
        where ${mode} = 'merge'`,
    ),
    db
      .delete(profileStrengths)
      .where(profileIn(sql`select p.id from ${rows} cross join ${profile} where ${mode} = 'replace'`)),
    db
      .delete(profileStrengths)
      .where(
        sql`(profile_id, axis_id) in (select p.id, unset.value from ${rows} cross join ${profile} cross join json_each(given.value, '$.unset') unset)`,
      ),
    db
      .insert(profileStrengths)
      .select(
        sql`select ${project}, p.id, one.value ->> 0, one.value ->> 1, 0, one.value ->> 2
          from ${rows} cross join ${profile} cross join json_each(given.value, '$.set') one where true`,
      )
      .onConflictDoUpdate({
        target: [profileStrengths.profile, profileStrengths.axis],
        set: { mean: sql`excluded.mean`, mode: sql`excluded.mode`, variance: 0 },
      }),
  ]
}

const profileIn = (ids: SQL) => sql`${profileStrengths.profile} in (${ids})`
