/**
 * Keys that opened something lately, as this isolate remembers them: a request need not ask for its key again. So a key
 * that is revoked is dead within FRESH_MS everywhere, and at once where it was revoked.
 */
import type { Database } from '../services/database.ts'
import { Recent } from '../services/recent.ts'
import { type ApiKey, findKey, hashSecret } from './api-key.ts'

/** Milliseconds; requests that are under way beside, it is below the five seconds that are promised. */
const FRESH_MS = 4_000

const MOST = 10_000
const known = new Recent<{ key: ApiKey; asked: number }>(MOST)

/** null for every key that opens nothing. */
export async function knownKey(db: Database, secret: string, now = Date.now()): Promise<ApiKey | null> {
  const hash = await hashSecret(secret)
  const recent = known.get(hash)
  if (recent && recent.asked > now - FRESH_MS) return isExpired(recent.key, now) ? null : recent.key
  const key = await findKey(db, hash, now)
  if (key) known.set(hash, { key, asked: now })
  else known.delete(hash)
  return key
}

const isExpired = ({ expires }: ApiKey, now: number) => expires !== null && expires <= now

/** Asks again at the next request; other isolates do within FRESH_MS. */
export const forgetKeysOf = (project: string): void => known.deleteWhere(({ key }) => key.project === project)
