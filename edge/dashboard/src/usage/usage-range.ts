/** Which days are asked for, by which group. Days are those of UTC, as the API counts them. */
import type { UsageGroup } from '../api/types.ts'

/** What the address says. */
export type UsageSearch = { by?: string; from?: string; to?: string }

export const GROUPS = ['day', 'key', 'user', 'model', 'axis'] as const satisfies readonly UsageGroup[]

const DAY_MS = 86_400_000
/** What one question may span, and what it spans unless somebody says. */
const MOST_DAYS = 366
const DEFAULT_DAYS = 30

export type Asked = { group_by: UsageGroup; from: string; to: string }

export const dayOf = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 10)

/** The last so many days, today among them. */
export const lastDays = (days: number, now: number): { from: string; to: string } => ({
  from: dayOf(now - (days - 1) * DAY_MS),
  to: dayOf(now),
})

export const thisMonth = (now: number) => ({ from: `${dayOf(now).slice(0, 8)}01`, to: dayOf(now) })

/** What an address asks for; what it leaves out, or says wrongly, is as by default. */
export function askedBy({ by, from, to }: UsageSearch, now: number): Asked {
  const usual = lastDays(DEFAULT_DAYS, now)
  const group_by = GROUPS.find((one) => one === by) ?? 'day'
  return { group_by, from: isDay(from) ? from : usual.from, to: isDay(to) ? to : usual.to }
}

const isDay = (text: string | undefined): text is string =>
  text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) && Number.isFinite(Date.parse(text))

/** In words, what is wrong with a range; null if nothing is. */
export function rangeProblem({ from, to }: Pick<Asked, 'from' | 'to'>): string | null {
  if (from > to) return 'The first day is after the last.'
  return daysBetween(from, to) > MOST_DAYS ? `At most ${MOST_DAYS} days can be asked for at once.` : null
}

const daysBetween = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1

/** Every day of the range, those on which nothing was used too. */
export const daysIn = ({ from, to }: Pick<Asked, 'from' | 'to'>): string[] =>
  Array.from({ length: daysBetween(from, to) }, (_, i) => dayOf(Date.parse(from) + i * DAY_MS))
