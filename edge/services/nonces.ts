/** The nonces of signed requests, in D1: isolates come and go, and none may take what another one has taken. */
import { lt } from 'drizzle-orm'
import { nonces } from '../../schema/tables.ts'
import { type Nonces, SIGNATURE_SKEW_MS } from '../../shared/sign.ts'
import type { Database } from './database.ts'

export const storedNonces = (db: Database): Nonces => ({
  since: 0,
  // Only the database can tell.
  has: () => false,
  async add(nonce, now) {
    const forget = db.delete(nonces).where(lt(nonces.expires, now))
    const insert = db
      .insert(nonces)
      .values({ nonce, expires: now + 2 * SIGNATURE_SKEW_MS })
      .onConflictDoNothing()
      .returning({ nonce: nonces.nonce })
    const [, added] = await db.batch([forget, insert])
    return added.length > 0
  },
})
