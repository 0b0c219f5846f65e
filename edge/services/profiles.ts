import { and, asc, desc, eq, inArray, isNull, ne, or, type SQL, sql } from 'drizzle-orm'
import type { BatchItem } from 'drizzle-orm/batch'
import { axes, beliefs, DEFAULT_USER, profileStrengths, profiles, projects, signals } from '../../schema/tables.ts'
import { newId } from '../../shared/ids.ts'
import { type EditMode, type Strength, type StrengthInput, toStrength } from '../../shared/wire/steering.ts'
import { type Caller, isUserToken } from '../auth/caller.ts'
import type { ChangingCaller } from '../auth/changer.ts'
import type { Env } from '../env.ts'
import { BEGINNING, type Learnt, strengthsInForce, strengthsSet } from '../steering/in-force.ts'
import { unknownAxis } from '../steering/resolve.ts'
import { type Page, toPage, toSeconds } from '../wire/list.ts'
import type { Profile, ProfilesQuery } from '../wire/profile.ts'
import { auditEntry } from './audit.ts'
import { isOf, renewBelief, type Stamp, type StoredBelief, stampOf } from './beliefs.ts'
import { beginsWith, byName, nameBeyond } from './by-name.ts'
import { type Database, runBatch } from './database.ts'
import { currentProject, type KnownLearning, ofVersion, projectGone } from './known-project.ts'
import { putInForce } from './live-answers.ts'
import { onlyIf } from './precondition.ts'

/** A user never seen is shown the default profile's strengths: what would steer their answers. */
export async function readProfile(db: Database, project: string, user: string): Promise<Profile> {
  const found = await db
    .select({ project: projects.version, ...columns })
    .from(projects)
    .leftJoin(profiles, and(eq(profiles.project, projects.id), inArray(profiles.user, [user, DEFAULT_USER])))
    .leftJoin(beliefs, eq(beliefs.profile, profiles.id))
    .leftJoin(profileStrengths, eq(profileStrengths.profile, profiles.id))
    .leftJoin(axes, liveAxis)
    .where(eq(projects.id, project))
    .orderBy(axes.name)
  const [first] = found
  if (!first) throw projectGone(project)
  const known = await ofVersion(db, project, first.project)
  // Where there is no profile at all, there is one row without a user.
  const rows = found.flatMap(({ user, updated, evidence, ...row }): ProfileRow[] =>
    user === null ? [] : [{ ...row, user, updated: updated!, evidence: evidence! }],
  )
  const own = rows.filter((row) => row.user === user)
  const learning = user === DEFAULT_USER ? { ...known.learning, population: null } : known.learning
  if (!own.length) return { ...toProfile(rows, learning), user: toShownUser(user), stored: false, updated: null }
  const [{ evidence, belief }] = own as [ProfileRow]
  const isStale = evidence > 0 && !isOf(belief ?? NO_BELIEF, stampOf(evidence, known))
  const renewed = isStale ? await renewBelief(db, { project, user }, known) : belief
  return toProfile(own, learning, renewed)
}

const NO_BELIEF = { evidence: null, version: null, day: null }

/** Of all users that the caller acts for. What was learnt is shown as it was last used. */
export async function listProfiles(
  db: Database,
  { project, narrowing: { users } }: Caller,
  query: ProfilesQuery,
): Promise<Page<Profile>> {
  const { limit, axis, order } = query

  const page = db
    .select({ id: profiles.id, user: profiles.user, updated: profiles.updated, evidence: profiles.evidence })
    .from(profiles)
    .where(
      and(
        eq(profiles.project, project),
        ne(profiles.user, DEFAULT_USER),
        nameBeyond(profiles.user, query),
        ...beginsWith(profiles.user, query.prefix),
        axis === undefined ? undefined : saysSomethingOf(axis),
        users ? inArray(profiles.user, users) : undefined,
      ),
    )
    .orderBy(byName(profiles.user, order))
    .limit(limit + 1)
    .as('page')
  const { learning } = await currentProject(db, project)
  const rows = await db
    .select({ ...columns, user: page.user, updated: page.updated, evidence: page.evidence })
    .from(page)
    .leftJoin(beliefs, eq(beliefs.profile, page.id))
    .leftJoin(profileStrengths, eq(profileStrengths.profile, page.id))
    .leftJoin(axes, liveAxis)
    .orderBy((order === 'desc' ? desc : asc)(page.user), asc(axes.name))
  return toPage([...Map.groupBy(rows, (row) => row.user).values()], limit, (own) =>
    toProfile(own, learning, own[0]!.belief),
  )
}

const saysSomethingOf = (axis: string) =>
  sql`exists (select 1 from ${profileStrengths} s join ${axes} a on a.id = s.axis_id
    where s.profile_id = ${profiles.id} and a.name = ${axis} and a.deleted is null)`

