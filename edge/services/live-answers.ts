/** Answers under way that follow what their user signals, from the next token on (`steering: {live: true}`). */
import { and, eq, gt, lt } from 'drizzle-orm'
import { liveAnswers, profiles } from '../../schema/tables.ts'
import { ApiError } from '../../shared/errors.ts'
import type { Env } from '../env.ts'
import { toApplied } from '../steering/in-force.ts'
import { renewBelief } from './beliefs.ts'
import type { Database } from './database.ts'
import { changeLearnt } from './generations.ts'
import { currentProject, type KnownProject } from './known-project.ts'

type Of = { project: string; user: string }
type Stores = { env: Env; db: Database }

/** `fixed`: the axes that the request itself has set, which goes before the profile. */
type Following = { answer: string; fixed: string[]; expires: number }

/**
 * From here on, what its user signals reaches the answer, and what they signalled while it was begun.
 * @param evidence of how many signals the strengths are that it began with
 */
export async function followSignals(stores: Stores, of: Of, following: Following, evidence: number): Promise<void> {
  const { db } = stores
  const [, [row]] = await db.batch([db.insert(liveAnswers).values({ ...of, ...following }), selectEvidence(db, of)])
  if ((row?.evidence ?? 0) !== evidence) await putInForce(stores, of, await currentProject(db, of.project))
}

/**
 * What was signalled is in force from here on, in answers under way too. Of two who tell these of what they believe, who
 * knows less may be the later one: so each looks again when it has told, until it has told all that there is.
 */
export async function putInForce(stores: Stores, of: Of, known: KnownProject): Promise<void> {
  const { db } = stores
  for (;;) {
    const belief = await renewBelief(db, of, known)
    if (!belief || !(await tellLiveAnswers(stores, of, known, belief.begun))) return
    const [row] = await selectEvidence(db, of)
    if (row?.evidence === belief.evidence) return
  }
}

export const selectEvidence = (db: Database, { project, user }: Of) =>
  db
    .select({ evidence: profiles.evidence })
    .from(profiles)
    .where(and(eq(profiles.project, project), eq(profiles.user, user)))

/** Whether there were any. One that has ended, or that cannot be changed so, stays as it is. */
async function tellLiveAnswers(
  stores: Stores,
  of: Of,
  { learning }: KnownProject,
  preferred: Readonly<Record<string, number>>,
): Promise<boolean> {
  if (!learning.settings.enabled) return false
  const { db } = stores
  const theirs = and(eq(liveAnswers.project, of.project), eq(liveAnswers.user, of.user))
  const running = await db
    .select()
    .from(liveAnswers)
    .where(and(theirs, gt(liveAnswers.expires, Date.now())))
  const forget = (answer: string) => db.delete(liveAnswers).where(and(theirs, eq(liveAnswers.answer, answer)))
  await Promise.all(
    running.map(async ({ answer, fixed }) => {
      const strengths = Object.fromEntries(
        Object.entries(preferred).flatMap(([id, value]) => {
          const name = learning.axes.get(id)?.name
          return name === undefined || fixed.includes(name) ? [] : [[name, toApplied(value)]]
        }),
      )
      try {
        const response = await changeLearnt(stores, { ...of, models: null }, answer, strengths)
        await response.body?.cancel()
        if (response.status === 409) await forget(answer)
        else if (!response.ok) console.warn(`answer ${answer} does not follow: its worker answers ${response.status}`)
      } catch (thrown) {
        if (!(thrown instanceof ApiError)) throw thrown
        if (thrown.status !== 404) return console.warn(`answer ${answer} does not follow: ${thrown.message}`)
        await forget(answer)
      }
    }),
  )
  return running.length > 0
}

/** By the clock. */
export async function dropEndedLiveAnswers(db: Database, now = Date.now()): Promise<void> {
  await db.delete(liveAnswers).where(lt(liveAnswers.expires, now))
}
