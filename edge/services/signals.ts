/**
 * What users signal: kept, and in force with their next request. A signal is stored and counted in one batch; the belief is
 * made after that, by whoever comes last (edge/services/beliefs.ts).
 */
import { and, desc, eq, inArray, ne, type SQL, sql } from 'drizzle-orm'
import type { BatchItem } from 'drizzle-orm/batch'
import { profiles, signals } from '../../schema/tables.ts'
import { ApiError } from '../../shared/errors.ts'
import { newId, randomText } from '../../shared/ids.ts'
import { DEFAULT_LEARNING } from '../../shared/learning/settings.ts'
import type { Place, StoredEvidence } from '../../shared/learning/stored-evidence.ts'
import { mayReach } from '../../shared/owner.ts'
import { actingUser, type Caller, seeing } from '../auth/caller.ts'
import { unknownAxis } from '../steering/resolve.ts'
import { type Page, toPage, toSeconds } from '../wire/list.ts'
import type { NewSignal, Signal, SignalsQuery } from '../wire/signal.ts'
import { findPlacedAnswer, type PlacedAnswer, unknownAnswer } from './answer-places.ts'
import type { Database } from './database.ts'
import { editedPlaces } from './edited-places.ts'
import { type Beginning, ownerFor } from './generation.ts'
import { currentProject, type KnownLearning, type KnownProject } from './known-project.ts'
import { putInForce, selectEvidence } from './live-answers.ts'
import { beyond, newestFirst } from './newest-first.ts'
import { beginProfile, copyDefaultStrengths, profileId } from './profiles.ts'
import { loadSteering } from './steering.ts'

type Stores = Pick<Beginning, 'env' | 'db' | 'signal'>
type Of = { project: string; user: string }

/** Of one user: no flood of signals fills the database. The oldest go. */
const MOST_KEPT = 2_000

export type Taken = { signal: Signal; isNew: boolean }

/**
 * @throws ApiError 400 `user_needed`, `no_such_choice`, `nothing_to_compare`, `unknown_axis`; 403 `other_user`; 404
 * `generation_not_found`; 409 `signal_conflict` where another signal has its name; of an edit, what `editedPlaces` throws
 */
export async function takeSignal(
  beginning: Beginning,
  caller: Caller,
  given: NewSignal,
  now = Date.now(),
): Promise<Taken> {
  const { db } = beginning
  const { project } = caller
  const known = await currentProject(db, project)
  const named = actingUser(caller, given.user)
  const choice = 'choice' in given && given.answer !== undefined ? given.choice : null
  const sentBefore = async (user: string | null): Promise<Taken | null> => {
    const earlier = user !== null && given.id !== undefined ? await findSignal(db, { project, user }, given.id) : null
    if (!earlier || !isAbout(earlier, { kind: given.type, answer: given.answer ?? null, choice })) return null
    return { signal: toSignal({ ...earlier, user: user! }, known.learning), isNew: false }
  }
  let about: PlacedAnswer | null = null
  try {
    if (given.answer !== undefined) {
      about = await findPlacedAnswer(beginning, seeing(caller), given.answer, known.learning)
    }
  } catch (thrown) {
    // What was taken when its answer was known stays taken.
    const taken = await sentBefore(named)
    if (!taken) throw thrown
    return taken
  }
  const user = named ?? about?.user ?? null
  if (user === null) throw userNeeded()
  if (about?.user && about.user !== user) throw unknownAnswer(given.answer!)
  const of = { project, user }
  // It has been read already.
  const read = given.type === 'edit' ? await sentBefore(user) : null
  if (read) return read
  const evidence = await evidenceOf(beginning, caller, { of, known, given, about })
  const row = {
    id: newId('sig'),
    name: given.id ?? randomText(26),
    answer: given.answer ?? null,
    choice,
    evidence,
    // Clocks of phones are off: what is later is taken for now.
    given: given.at === undefined ? now : Math.min(given.at * 1000, now),
    created: now,
  }
  return keepSignal(beginning, of, known, row)
}

export type New = Omit<typeof signals.$inferSelect, 'project' | 'profile'>

/** What comes with a signal, in the same batch and only where it is new. */
type With = {
  /** Earlier ones of its kind go. */
  replaces?: boolean
  /** Statements that are held to its being there. */
  also?: (isKept: SQL) => BatchItem<'sqlite'>[]
}

/** Stored once, and in force. @throws ApiError 409 `signal_conflict` */
export async function keepSignal(
  stores: Stores,
  of: Of,
  known: KnownProject,
  row: New,
  more: With = {},
): Promise<Taken> {
  const { stored, evidenceCount } = await storeSignal(stores.db, of, row, more)
  const isNew = stored.id === row.id
  if (!isNew && !isSame(stored, row)) throw conflict(row.name)
  if (isNew) await learn(stores, of, known, evidenceCount)
  return { signal: toSignal({ ...stored, user: of.user }, known.learning), isNew }
}