/** @throws ApiError 400 `unknown_axis` */
export async function replaceProfile(
  db: Database,
  changer: ChangingCaller,
  user: string,
  strengths: Record<string, StrengthInput>,
): Promise<Profile> {
  const { project } = changer
  const axisIds = await axisIdsOf(db, project, user, Object.keys(strengths))
  await runBatch(db, [
    ...(await asSeen(db, changer, user)),
    createProfile(db, project, user, newId('prof')),
    db.delete(profileStrengths).where(eq(profileStrengths.profile, profileId(project, user))),
    ...setStrengths(db, project, user, axisIds, strengths),
    ...(await changeEntry(db, changer, user, () => stored(strengths))),
  ])
  return readProfile(db, project, user)
}

/**
 * Changes the named axes only. A user seen for the first time starts from the default profile.
 * @throws ApiError 400 `unknown_axis`
 */
export async function mergeProfile(
  db: Database,
  changer: ChangingCaller,
  user: string,
  strengths: Record<string, StrengthInput | null>,
): Promise<Profile> {
  const { project } = changer
  const axisIds = await axisIdsOf(db, project, user, Object.keys(strengths))
  const id = newId('prof')
  await runBatch(db, [
    ...(await asSeen(db, changer, user)),
    createProfile(db, project, user, id),
    copyDefaultStrengths(db, project, id),
    ...setStrengths(db, project, user, axisIds, strengths),
    ...(await changeEntry(db, changer, user, (before) => stored({ ...before, ...strengths }))),
  ])
  return readProfile(db, project, user)
}

/** Signals go; strengths set by hand stay, or go too. A user without a profile has nothing to forget. */
export async function resetProfile(
  stores: { env: Env; db: Database },
  changer: ChangingCaller,
  user: string,
  pins: boolean,
): Promise<Profile> {
  const { db } = stores
  const { project } = changer
  const profile = profileId(project, user)
  await runBatch(db, [
    ...(isUserToken(changer)
      ? []
      : [
          auditEntry(
            db,
            changer,
            { action: 'profile.reset', target: `profiles/${user}`, after: { pins } },
            sql`${profile} is not null`,
          ),
        ]),
    db.delete(signals).where(eq(signals.profile, profile)),
    ...(pins ? [db.delete(profileStrengths).where(eq(profileStrengths.profile, profile))] : []),
  ])
  await putInForce(stores, { project, user }, await currentProject(db, project))
  return readProfile(db, project, user)
}

export async function deleteProfile(db: Database, changer: ChangingCaller, user: string): Promise<void> {
  await runBatch(db, [
    ...(await asSeen(db, changer, user)),
    ...(await changeEntry(db, changer, user, () => null)),
    db.delete(profiles).where(and(eq(profiles.project, changer.project), eq(profiles.user, user))),
  ])
}

const asSeen = (db: Database, changer: ChangingCaller, user: string) =>
  onlyIf(db, changer, {
    state: sql`(select json_array(p.id, (
      select json_group_array(json_array(axis_id, mean, mode))
      from (select * from ${profileStrengths} where profile_id = p.id order by axis_id)
    )) from ${profiles} p where p.project_id = ${changer.project} and p.user = ${user})`,
    read: () => readProfile(db, changer.project, user),
    isStored: ({ stored }) => stored,
  })

/**
 * For the audit log, as statements of a batch: what a key or a person has changed of a user's taste. What users change of
 * their own is theirs, and comes often.
 */
async function changeEntry(
  db: Database,
  changer: ChangingCaller,
  user: string,
  change: (before: Record<string, Strength>) => Record<string, Strength> | null,
): Promise<BatchItem<'sqlite'>[]> {
  if (isUserToken(changer)) return []
  const rows = await db
    .select({ user: profiles.user, axis: axes.name, mean: profileStrengths.mean, mode: profileStrengths.mode })
    .from(profiles)
    .leftJoin(profileStrengths, eq(profileStrengths.profile, profiles.id))
    .leftJoin(axes, liveAxis)
    .where(and(eq(profiles.project, changer.project), inArray(profiles.user, [user, DEFAULT_USER])))
    .orderBy(axes.name)
  const own = rows.filter((row) => row.user === user)
  const before = own.length ? byHand(own) : null
  const after = change(before ?? byHand(rows))
  if (before === null && after === null) return []
  const target = user === DEFAULT_USER ? 'default-profile' : `profiles/${user}`
  return [auditEntry(db, changer, { action: 'profile.changed', target, before, after })]
}

/** Strengths as they are shown once they are stored; null leaves an axis out. */
const stored = (strengths: Record<string, StrengthInput | null>): Record<string, Strength> =>
  Object.fromEntries(
    Object.entries(strengths).flatMap(([axis, input]) => (input === null ? [] : [[axis, toStrength(input)]])),
  )

/** Of axes that are deleted nothing is told, though it is kept. */
const liveAxis = and(eq(axes.id, profileStrengths.axis), isNull(axes.deleted))

const columns = {
  user: profiles.user,
  updated: profiles.updated,
  evidence: profiles.evidence,
  belief: {
    mean: beliefs.mean,
    covariance: beliefs.covariance,
    informed: beliefs.informed,
    evidence: beliefs.evidence,
    version: beliefs.version,
    day: beliefs.day,
  },
  axis: axes.name,
  mean: profileStrengths.mean,
  variance: profileStrengths.variance,
  mode: profileStrengths.mode,
}

