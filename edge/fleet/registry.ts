/**
 * The workers that have announced themselves, in one Durable Object: whichever part of the edge hears of a worker, all know
 * of it. A worker that is silent for a while is gone.
 */
import { DurableObject } from 'cloudflare:workers'
import { type Announcement, GONE_AFTER_MS } from '../../shared/wire/fleet.ts'
import type { Env } from '../env.ts'

export type Announced = Announcement & {
  /** Unix milliseconds: when it was last heard of. */
  seen: number
}

/** There is one fleet. */
const NAME = 'fleet'

export const fleetOf = (env: Env) => env.FLEET.getByName(NAME)

export class Fleet extends DurableObject<Env> {
  constructor(state: DurableObjectState, env: Env) {
    super(state, env)
    state.storage.sql.exec(
      'create table if not exists workers (tag text primary key, url text not null, said text not null, seen integer not null)',
    )
  }

  /**
   * Null, or the address of another worker that is there under the same tag: then nothing is taken. A worker that starts
   * anew at its address may come under another tag; the one of before is gone.
   */
  announce(said: Announcement): string | null {
    const { sql } = this.ctx.storage
    const now = Date.now()
    sql.exec('delete from workers where seen <= ?', now - GONE_AFTER_MS)
    const [other] = sql.exec<{ url: string }>('select url from workers where tag = ? and url <> ?', said.tag, said.url)
    if (other) return other.url
    sql.exec('delete from workers where url = ? and tag <> ?', said.url, said.tag)
    sql.exec(
      'insert or replace into workers (tag, url, said, seen) values (?, ?, ?, ?)',
      said.tag,
      said.url,
      JSON.stringify(said),
      now,
    )
    return null
  }

  list(): Announced[] {
    const rows = this.ctx.storage.sql.exec<{ said: string; seen: number }>(
      'select said, seen from workers where seen > ? order by tag',
      Date.now() - GONE_AFTER_MS,
    )
    return [...rows].map(({ said, seen }) => ({ ...(JSON.parse(said) as Announcement), seen }))
  }
}