/** By its sender's name for it. */
export async function findSignal(db: Database, { project, user }: Of, name: string): Promise<New | null> {
  const [row] = await db
    .select()
    .from(signals)
    .where(and(eq(signals.profile, profileId(project, user)), eq(signals.name, name)))
  return row ?? null
}

/** As it is there: itself, or what came under its name before. One round trip. */
async function storeSignal(db: Database, { project, user }: Of, row: New, { replaces = false, also }: With) {
  const id = newId('prof')
  const profile = profileId(project, user)
  const isTheirs = eq(signals.profile, profile)
  const oldest = db
    .select({ id: signals.id })
    .from(signals)
    .where(isTheirs)
    .orderBy(desc(signals.given), desc(signals.id))
    // SQLite has no offset without a limit.
    .limit(1_000_000)
    .offset(MOST_KEPT)
  const isKept = sql`exists (select 1 from signals kept where kept.id = ${row.id})`
  const ofItsKind = and(ne(signals.id, row.id), sql`${signals.evidence} ->> 'kind' = ${row.evidence.kind}`, isKept)
  const results = await db.batch([
    beginProfile(db, project, user, id),
    copyDefaultStrengths(db, project, id),
    db
      .insert(signals)
      .values({ ...row, project, profile })
      .onConflictDoNothing(),
    // One by one: of both together, no index would find the rows.
    db.delete(signals).where(and(isTheirs, replaces ? ofItsKind : sql`false`)),
    db.delete(signals).where(inArray(signals.id, oldest)),
    db
      .select()
      .from(signals)
      .where(and(isTheirs, eq(signals.name, row.name))),
    db.select({ evidence: profiles.evidence }).from(profiles).where(eq(profiles.id, profile)),
    ...(also?.(isKept) ?? []),
  ])
  const [[stored], [counted]] = [results[5], results[6]]
  // One that is older than all that are kept went at once.
  return { stored: stored ?? { ...row, project, profile: id }, evidenceCount: counted!.evidence }
}

/** In force from here on. Where another signal has come meanwhile, it is that one's to do. */
async function learn(stores: Stores, of: Of, known: KnownProject, evidenceCount: number): Promise<void> {
  const [row] = await selectEvidence(stores.db, of)
  if (row?.evidence === evidenceCount) await putInForce(stores, of, known)
}

type Telling = { of: Of; known: KnownProject; given: NewSignal; about: PlacedAnswer | null }

async function evidenceOf(
  beginning: Beginning,
  caller: Caller,
  { of, known, given, about }: Telling,
): Promise<StoredEvidence> {
  switch (given.type) {
    case 'thumb':
      return { kind: 'thumb', at: placeOf(about, given.choice), up: given.value === 'up' }
    case 'grade':
      return { kind: 'grade', at: placeOf(about, given.choice), grade: given.value }
    case 'pick': {
      placeOf(about, given.choice)
      const candidates = about!.choices
      if (candidates.length < 2) throw nothingToCompare()
      return { kind: 'pick', candidates, picked: given.choice }
    }
    case 'adjust': {
      const axis = [...known.learning.axes].find(([, { name }]) => name === given.axis)?.[0]
      if (!axis) throw noSuchAxis(known, given.axis)
      const at = about ? placeOf(about, given.choice) : await placeNow(beginning.db, of, known.learning)
      return { kind: 'adjust', at, axis, more: given.value === 'more' }
    }
    case 'edit': {
      const from = placeOf(about, given.choice)
      const { model } = about!
      const { original, edited } = given
      const owner = ownerFor(caller, { user: of.user, model })
      return { kind: 'edit', ...(await editedPlaces(beginning, owner, known, { model, from, original, edited })) }
    }
    default:
      return { kind: given.type, at: placeOf(about, given.choice) }
  }
}

function placeOf(about: PlacedAnswer | null, choice: number): Place {
  const place = about?.choices[choice]
  if (place) return place
  const count = about?.choices.length ?? 0
  throw new ApiError(400, 'no_such_choice', `choice is ${choice}; the answer has ${count}, counted from 0`, {
    param: 'choice',
  })
}

/** Where the user's next answer would stand. */
async function placeNow(db: Database, of: Of, { axes }: KnownLearning): Promise<Place> {
  const { stored } = await loadSteering(db, { ...of, key: '' })
  return Object.fromEntries(
    [...axes].map(([id, { name }]) => {
      const strength = (stored.profile.get(name) ?? stored.defaults.get(name))?.value ?? 0
      return [id, { version: 0, strength, lean: null }]
    }),
  )
}

/** Newest first, of all users that the caller acts for. @throws ApiError 403 `other_user` */
export const listSignals = (db: Database, caller: Caller, { user, ...asked }: SignalsQuery): Promise<Page<Signal>> =>
  signalsOf(db, { project: caller.project, user: actingUser(caller, user) }, asked)

