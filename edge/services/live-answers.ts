/** Answers under way that follow what their user signals, from the next token on (`steering: {live: true}`). */
import { and, eq, gt, lt } from 'drizzle-orm'
import { liveAnswers } from '../../schema/tables.ts'
import { ApiError } from '../../shared/errors.ts'
import type { Env } from '../env.ts'
import { toApplied } from '../steering/in-force.ts'
import type { Database } from './database.ts'
import { changeGeneration } from './generations.ts'
import type { KnownProject } from './known-project.ts'

type Of = { project: string; user: string }

/** @param fixed the axes that the request itself has set: it goes before the profile */
export const followSignals = (db: Database, of: Of, answer: string, fixed: string[], expires: number) =>
  db.insert(liveAnswers).values({ ...of, answer, fixed, expires })

/** One that has ended, or that cannot be changed so, stays as it is. */
export async function tellLiveAnswers(
  stores: { env: Env; db: Database },
  of: Of,
  { learning }: KnownProject,
  preferred: Readonly<Record<string, number>>,
): Promise<void> {
  const { db } = stores
  const theirs = and(eq(liveAnswers.project, of.project), eq(liveAnswers.user, of.user))
  const running = await db
    .select()
    .from(liveAnswers)
    .where(and(theirs, gt(liveAnswers.expires, Date.now())))
  await Promise.all(
    running.map(async ({ answer, fixed }) => {
      const strengths = Object.fromEntries(
        Object.entries(preferred).flatMap(([id, value]) => {
          const name = learning.axes.get(id)?.name
          return name === undefined || fixed.includes(name) ? [] : [[name, toApplied(value)]]
        }),
      )
      try {
        const response = await changeGeneration(stores, { ...of, models: null }, answer, { strengths, ramp: 0 })
        await response.body?.cancel()
      } catch (thrown) {
        if (!(thrown instanceof ApiError)) throw thrown
        if (thrown.status !== 404) return console.warn(`answer ${answer} does not follow: ${thrown.message}`)
        await db.delete(liveAnswers).where(and(theirs, eq(liveAnswers.answer, answer)))
      }
    }),
  )
}

/** By the clock. */
export async function dropEndedLiveAnswers(db: Database, now = Date.now()): Promise<void> {
  await db.delete(liveAnswers).where(lt(liveAnswers.expires, now))
}
