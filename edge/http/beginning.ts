/** What an answer that a request asks for begins with: the request's own signal, its time after the answer, its headers. */
import type { Context } from 'hono'
import type { AppEnv } from '../env.ts'
import type { Beginning } from '../services/generation.ts'

export const beginningOf = (c: Context<AppEnv>): Beginning => ({
  env: c.env,
  db: c.var.db,
  signal: c.var.disconnected,
  defer: (work) => c.executionCtx.waitUntil(work),
  tell: (headers) => c.set('limitHeaders', headers),
})
