/**
 * Cloudflare Access in front of the edge: its assertion says who has signed in there, by e-mail address, and who is a
 * member by that address may what their role may. https://developers.cloudflare.com/cloudflare-one/identity/authorization-cookie/validating-json/
 */
import type { Context } from 'hono'
import { errors } from 'jose'
import { ApiError } from '../../shared/errors.ts'
import type { AppEnv } from '../env.ts'
import { type Membership, membershipsOf } from '../services/members.ts'
import type { Caller } from './caller.ts'
import { checkOrigin } from './csrf.ts'
import { readToken } from './jwt.ts'
import { publishedKeys } from './key-sets.ts'
import { NOT_NARROWED } from './narrowing.ts'
import { SCOPES_OF } from './roles.ts'
import { PROJECT_HEADER } from './user.ts'

const HEADER = 'cf-access-jwt-assertion'

/**
 * null where Access is not configured, or says nothing. A browser sends what proves it by itself: so changes must come from
 * a page of this origin.
 * @throws ApiError 401 `invalid_assertion`; 403 `not_a_member`, `csrf_refused`; 400 `project_needed`; 503
 */
export async function callerOfAccess(c: Context<AppEnv>): Promise<Caller | null> {
  const email = await emailOfAccess(c)
  if (email === null) return null
  checkOrigin(c)
  const { member } = chosen(await membershipsOf(c.var.db, email), c.req.header(PROJECT_HEADER), email)
  return {
    actor: { kind: 'member', id: member.id, name: member.email },
    project: member.project,
    scopes: SCOPES_OF[member.role],
    user: null,
    expires: null,
    key: null,
    narrowing: NOT_NARROWED,
    session: null,
  }
}

/** In lower case, as members' are. @throws ApiError 401 `invalid_assertion`, 503 where Access does not tell its keys */
export async function emailOfAccess(c: Context<AppEnv>): Promise<string | null> {
  const { ACCESS_TEAM_DOMAIN: team, ACCESS_AUD: audience } = c.env
  const assertion = c.req.header(HEADER)
  if (!team || !audience || !assertion) return null
  const issuer = `https://${team}`
  try {
    const payload = await readToken(assertion, publishedKeys(`${issuer}/cdn-cgi/access/certs`), {
      algorithms: ['RS256'],
      issuer,
      audience,
      requiredClaims: ['email', 'exp'],
    })
    if (typeof payload.email === 'string') return payload.email.toLowerCase()
  } catch (thrown) {
    if (!(thrown instanceof errors.JOSEError)) throw thrown
  }
  throw new ApiError(401, 'invalid_assertion', `The assertion of Cloudflare Access (${HEADER}) is not valid here.`)
}

function chosen(all: Membership[], wanted: string | undefined, email: string): Membership {
  const [first, ...others] = wanted === undefined ? all : all.filter(({ member }) => member.project === wanted)
  if (!first) {
    const where = wanted === undefined ? 'any project' : 'this project'
    throw new ApiError(403, 'not_a_member', `'${email}' is no member of ${where}: ask an owner to be invited.`)
  }
  if (others.length === 0) return first
  const details = { projects: all.map(({ member, projectName }) => ({ id: member.project, name: projectName })) }
  const message = `'${email}' is a member of several projects: name one by the header ${PROJECT_HEADER}.`
  throw new ApiError(400, 'project_needed', message, { details })
}
