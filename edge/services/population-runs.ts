/**
 * What a project's users like, estimated by the clock from what is believed of each of them: at most once an hour a project,
 * where beliefs have changed, in pages that add up, so that the memory it takes does not grow with users and a run that is
 * not done goes on with the next minute.
 *
 * One run is one step of expectation-maximisation. Beliefs that were made under an earlier population count as they are until
 * their users come again: the steps are the incremental ones of Neal & Hinton 1998 ('A view of the EM algorithm that
 * justifies incremental, sparse, and other variants'), which climb as well.
 */
import { and, asc, eq, gt, isNotNull, lte, or, sql } from 'drizzle-orm'
import { beliefs, populationRuns, populations, signals } from '../../schema/tables.ts'
import {
  addPartialBelief,
  estimatePartialPopulation,
  noPartialStatistics,
  type PartialStatistics,
} from '../../shared/learning/partial-population.ts'
import type { Population } from '../../shared/learning/population.ts'
import { hasMoved } from '../../shared/learning/population-moved.ts'
import type { Database } from './database.ts'
import { currentProject, type KnownLearning } from './known-project.ts'

/**
 * Of an axis, before anything is told of it. An average is everybody's to see, as where new users begin; among ten, one
 * user's whole change from one end of the safe range to the other moves it by less than a fifth, and nobody learns one
 * user's taste who does not know that of nine others.
 */
export const LEAST_USERS = 10

const HOUR_MS = 3600_000
/** A run that nobody is at for so long is somebody else's to go on with. */
const LEASE_MS = 10 * 60_000
/** Of one go: reading a page is one question to the database, and beginning and ending a run are a few. */
const MOST_QUESTIONS = 40
const AROUND_A_RUN = 4
/** Their pairs are kept between pages, in a row. Of more, the others stay as if nothing were known of them. */
const MOST_AXES = 128
/** Of a page: a few MiB as JSON. */
const MOST_NUMBERS = 250_000
const MOST_ROWS = 2_500
const LEAST_ROWS = 25

/** By the clock. Those go first that waited longest. */
export async function estimatePopulations(db: Database, now = Date.now(), most = MOST_QUESTIONS): Promise<void> {
  const due = await db
    .select({ project: populationRuns.project })
    .from(populationRuns)
    .where(isDue(now))
    .orderBy(asc(populationRuns.taken), asc(populationRuns.project))
    .limit(Math.ceil(most / AROUND_A_RUN))
  let left = most
  for (const { project } of due) {
    left -= AROUND_A_RUN
    if (left <= 0) return
    try {
      left -= await goOn(db, project, now, left)
    } catch (thrown) {
      // The others are not to wait for it; its turn comes again when nobody has been at it for a while.
      console.warn(`the population of project ${project} is estimated later: ${thrown}`)
    }
  }
}

const isDue = (now: number) =>
  and(
    lte(populationRuns.taken, now),
    or(
      isNotNull(populationRuns.after),
      and(eq(populationRuns.changed, true), lte(populationRuns.ended, now - HOUR_MS)),
    ),
  )

/** How many pages were read. */
async function goOn(db: Database, project: string, now: number, most: number): Promise<number> {
  const until = now + LEASE_MS
  const own = and(eq(populationRuns.project, project), eq(populationRuns.taken, until))
  // Whoever was forgotten since it began may be in the sums: it begins again.
  const begins = sql`(${populationRuns.after} is null or ${populationRuns.forgotten})`
  const [run] = await db
    .update(populationRuns)
    .set({
      taken: until,
      changed: sql`case when ${begins} then 0 else ${populationRuns.changed} end`,
      forced: sql`${populationRuns.forced} or ${populationRuns.forgotten}`,
      forgotten: false,
      after: sql`case when ${begins} then '' else ${populationRuns.after} end`,
      statistics: sql`case when ${begins} then null else ${populationRuns.statistics} end`,
    })
    .where(and(eq(populationRuns.project, project), isDue(now)))
    .returning()
  if (!run) return 0
  const { learning } = await currentProject(db, project)
  const statistics = run.statistics ?? noPartialStatistics([...learning.axes.keys()].sort().slice(0, MOST_AXES))
  const rows = rowsOf(statistics)
  let after = run.after ?? ''
  for (let pages = 1; pages <= most; pages++) {
    const page = await readPage(db, project, after, rows)
    for (const belief of page) addPartialBelief(statistics, belief)
    after = page.at(-1)?.profile ?? after
    if (page.length < rows) {
      await finish(db, { project, until, now, forced: run.forced }, statistics, learning)
      return pages
    }
  }
  await db.update(populationRuns).set({ taken: now, after, statistics }).where(own)
  return most
}

