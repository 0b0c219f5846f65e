/** What a project's users like, as it is shown. */
import { eq } from 'drizzle-orm'
import { populations } from '../../schema/tables.ts'
import { toSeconds } from '../wire/list.ts'
import type { PopulationShown } from '../wire/population.ts'
import type { Database } from './database.ts'
import { currentProject } from './known-project.ts'

/** Axes that have no active direction any more are left out. */
export async function readPopulation(db: Database, project: string): Promise<PopulationShown> {
  const [[row], { learning }] = await Promise.all([
    db.select().from(populations).where(eq(populations.project, project)),
    currentProject(db, project),
  ])
  if (!row) return { object: 'population', axes: {}, users: 0, computed: null }
  const { axes, mean, covariance, users, computed } = row
  const shown = axes.flatMap((id, at) => {
    const name = learning.axes.get(id)?.name
    return name === undefined
      ? []
      : [[name, { mean: mean[at]!, deviation: short(Math.sqrt(covariance[at]![at]!)) }] as const]
  })
  return {
    object: 'population',
    axes: Object.fromEntries(shown.sort(([one], [other]) => (one < other ? -1 : 1))),
    users,
    computed: toSeconds(computed),
  }
}

const short = (value: number): number => Math.round(value * 1000) / 1000
