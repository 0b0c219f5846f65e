/**
 * What a request's steering is resolved against, and the limits that it has to keep to: one round trip, while the project
 * stays as it is remembered.
 */
import { and, eq, inArray, isNull } from 'drizzle-orm'
import { axes, DEFAULT_USER, profileStrengths, profiles, projects } from '../../schema/tables.ts'
import type { Basis } from '../../shared/wire/steering.ts'
import type { AxesByName, Stored } from '../steering/resolve.ts'
import type { Database } from './database.ts'
import { currentProject, ofVersion, projectGone, recall } from './known-project.ts'
import { type KnownLimits, selectLimits, toKnownLimits } from './limits.ts'

/** What the project and the user's profile say. */
export type Known = {
  axes: AxesByName
  stored: Stored
  basis: Basis
  /** Seconds; 0: never on disk. */
  answerRetention: number
  limits: KnownLimits
}

export async function loadSteering(
  db: Database,
  { project, user, key }: { project: string; user: string | null; key: string },
): Promise<Known> {
  const strengths = selectStrengths(db, project, user)
  // Most projects have no limits, and need not be asked for them.
  const isUnlimited = recall(project)?.isLimited === false
  const [rows, limitRows] = isUnlimited
    ? [await strengths, null]
    : await db.batch([strengths, selectLimits(db, project, key)])
  const [first] = rows
  if (!first) throw projectGone(project)
  const { axes, defaults, basis, answerRetention, isLimited } = await ofVersion(db, project, first.version)
  const [limits] = isLimited ? (limitRows ?? (await selectLimits(db, project, key))) : []
  const own = rows.filter((row) => row.user !== null && row.user !== DEFAULT_USER)
  const profile = new Map(
    (own.length ? own : rows).flatMap(({ axis, mean, mode }) => (axis ? [[axis, { value: mean!, mode: mode! }]] : [])),
  )
  return { axes, stored: { defaults, profile }, basis, answerRetention, limits: limits ? toKnownLimits(limits) : null }
}

export const loadAxes = async (db: Database, project: string): Promise<AxesByName> =>
  (await currentProject(db, project)).axes

/**
 * The project's version beside the user's strengths and the default profile's. A profile without strengths is one row whose
 * axis is null; where there is no profile at all, there is one row without a user.
 */
const selectStrengths = (db: Database, project: string, user: string | null) =>
  db
    .select({
      version: projects.version,
      user: profiles.user,
      axis: axes.name,
      mean: profileStrengths.mean,
      mode: profileStrengths.mode,
    })
    .from(projects)
    .leftJoin(
      profiles,
      and(eq(profiles.project, projects.id), inArray(profiles.user, [user ?? DEFAULT_USER, DEFAULT_USER])),
    )
    .leftJoin(profileStrengths, eq(profileStrengths.profile, profiles.id))
    .leftJoin(axes, and(eq(axes.id, profileStrengths.axis), isNull(axes.deleted)))
    .where(eq(projects.id, project))
