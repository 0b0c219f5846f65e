/** Who may call a route: goes into a route's definition, so that its documentation and its guard cannot differ. */
import { createMiddleware } from 'hono/factory'
import type { Scope } from '../../schema/tables.ts'
import { ApiError } from '../../shared/errors.ts'
import type { AppEnv } from '../env.ts'
import { boundedBody } from '../http/body.ts'
import { measured } from '../telemetry/current-trace.ts'
import { authenticate } from './authenticate.ts'

const MAX_BODY_BYTES = 1024 * 1024

/** The same key in x-api-key opens the same. */
const ANOTHER_HEADER: Record<string, string[]> = { xApiKey: [] }

/** The guard comes first: nobody without a credential gets a body read. */
export const access = (scope: Scope, maxBytes = MAX_BODY_BYTES) => ({
  security: [{ apiKey: [scope] } as Record<string, string[]>, ANOTHER_HEADER],
  middleware: [authorize(scope), boundedBody(maxBytes)],
})

const authorize = (scope: Scope) =>
  createMiddleware<AppEnv>(async (c, next) => {
    const caller = await measured('auth', 'authenticate', () => authenticate(c))
    if (!caller.scopes.includes(scope)) {
      throw new ApiError(
        403,
        'insufficient_scope',
        `This needs a key with the scope '${scope}'; this one has ${caller.scopes.join(', ')}.`,
      )
    }
    c.set('caller', caller)
    await next()
  })
