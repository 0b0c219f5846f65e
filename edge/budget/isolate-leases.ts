/** The tokens of projects' budgets that this isolate may give out without asking, for some seconds. */
import type { Lease } from './account.ts'

const leases = new Map<string, Lease & { id: string }>()

/** The lease that has so many tokens left, which are then given out; null where there is none. */
export function drawFromLease(project: string, tokens: number, now = Date.now()): string | null {
  const lease = leases.get(project)
  if (!lease || lease.until <= now || lease.tokens < tokens) return null
  lease.tokens -= tokens
  return lease.id
}

/** What is left of a project's lease, which is given out no more. */
export function endLease(project: string): { id: string; tokens: number } | null {
  const lease = leases.get(project)
  if (!lease) return null
  leases.delete(project)
  return { id: lease.id, tokens: lease.tokens }
}

export const keepLease = (project: string, lease: Lease & { id: string }) => void leases.set(project, { ...lease })
