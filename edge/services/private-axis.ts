/**
 * An axis of one user's own: from plain versions of what they wrote, which the model makes, towards how they wrote it. It is
 * an axis as others are, but that nobody else is steered by it, sees it or is told of it. The texts are kept while it is
 * fitted from them, and no longer (triggers beside schema/tables.ts see to that).
 */
import { and, desc, eq, inArray, isNotNull, sql } from 'drizzle-orm'
import { axes, directions, fits, profileStrengths } from '../../schema/tables.ts'
import { ApiError } from '../../shared/errors.ts'
import { newId } from '../../shared/ids.ts'
import { tasteOf } from '../../shared/learning/texts.ts'
import { normalised } from '../../shared/normalised.ts'
import { isUserToken } from '../auth/caller.ts'
import type { ChangingCaller } from '../auth/changer.ts'
import type { Env } from '../env.ts'
import { newPrivateName } from '../steering/private-name.ts'
import { newFit } from '../wire/fit.ts'
import { toSeconds } from '../wire/list.ts'
import { LEAST_TEXTS, type NewPrivateAxis, type PrivateAxis } from '../wire/private-axis.ts'
import { READ_CHARACTERS } from '../wire/texts.ts'
import { auditEntry } from './audit.ts'
import { type Database, runBatch } from './database.ts'
import { OPEN } from './fit-moves.ts'
import { forgetStages } from './fit-stages.ts'
import { startFit } from './fit-start.ts'
import { cancelOnWorker } from './fits.ts'
import { type Beginning, ownerFor } from './generation.ts'
import { currentProject } from './known-project.ts'
import { beginProfile, copyDefaultStrengths, profileId } from './profiles.ts'
import { deleteUnused } from './project-deletion.ts'
import { modelThatReads, type Reading, startReading } from './read-texts.ts'

type Of = { project: string; user: string }
type Stores = { env: Env; db: Database }

const POLES = {
  positive: { name: 'own', description: 'Answer in the way that this user writes.' },
  negative: { name: 'plain', description: 'Answer in plain, neutral words, without a style.' },
}
/** What the texts that are held out are taken for answers to: none of a fit's own neutral prompts, which they would keep from it. */
const PROMPT = 'Write what is on your mind.'

/**
 * Begun where it returns: what is wrong with the request is thrown by then. One that there is already is fitted anew.
 * @throws ApiError 409 `fit_running`; what `startReading` throws; later 400 `too_few_texts`, and what `startFit` throws
 */
export async function startPrivateAxis(
  beginning: Beginning,
  caller: ChangingCaller,
  user: string,
  { texts, strength, model: named }: NewPrivateAxis,
): Promise<{ whole(): Promise<string> }> {
  const { env, db } = beginning
  const of = { project: caller.project, user }
  const known = await currentProject(db, of.project)
  await checkNoneRuns(db, of)
  const model = named ?? (await modelThatReads(env, known, caller.narrowing.models))
  const beginnings = [...new Set(texts.map((text) => text.slice(0, READ_CHARACTERS).trim()))].filter(Boolean)
  if (beginnings.length < LEAST_TEXTS) throw tooFew(beginnings.length)
  const { whole } = await startReading(beginning, ownerFor(caller, { user, model }), known, {
    model,
    texts: beginnings,
    rewrite: true,
  })
  return {
    async whole() {
      const reading = await whole()
      const { texts: poles, anchors } = fittedFrom(beginnings, reading)
      await checkNoneRuns(db, of)
      const name = await axisOf(db, of)
      const order = newFit.parse({
        axis: { id: name, ...POLES },
        source: 'texts',
        texts: poles,
        anchors,
        report: false,
      })
      await startFit(beginning, caller, order, reading.modelHash, user)
      const entry = { action: 'profile.private_axis_fitted', target: `profiles/${user}`, after: { axis: name } }
      await runBatch(db, [
        ...pinned(db, of, name, strength),
        ...(isUserToken(caller) ? [] : [auditEntry(db, caller, entry)]),
      ])
      return JSON.stringify(await readPrivateAxis(db, of))
    },
  }
}

/**
 * Texts of either pole; every other one, with its plain version, is held out of the fit, to orient and to gate it.
 * @throws ApiError 400 `too_few_texts`
 */
function fittedFrom(texts: readonly string[], { axes, texts: read }: Reading) {
  const names = axes.map(({ id }) => id)
  const given = read.map((text, at) => ({ ...text, plain: text.rewrite, characters: texts[at]!.length }))
  const { problems } = tasteOf(names, given)
  // A plain version that is one of the texts, or of two of them, tells nothing apart.
  const seen = new Set(texts.map(normalised))
  const all = read.flatMap(({ rewrite }, at) => {
    const rejected = rewrite?.text ?? ''
    if (problems[at] !== null || !rejected.trim() || seen.has(normalised(rejected))) return []
    seen.add(normalised(rejected))
    return [{ prompt: PROMPT, chosen: texts[at]!, rejected }]
  })
  if (all.length < LEAST_TEXTS) throw tooFew(all.length)
  const [fitted, anchors] = [0, 1].map((half) => all.filter((_, at) => at % 2 === half)) as [typeof all, typeof all]
  const poles = {
    positive: fitted.map(({ chosen }) => chosen),
    negative: fitted.map(({ rejected }) => rejected),
  }
  return { texts: poles, anchors }
}

/** Its name; made where there is none yet. */
async function axisOf(db: Database, { project, user }: Of): Promise<string> {
  const row = {
    id: newId('axis'),
    name: newPrivateName(),
    ...{ project, user },
    ...{ positiveName: POLES.positive.name, positiveDescription: POLES.positive.description },
    ...{ negativeName: POLES.negative.name, negativeDescription: POLES.negative.description },
    created: Date.now(),
  }
  const [, [kept]] = await db.batch([
    db.insert(axes).values(row).onConflictDoNothing(),
    db.select({ name: axes.name }).from(axes).where(ofUser(axes, { project, user })),
  ])
  return kept!.name
}

