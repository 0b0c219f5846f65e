/** Whether a request comes from a page of this very origin, as browsers say: no page can say it otherwise. */
import type { Context } from 'hono'
import type { AppEnv } from '../env.ts'

/** `unsaid`: by what is no browser, or a very old one. */
export function requestOrigin(c: Context<AppEnv>): 'same' | 'other' | 'unsaid' {
  const [site, origin] = [c.req.header('sec-fetch-site'), c.req.header('origin')]
  if (site === undefined && origin === undefined) return 'unsaid'
  if (site !== undefined && site !== 'same-origin') return 'other'
  return origin === undefined || origin === new URL(c.req.url).origin ? 'same' : 'other'
}
