/** What it costs to estimate what a project's users like, as they become many: its time and its memory, over a local D1. */
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { build } from 'esbuild'
import type { Miniflare } from 'miniflare'
import { applyMigrations } from '../cli/migrations.ts'
import { newMiniflare } from '../cli/miniflare.ts'
import { type Figure, inRow, type Table } from './harness/figures.ts'
import { bytesOf } from './harness/process-memory.ts'
import { summarise } from './harness/statistics.ts'

const SIZES = [1e3, 1e4, 1e5]
const AXES = 8
const ROUNDS = 3
const PROJECT = 'proj_bench'
const HOUR_MS = 3600_000
const SAMPLED_EVERY_MS = 5
const ROOT = join(import.meta.dirname, '..')

/** The job as the edge's clock runs it, when it is asked for. */
const WORKER = `
  import { openDatabase } from './edge/services/database.ts'
  import { estimatePopulations } from './edge/services/population-runs.ts'
  export default {
    async fetch(request, { DB }) {
      await estimatePopulations(openDatabase(DB), Number(new URL(request.url).searchParams.get('now')))
      return new Response()
    },
  }`

type D1 = Awaited<ReturnType<Miniflare['getD1Database']>>

export async function population(): Promise<Table[]> {
  const state = await mkdtemp(join(tmpdir(), 'attune-bench-'))
  const miniflare = newMiniflare({
    script: await bundled(),
    modules: true,
    compatibilityDate: '2026-10-01',
    d1Databases: { DB: 'bench' },
    resourcePersistencePath: state,
  })
  try {
    const d1 = await miniflare.getD1Database('DB')
    await applyMigrations(d1, join(ROOT, 'schema', 'migrations'))
    await addProject(d1)
    const figures: Figure[] = []
    let there = 0
    for (const size of SIZES) {
      await addUsers(d1, there, size)
      there = size
      figures.push(...(await measure(miniflare, d1, size)))
    }
    return [
      {
        title: 'The population of a project, by how many users say what they like',
        rows: 'users',
        note:
          `Each has a belief over ${AXES} axes, its covariance whole. The job runs in workerd, as does the database: ${ROUNDS} ` +
          'rounds (median, least and most). Minutes: how often the clock comes until it is done, as one go reads so much and no ' +
          'more. Memory: of workerd, database and all, at its most while the job ran, over what it was before.',
        figures,
      },
    ]
  } finally {
    await miniflare.dispose()
    await rm(state, { recursive: true, force: true })
  }
}

async function bundled(): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: WORKER, resolveDir: ROOT, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    external: ['cloudflare:*', 'node:*'],
  })
  return outputFiles[0]!.text
}

async function measure(miniflare: Miniflare, d1: D1, size: number): Promise<Figure[]> {
  const times: number[] = []
  let goes = 0
  const memory: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    await d1.prepare('update population_runs set changed = 1, forced = 1').run()
    const now = Date.now() + (size + round) * HOUR_MS
    const grown = watchWorkerd()
    const began = performance.now()
    for (goes = 0; await isDue(d1); goes++) {
      const { ok } = await miniflare.dispatchFetch(`http://edge/?now=${now + goes}`)
      if (!ok) throw new Error('the job failed')
    }
    times.push(performance.now() - began)
    memory.push(grown())
  }
  const counted = await d1.prepare('select users from populations').first<{ users: number }>()
  if (counted?.users !== size) throw new Error(`${counted?.users} users were counted, not ${size}`)
  const [time, grown] = [summarise(times), summarise(memory)]
  const figure = inRow(size.toLocaleString('en'))
  return [
    { ...figure('time', time.value, 'ms'), range: time.range },
    figure('per user', (1000 * time.value) / size, 'µs'),
    figure('minutes', goes),
    { ...figure('memory', grown.value, 'MiB'), range: grown.range },
  ]
}

/** Says, when it is called, by how many MiB the memory of workerd had grown at most. */
function watchWorkerd(): () => number {
  const before = residentOfWorkerd()
  let most = before
  const timer = setInterval(() => {
    most = Math.max(most, residentOfWorkerd())
  }, SAMPLED_EVERY_MS)
  return () => {
    clearInterval(timer)
    return (most - before) / 2 ** 20
  }
}

/** Bytes of this process's children together: workerd is what it has started. */
function residentOfWorkerd(): number {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').split(' ').filter(Boolean)
  return children.reduce((sum, child) => sum + bytesOf(readFileSync(`/proc/${child}/status`, 'utf8'), 'VmRSS'), 0)
}

const isDue = async (d1: D1): Promise<boolean> =>
  (await d1.prepare('select 1 from population_runs where changed = 1 or after is not null').first()) !== null

async function addProject(d1: D1): Promise<void> {
  await d1.prepare("insert into projects (id, name, created) values (?, 'bench', 1)").bind(PROJECT).run()
  for (let n = 0; n < AXES; n++) {
    await d1.batch([
      d1
        .prepare(
          `insert into axes (id, project_id, name, positive_name, positive_description, negative_name,
            negative_description, active_version, created) values (?, ?, ?, 'a', 'a', 'b', 'b', 1, 1)`,
        )
        .bind(`axis_${n}`, PROJECT, `axis${n}`),
      d1
        .prepare(
          `insert into directions (id, project_id, axis_id, version, hash, model_hash, verified, bytes, manifest, created)
            values (?, ?, ?, 1, ?, 'm', 1, 1, '{"layers":[]}', 1)`,
        )
        .bind(`dir_${n}`, PROJECT, `axis_${n}`, `hash${n}`),
    ])
  }
}

/** Users from `from` to `to`, each with a signal and a taste of their own. */
async function addUsers(d1: D1, from: number, to: number): Promise<void> {
  const ns = 'with recursive ns(n) as (select ? union all select n + 1 from ns where n + 1 < ?)'
  const axes = Array.from({ length: AXES }, (_, n) => n)
  const mean = axes.map((n) => `'"axis_${n}":' || round(abs(random() % 2000) / 1000.0 - 1, 5)`).join(" || ',' || ")
  const covariance = JSON.stringify(axes.map((a) => axes.map((b) => (a === b ? 0.05123 : 0.00123))))
  const id = (prefix: string) => `'${prefix}_' || substr('0000000' || n, -7)`
  await d1.batch([
    d1
      .prepare(
        `${ns} insert into profiles (id, project_id, user, created, updated) select ${id('prof')}, ?, 'user' || n, 1, 1 from ns`,
      )
      .bind(from, to, PROJECT),
    d1
      .prepare(
        `${ns} insert into signals (id, project_id, profile_id, name, evidence, given, created)
          select ${id('sig')}, ?, ${id('prof')}, 's', '{"kind":"copy","at":{}}', 1, 1 from ns`,
      )
      .bind(from, to, PROJECT),
    d1
      .prepare(
        `${ns} insert into beliefs (profile_id, project_id, mean, covariance, evidence, version, day, computed)
          select ${id('prof')}, ?, '{' || ${mean} || '}', ?, 1, 0, 0, 1 from ns`,
      )
      .bind(from, to, PROJECT, covariance),
  ])
}