/** @param of a user, or null: all */
export async function signalsOf(
  db: Database,
  { project, user }: { project: string; user: string | null },
  { type, answer, ...page }: Omit<SignalsQuery, 'user'>,
): Promise<Page<Signal>> {
  const { learning } = await currentProject(db, project)
  const rows = await db
    .select({ signal: signals, user: profiles.user })
    .from(signals)
    .innerJoin(profiles, eq(profiles.id, signals.profile))
    .where(
      and(
        beyond(signals, project, page, user === null ? undefined : eq(signals.profile, profileId(project, user))),
        type === undefined ? undefined : sql`${signals.evidence} ->> 'kind' = ${type}`,
        answer === undefined ? undefined : eq(signals.answer, answer),
      ),
    )
    .orderBy(...newestFirst(signals, page.order))
    .limit(page.limit + 1)
  return toPage(rows, page.limit, (row) => toSignal({ ...row.signal, user: row.user }, learning))
}

/** As if it had never been given. @throws ApiError 404 `signal_not_found`, the same for another's */
export async function deleteSignal(stores: Stores, caller: Caller, id: string): Promise<void> {
  const { db } = stores
  const { project } = caller
  const [row] = await db
    .select({ user: profiles.user })
    .from(signals)
    .innerJoin(profiles, eq(profiles.id, signals.profile))
    .where(and(eq(signals.id, id), eq(signals.project, project)))
  if (!row || !mayReach(seeing(caller), { project, user: row.user }))
    throw new ApiError(404, 'signal_not_found', `There is no signal '${id}'.`, { param: 'id' })
  await db.delete(signals).where(and(eq(signals.id, id), eq(signals.project, project)))
  await putInForce(stores, { project, user: row.user }, await currentProject(db, project))
}

/** By the clock: each project's own time for them, by which an index finds them. */
export async function dropOldSignals(db: Database, now = Date.now()): Promise<void> {
  await db.delete(signals).where(
    sql`${signals.id} in (
      select s.id from projects p cross join ${signals} s on s.project_id = p.id
        and s.created < ${now} - 86400000 * coalesce(p.learning ->> '$.retention_days', ${DEFAULT_LEARNING.retention_days}) limit 5000)`,
  )
}

type Shown = New & { user: string }

export function toSignal({ user, evidence, ...row }: Shown, { axes }: KnownLearning): Signal {
  const names = (ids: readonly string[]) => ids.flatMap((id) => axes.get(id)?.name ?? []).sort()
  return {
    object: 'signal',
    id: row.id,
    name: row.name,
    user,
    type: evidence.kind,
    answer: row.answer,
    choice: row.choice,
    value: saidValue(evidence),
    axis: evidence.kind === 'adjust' ? (axes.get(evidence.axis)?.name ?? null) : null,
    axes: names(axesOf(evidence)),
    at: toSeconds(row.given),
    created: toSeconds(row.created),
  }
}

function saidValue(evidence: StoredEvidence): Signal['value'] {
  switch (evidence.kind) {
    case 'thumb':
      return evidence.up ? 'up' : 'down'
    case 'grade':
      return evidence.grade
    case 'adjust':
      return evidence.more ? 'more' : 'less'
    default:
      return null
  }
}

function axesOf(evidence: StoredEvidence): string[] {
  switch (evidence.kind) {
    case 'pick':
      return [...new Set(evidence.candidates.flatMap(Object.keys))]
    case 'adjust':
      return [evidence.axis]
    case 'edit':
      return [...new Set([evidence.from, evidence.to].flatMap(Object.keys))]
    case 'texts':
      return Object.keys(evidence.mean)
    default:
      return Object.keys(evidence.at)
  }
}

/** What is sent twice may find another place of its answer by then: it is the same all the same. */
function isSame(stored: New, sent: New): boolean {
  const said = ({ answer, choice, evidence }: New) =>
    JSON.stringify([answer, choice, evidence.kind, saidValue(evidence)])
  return said(stored) === said(sent)
}

const isAbout = (
  { evidence, answer, choice }: New,
  sent: { kind: StoredEvidence['kind']; answer: string | null; choice: number | null },
): boolean => evidence.kind === sent.kind && answer === sent.answer && choice === sent.choice

const userNeeded = () =>
  new ApiError(400, 'user_needed', 'user says whose signal it is; neither it nor an answer made for a user is named.', {
    param: 'user',
  })

const nothingToCompare = () =>
  new ApiError(
    400,
    'nothing_to_compare',
    'A pick is among the choices of an answer, and this one has one: ask with n: 2.',
    {
      param: 'answer',
    },
  )

export const conflict = (name: string) =>
  new ApiError(409, 'signal_conflict', `Another signal of this user is called '${name}': name each once.`, {
    param: 'id',
  })

function noSuchAxis({ axes }: KnownProject, axis: string): ApiError {
  if (!axes.has(axis)) return unknownAxis(axis, [...axes.keys()], 'axis')
  return new ApiError(400, 'axis_inactive', `axis ${axis} has no active direction yet: fit and activate one`, {
    param: 'axis',
  })
}
