/**
 * Who opened something lately, as this isolate remembers it: a request need not ask for its key again, nor prove its token
 * again. So what is revoked is dead within FRESH_MS everywhere, and at once where it was revoked.
 */
import { waitUntil } from 'cloudflare:workers'
import { Recent } from '../services/recent.ts'
import { hashSecret } from './api-key.ts'
import type { Caller } from './caller.ts'

/** Milliseconds; with requests that are under way beside, it is below the five seconds that are promised. */
const FRESH_MS = 4_000
/** From then on who asks is found again beside their request, so that the next one need not wait for it. */
const REFRESHED_AFTER_MS = 1_000

const MOST = 10_000
type Known = { caller: Caller; asked: number; isRefreshed: boolean }
const known = new Recent<Known>(MOST)

/**
 * @param find of whom nothing is remembered; null, or what it throws, is never remembered. Each form of credential is found
 * in one way, and no two forms look alike, so that what is remembered is what would be found.
 */
export async function knownCaller<Found extends Caller>(
  credential: string,
  find: (hash: string) => Promise<Found | null>,
  now = Date.now(),
): Promise<Found | null> {
  const hash = await hashSecret(credential)
  const recent = known.get(hash)
  if (recent && recent.asked > now - FRESH_MS && !hasExpired(recent.caller, now)) {
    if (recent.asked <= now - REFRESHED_AFTER_MS && !recent.isRefreshed) waitUntil(refresh(hash, recent, find))
    return recent.caller as Found
  }
  known.delete(hash)
  const caller = await find(hash)
  if (caller) known.set(hash, { caller, asked: now, isRefreshed: false })
  return caller
}

/** Of whom was forgotten meanwhile, nothing is remembered again. */
async function refresh(hash: string, recent: Known, find: (hash: string) => Promise<Caller | null>): Promise<void> {
  recent.isRefreshed = true
  const asked = Date.now()
  const caller = await find(hash).catch(() => null)
  if (known.get(hash) !== recent) return
  if (caller) known.set(hash, { caller, asked, isRefreshed: false })
  else known.delete(hash)
}

const hasExpired = ({ expires }: Caller, now: number) => expires !== null && expires <= now

/** They are found again at their next request; other isolates find them again within FRESH_MS. */
export const forgetCallersOf = (project: string): void => known.deleteWhere(({ caller }) => caller.project === project)