type ProfileRow = {
  user: string
  updated: number
  evidence: number
  belief: (StoredBelief & Stamp) | null
  axis: string | null
  mean: number | null
  variance: number | null
  mode: EditMode | null
}

const toShownUser = (user: string) => (user === DEFAULT_USER ? null : user)

/** The rows of one profile; one without strengths is one row whose axis is null. */
function toProfile(rows: ProfileRow[], learning: KnownLearning, belief: StoredBelief | null = null): Profile {
  const { user, updated } = rows[0] ?? { user: DEFAULT_USER, updated: 0 }
  const inForce = strengthsInForce(strengthsSet(rows), belief && toLearnt(belief), learning)
  const shown = [...inForce].sort(([a], [b]) => (a < b ? -1 : 1))
  const strengths = Object.fromEntries(shown.map(([axis, { value, mode }]) => [axis, { value, mode }]))
  const learned = Object.fromEntries(
    shown.flatMap(([axis, { deviation }]) => (deviation === null ? [] : [[axis, { deviation }]])),
  )
  return { object: 'profile', user: toShownUser(user), stored: true, strengths, learned, updated: toSeconds(updated) }
}

/** Without what was learnt. */
const byHand = (rows: readonly Pick<ProfileRow, 'axis' | 'mean' | 'mode'>[]): Record<string, Strength> =>
  Object.fromEntries(rows.flatMap(({ axis, mean, mode }) => (axis ? [[axis, { value: mean!, mode: mode! }]] : [])))

const toLearnt = ({ mean, covariance }: StoredBelief): Learnt =>
  Object.fromEntries(
    Object.entries(mean).map(([axis, value], at) => [
      axis,
      { value, deviation: Math.round(Math.sqrt(covariance[at]![at]!) * 1000) / 1000 },
    ]),
  )

const createProfile = (db: Database, project: string, user: string, id: string) => {
  const now = Date.now()
  return db
    .insert(profiles)
    .values({ id, project, user, created: now, updated: now })
    .onConflictDoUpdate({ target: [profiles.project, profiles.user], set: { updated: now } })
}

/** Does nothing where there is one. */
export const beginProfile = (db: Database, project: string, user: string, id: string, now = Date.now()) =>
  db.insert(profiles).values({ id, project, user, created: now, updated: now }).onConflictDoNothing()

/** Does something only if the profile with this very id was created just now, not found. */
export const copyDefaultStrengths = (db: Database, project: string, id: string) =>
  db.insert(profileStrengths).select(
    db
      .select({
        project: profileStrengths.project,
        profile: sql<string>`${id}`.as('profile'),
        axis: profileStrengths.axis,
        mean: profileStrengths.mean,
        variance: sql<number>`${BEGINNING}`.as('variance'),
        mode: profileStrengths.mode,
      })
      .from(profileStrengths)
      .where(
        and(
          eq(profileStrengths.profile, profileId(project, DEFAULT_USER)),
          sql`exists (select 1 from ${profiles} where ${profiles.id} = ${id} and ${profiles.user} <> ${DEFAULT_USER})`,
        ),
      ),
  )

/** As a subquery: inside a batch, the id may be one that the batch itself has just made. */
export const profileId = (project: string, user: string): SQL<string> =>
  sql`(select ${profiles.id} from ${profiles} where ${profiles.project} = ${project} and ${profiles.user} = ${user})`

/** One statement an axis: all in one would need more bound parameters than a statement may have. */
const setStrengths = (
  db: Database,
  project: string,
  user: string,
  axisIds: Map<string, string>,
  strengths: Record<string, StrengthInput | null>,
): BatchItem<'sqlite'>[] =>
  Object.entries(strengths).map(([name, input]) => {
    const axis = axisIds.get(name)!
    const profile = profileId(project, user)
    if (input === null) {
      return db
        .delete(profileStrengths)
        .where(and(eq(profileStrengths.profile, profile), eq(profileStrengths.axis, axis)))
    }
    const { value: mean, mode } = toStrength(input)
    return db
      .insert(profileStrengths)
      .values({ project, profile, axis, mean, mode })
      .onConflictDoUpdate({
        target: [profileStrengths.profile, profileStrengths.axis],
        set: { mean, mode, variance: 0 },
      })
  })

async function axisIdsOf(db: Database, project: string, user: string, names: string[]): Promise<Map<string, string>> {
  const ids = await axisIds(db, project, user)
  const unknown = names.find((name) => !ids.has(name))
  if (unknown) throw unknownAxis(unknown, [...ids.keys()], `strengths.${unknown}`)
  return ids
}

/** By name. @param user whose own private axis is among them; null: nobody's */
export async function axisIds(db: Database, project: string, user: string | null): Promise<Map<string, string>> {
  const rows = await db
    .select({ name: axes.name, id: axes.id })
    .from(axes)
    .where(
      and(
        eq(axes.project, project),
        isNull(axes.deleted),
        user === null ? isNull(axes.user) : or(isNull(axes.user), eq(axes.user, user)),
      ),
    )
    .orderBy(axes.name)
  return new Map(rows.map(({ name, id }) => [name, id]))
}
