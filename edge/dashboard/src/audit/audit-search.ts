/** Which entries an address asks for, and how the API is asked for them. */

export type AuditSearch = { action?: string; actor?: string; target?: string; since?: string; until?: string }

/** Days are the reader's own, and the last one counts whole. */
export function filtersOf({ action, actor, target, since, until }: AuditSearch) {
  const begin = startOf(since)
  const end = startOf(until, 1)
  return {
    ...(action && { action }),
    ...(actor && { actor }),
    ...(target && { target }),
    ...(begin !== null && { since: begin }),
    ...(end !== null && { until: end }),
  }
}

/** Unix time in seconds at which a day begins, so many days later; null for what is no day. */
function startOf(day: string | undefined, later = 0): number | null {
  if (day === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(day)) return null
  const begin = new Date(`${day}T00:00`)
  begin.setDate(begin.getDate() + later)
  return Number.isNaN(begin.getTime()) ? null : begin.getTime() / 1000
}
