/** What a request's steering is resolved against, read in one round trip. */
import { and, eq, inArray, sql } from 'drizzle-orm'
import {
  axes,
  DEFAULT_ANSWER_RETENTION,
  DEFAULT_USER,
  directions,
  profileStrengths,
  profiles,
  projects,
} from '../../schema/tables.ts'
import type { Basis } from '../../shared/wire/steering.ts'
import { DEFAULT_BASIS } from '../steering/basis.ts'
import type { AxesByName, KnownAxis, Stored } from '../steering/resolve.ts'
import type { Database } from './database.ts'

export async function loadSteering(
  db: Database,
  project: string,
  user: string | null,
): Promise<{ axes: AxesByName; stored: Stored; basis: Basis; answerRetention: number }> {
  const [axisRows, strengthRows, [defaults]] = await db.batch([
    selectAxes(db, project),
    selectStrengths(db, project, user),
    db
      .select({ edits: projects.defaultEdits, basis: projects.basis, answerRetention: projects.answerRetention })
      .from(projects)
      .where(eq(projects.id, project)),
  ])
  const own = strengthRows.filter((row) => row.user !== DEFAULT_USER)
  const profile = own.length ? own : strengthRows
  const stored = {
    defaults: new Map(Object.entries(defaults!.edits)),
    profile: new Map(profile.flatMap(({ axis, mean, mode }) => (axis ? [[axis, { value: mean!, mode: mode! }]] : []))),
  }
  return {
    axes: toAxes(axisRows),
    stored,
    basis: defaults!.basis ?? DEFAULT_BASIS,
    answerRetention: defaults!.answerRetention ?? DEFAULT_ANSWER_RETENTION,
  }
}

export const loadAxes = async (db: Database, project: string): Promise<AxesByName> =>
  toAxes(await selectAxes(db, project))

const toAxes = (rows: (KnownAxis & { name: string })[]): AxesByName =>
  new Map(rows.map(({ name, ...known }) => [name, known]))

/** Picked in the database: the rest of a manifest is of no use here, and this is read with every request. */
const layers =
  sql`(select json_group_array(json_extract(value, '$.layer')) from json_each(${directions.manifest}, '$.layers'))`
    .mapWith((text: string): number[] => JSON.parse(text))
    .as('layers')

const selectAxes = (db: Database, project: string) =>
  db
    .select({
      name: axes.name,
      condition: axes.condition,
      active: { version: directions.version, hash: directions.hash, modelHash: directions.modelHash, layers },
    })
    .from(axes)
    .leftJoin(directions, and(eq(directions.axis, axes.id), eq(directions.version, axes.activeVersion)))
    .where(eq(axes.project, project))
    .orderBy(axes.name)

/** The user's strengths and the default profile's. A profile without strengths is one row whose axis is null. */
const selectStrengths = (db: Database, project: string, user: string | null) =>
  db
    .select({ user: profiles.user, axis: axes.name, mean: profileStrengths.mean, mode: profileStrengths.mode })
    .from(profiles)
    .leftJoin(profileStrengths, eq(profileStrengths.profile, profiles.id))
    .leftJoin(axes, eq(axes.id, profileStrengths.axis))
    .where(and(eq(profiles.project, project), inArray(profiles.user, [user ?? DEFAULT_USER, DEFAULT_USER])))
