/** Entity tags (RFC 9110): a resource as it is now, in a word; whoever has seen it as it is need not be sent it again. */
import { createMiddleware } from 'hono/factory'
import { ApiError } from '../../shared/errors.ts'
import { sha256Hex, utf8 } from '../../shared/ids.ts'
import type { AppEnv } from '../env.ts'

/** What changes by itself, by `object`: no reason to refuse a change that somebody has thought about. */
const PASSING: Record<string, readonly string[]> = { key: ['last_used'], limits: ['used'] }

const CHARACTERS = 32

/** Of a resource as the API shows it. */
export async function entityTag(shown: object): Promise<string> {
  const passing = passingOf(shown)
  const lasting = Object.entries(shown).filter(([name]) => !passing.includes(name))
  const hash = await sha256Hex(utf8(JSON.stringify(Object.fromEntries(lasting))))
  return `"${hash.slice(0, CHARACTERS)}"`
}

const passingOf = (shown: object): readonly string[] => PASSING[(shown as { object?: string }).object ?? ''] ?? []

/** Whether a list of tags, as headers have it, has this one. */
export const names = (tags: string, tag: string): boolean =>
  tags.trim() === '*' || tags.split(',').some((one) => one.trim().replace(/^W\//, '') === tag)

/** The answer's tag beside the answer; nothing of it, where the asker has it already. */
export const tagged = createMiddleware<AppEnv>(async (c, next) => {
  await next()
  if (c.res.status !== 200) return
  const shown: object = await c.res.clone().json()
  const tag = await entityTag(shown)
  c.res.headers.set('etag', tag)
  const known = c.req.header('if-none-match')
  if (c.req.method !== 'GET' || known === undefined || passingOf(shown).length || !names(known, tag)) return
  c.res = new Response(null, { status: 304, headers: { etag: tag } })
})

/**
 * What has no tag matches none.
 * @throws ApiError 412 `no_entity_tag`
 */
export const untagged = createMiddleware<AppEnv>(async (c, next) => {
  if (c.req.method !== 'GET' && c.req.header('if-match') !== undefined) {
    throw new ApiError(412, 'no_entity_tag', 'Here nothing has an entity tag that If-Match could name: leave it out.', {
      param: 'if-match',
    })
  }
  await next()
})