const rowsOf = ({ axes }: PartialStatistics): number =>
  Math.max(LEAST_ROWS, Math.min(MOST_ROWS, Math.floor(MOST_NUMBERS / (axes.length ** 2 + 1))))

/** Who has signalled nothing, or nothing that is still kept, says nothing. */
const readPage = (db: Database, project: string, after: string, rows: number) =>
  db
    .select({ profile: beliefs.profile, mean: beliefs.mean, covariance: beliefs.covariance })
    .from(beliefs)
    .where(
      and(
        eq(beliefs.project, project),
        gt(beliefs.profile, after),
        sql`exists (select 1 from ${signals} where ${signals.profile} = ${beliefs.profile})`,
      ),
    )
    .orderBy(asc(beliefs.profile))
    .limit(rows)

type Ending = { project: string; until: number; now: number; forced: boolean }

/**
 * Kept where it moved so far that a reader could tell in the end, as every belief is made again after it; and where somebody
 * is in the present one who has been forgotten. What was forgotten while it ran makes it begin again instead.
 */
async function finish(
  db: Database,
  { project, until, now, forced }: Ending,
  statistics: PartialStatistics,
  { axes, population: before }: KnownLearning,
): Promise<void> {
  const steps = new Map([...axes].map(([id, { step }]) => [id, step]))
  const after = rounded(estimatePartialPopulation(statistics, LEAST_USERS))
  const isKept = forced ? before !== null || after !== null : hasMoved(before, after, steps)
  const isOurs = sql`exists (select 1 from ${populationRuns} where project_id = ${project} and taken = ${until} and not forgotten)`
  await db.batch([
    db
      .update(populationRuns)
      .set({ taken: now })
      .where(
        and(eq(populationRuns.project, project), eq(populationRuns.taken, until), eq(populationRuns.forgotten, true)),
      ),
    ...(isKept ? [after ? put(db, project, after, now, isOurs) : remove(db, project, isOurs)] : []),
    db
      .update(populationRuns)
      .set({ taken: now, ended: now, after: null, statistics: null, forced: false })
      .where(and(eq(populationRuns.project, project), eq(populationRuns.taken, until))),
  ])
}

const put = (
  db: Database,
  project: string,
  { axes, mean, covariance, users }: Population,
  now: number,
  when: ReturnType<typeof sql>,
) =>
  db
    .insert(populations)
    .select(
      // In the columns' order.
      sql`select ${project}, ${JSON.stringify(axes)}, ${JSON.stringify(mean)}, ${JSON.stringify(covariance)}, ${users}, ${now}
        where ${when}`,
    )
    .onConflictDoUpdate({
      target: populations.project,
      set: {
        axes: sql`excluded.axes`,
        mean: sql`excluded.mean`,
        covariance: sql`excluded.covariance`,
        users: sql`excluded.users`,
        computed: sql`excluded.computed`,
      },
    })

const remove = (db: Database, project: string, when: ReturnType<typeof sql>) =>
  db.delete(populations).where(and(eq(populations.project, project), when))

/** A mean no finer than strengths are applied; it tells so much less of any one user. */
const rounded = (population: Population | null): Population | null =>
  population && {
    ...population,
    mean: population.mean.map((value) => to(value, 100)),
    covariance: population.covariance.map((row) => row.map((value) => to(value, 1e5))),
  }

const to = (value: number, parts: number): number => Math.round(value * parts) / parts
