/**
 * The cookie of a session: out of scripts' reach, sent to this origin alone and with no request that another site begins.
 * The prefix __Host- binds it to https and to this very host. Browsers refuse that over plain http, so on this machine's
 * own addresses, where nobody listens in between, it has another name.
 */
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { ApiError } from '../../shared/errors.ts'
import type { AppEnv } from '../env.ts'

const NAME = 'attune_session'
const LOCAL_HOSTS = ['localhost', '127.0.0.1', '[::1]']

export const sessionSecret = (c: Context<AppEnv>): string | undefined =>
  isSecure(c) ? getCookie(c, NAME, 'host') : getCookie(c, NAME)

/** @throws ApiError 400 `https_needed` where others could read it on its way */
export function checkWay(c: Context<AppEnv>): void {
  if (isSecure(c) || LOCAL_HOSTS.includes(new URL(c.req.url).hostname)) return
  throw new ApiError(400, 'https_needed', 'Sessions are opened over https alone, except on this machine itself.')
}

export function setSessionCookie(c: Context<AppEnv>, secret: string, seconds: number): void {
  setCookie(c, NAME, secret, { ...attributes(c), maxAge: seconds })
}

export const deleteSessionCookie = (c: Context<AppEnv>): void => void deleteCookie(c, NAME, attributes(c))

const attributes = (c: Context<AppEnv>) => ({
  httpOnly: true,
  sameSite: 'Strict' as const,
  path: '/',
  ...(isSecure(c) && { secure: true, prefix: 'host' as const }),
})

const isSecure = (c: Context<AppEnv>) => new URL(c.req.url).protocol === 'https:'