/** A hand has set it, and a hand changes it: nothing is learnt along it. */
function pinned(db: Database, { project, user }: Of, name: string, mean: number) {
  const id = newId('prof')
  const axis = db
    .select({ id: axes.id })
    .from(axes)
    .where(and(ofUser(axes, { project, user }), eq(axes.name, name)))
  return [
    beginProfile(db, project, user, id),
    copyDefaultStrengths(db, project, id),
    db
      .insert(profileStrengths)
      .values({ project, profile: profileId(project, user), axis: sql`(${axis})`, mean, mode: 'add' })
      .onConflictDoUpdate({
        target: [profileStrengths.profile, profileStrengths.axis],
        set: { mean, mode: 'add', variance: 0 },
      }),
  ]
}

/** @throws ApiError 404 `private_axis_not_found` */
export async function readPrivateAxis(db: Database, of: Of): Promise<PrivateAxis> {
  const found = await findPrivateAxis(db, of)
  if (found) return found
  throw new ApiError(404, 'private_axis_not_found', `The user '${of.user}' has no private axis.`, { param: 'user' })
}

export async function findPrivateAxis(db: Database, of: Of): Promise<PrivateAxis | null> {
  const { state, progress, message, error, evaluation, activated } = fits
  const [[row], [fit]] = await db.batch([
    db
      .select({ axis: axes.name, version: axes.activeVersion, created: axes.created, mean: profileStrengths.mean })
      .from(axes)
      .leftJoin(
        profileStrengths,
        and(eq(profileStrengths.axis, axes.id), eq(profileStrengths.profile, profileId(of.project, of.user))),
      )
      .where(ofUser(axes, of)),
    db
      .select({ state, progress, message, error, evaluation, activated })
      .from(fits)
      .where(ofUser(fits, of))
      .orderBy(desc(fits.created), desc(fits.id))
      .limit(1),
  ])
  if (!row) return null
  const { axis, version, mean, created } = row
  const isActive = version !== null && mean !== null && mean !== 0
  return {
    object: 'private_axis',
    user: of.user,
    axis,
    active: isActive,
    strength: mean,
    fit: fit ? { state: fit.state, progress: fit.progress, message: messageOf(fit, version), error: fit.error } : null,
    evaluation: fit?.evaluation ? { passed: fit.evaluation.passed, reasons: fit.evaluation.reasons } : null,
    created: toSeconds(created),
  }
}

/** Nobody activates one by hand: it is in force, or it is not. */
function messageOf(
  { state, message, activated }: Pick<typeof fits.$inferSelect, 'state' | 'message' | 'activated'>,
  inForce: number | null,
): string {
  if (state !== 'done') return message
  if (activated) return 'It is in force'
  return inForce === null ? 'It did not pass, and steers nobody' : 'It did not pass; the one before stays in force'
}

/** Of all users, by user. */
export async function* privateAxes(db: Database, project: string): AsyncGenerator<PrivateAxis> {
  const rows = await db
    .select({ user: axes.user })
    .from(axes)
    .where(and(eq(axes.project, project), isNotNull(axes.user)))
    .orderBy(axes.user)
  for (const { user } of rows) {
    const found = await findPrivateAxis(db, { project, user: user! })
    if (found) yield found
  }
}

/** With its directions and their files, its fits, and what the profile says of it; nothing where there is none. */
export async function removePrivateAxis(stores: Stores, caller: ChangingCaller, user: string): Promise<void> {
  const { db } = stores
  const of = { project: caller.project, user }
  const before = await findPrivateAxis(db, of)
  if (!before) return
  await forgetPrivateAxis(stores, of)
  if (isUserToken(caller)) return
  const entry = { action: 'profile.private_axis_removed', target: `profiles/${user}`, before: { axis: before.axis } }
  await auditEntry(db, caller, entry)
}

export async function forgetPrivateAxis({ env, db }: Stores, of: Of): Promise<void> {
  const [files, made] = await db.batch([
    db
      .selectDistinct({ hash: directions.hash })
      .from(directions)
      .innerJoin(axes, eq(axes.id, directions.axis))
      .where(ofUser(axes, of)),
    db.delete(fits).where(ofUser(fits, of)).returning({ id: fits.id, worker: fits.worker, state: fits.state }),
    db.delete(axes).where(ofUser(axes, of)),
  ])
  for (const { id, worker, state } of made) {
    if (worker && OPEN.includes(state)) await cancelOnWorker(env, worker, id)
    await forgetStages(env.ARTIFACTS, id)
  }
  await deleteUnused(
    { env, db },
    files.map(({ hash }) => hash),
  )
}

/** @throws ApiError 409 `fit_running` */
async function checkNoneRuns(db: Database, of: Of): Promise<void> {
  if ((await db.$count(fits, and(ofUser(fits, of), inArray(fits.state, OPEN)))) === 0) return
  throw new ApiError(409, 'fit_running', 'The private axis of this user is being fitted: wait for it, or delete it.', {
    retryAfterSeconds: 30,
  })
}

const ofUser = (table: typeof axes | typeof fits, { project, user }: Of) =>
  and(eq(table.project, project), eq(table.user, user))

const tooFew = (count: number) =>
  new ApiError(
    400,
    'too_few_texts',
    `${count} of the texts can be used; at least ${LEAST_TEXTS} different ones are needed, of some sentences ` +
      'each and in a language that the model reads.',
    { param: 'texts' },
  )
