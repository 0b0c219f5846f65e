/** When an axis is fitted again by the clock: cron expressions of five parts, in UTC, or every so often. */
import { Cron } from 'croner'
import type { Every } from '../../schema/tables.ts'
import { ApiError } from '../../shared/errors.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** A month is thirty days: what matters is how old a direction gets. */
const LENGTH: Record<Every, number> = { day: DAY, week: 7 * DAY, month: 30 * DAY }

/** How far apart two are at least, and how many are looked at for that. */
const LEAST_APART = HOUR
const LOOKED_AT = 24

export type Schedule = { cron: string | null; every: Every | null }

/** Unix milliseconds, after that moment; null: never. @throws ApiError 400 `invalid_cron` */
export function nextRun({ cron, every }: Schedule, from: number): number | null {
  if (every) return from + LENGTH[every]
  return cron === null ? null : (parse(cron).nextRun(new Date(from))?.getTime() ?? null)
}

/** @throws ApiError 400 `invalid_cron` for what is none, never comes, or comes too often */
export function checkCron(cron: string, now: number): void {
  const runs = parse(cron)
    .nextRuns(LOOKED_AT, new Date(now))
    .map((one) => one.getTime())
  if (runs.length === 0) throw invalidCron(`'${cron}' never comes`)
  const isDense = runs.some((run, i) => i > 0 && run - runs[i - 1]! < LEAST_APART)
  if (isDense) throw invalidCron(`'${cron}' comes more than once an hour; once an hour is the most`)
}

function parse(cron: string): Cron {
  try {
    return new Cron(cron, { mode: '5-part', timezone: 'UTC', paused: true })
  } catch {
    throw invalidCron("five parts are expected, such as '0 3 * * 1': minute, hour, day, month, weekday, in UTC")
  }
}

const invalidCron = (what: string) => new ApiError(400, 'invalid_cron', `cron: ${what}`, { param: 'cron' })
