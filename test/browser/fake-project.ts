/** The project's settings, people and issuers as the fake edge knows them, with entity tags. */
import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { Invitation, Issuer, Limits, Member, ProjectSettings } from '../../edge/dashboard/src/api/types.ts'
import { ApiError } from '../../shared/errors.ts'
import { DEFAULT_LEARNING } from '../../shared/learning/settings.ts'
import type { Call } from './fake-edge.ts'

const AT = 1_782_000_000
const UNLIMITED = { requests_per_minute: null, tokens_per_minute: null, running: null }

export function fakeProject() {
  const project: ProjectSettings = {
    object: 'project',
    id: 'proj_1',
    name: 'Corner Shop',
    default_edits: { formal: { value: 0.5, mode: 'add' } },
    basis: 'raw',
    answer_retention_seconds: 86_400,
    learning: structuredClone(DEFAULT_LEARNING),
    log_prompts: false,
    origins: ['https://app.example.com'],
    created: AT,
  }
  const limits: Limits = {
    object: 'limits',
    key: { ...UNLIMITED },
    user: { ...UNLIMITED, requests_per_minute: 20 },
    running: null,
    fits_per_day: null,
    tokens_per_month: 5_000_000,
    warn_at: 0.8,
    storage: { profiles: 1_000_000, axes: 1_000, private_axes: 1_000, versions: 10_000, artifact_bytes: 10 * 2 ** 30 },
    used: {
      month: '2026-11',
      tokens: 4_200_000,
      profiles: 1200,
      axes: 2,
      private_axes: 0,
      versions: 5,
      artifact_bytes: 52_428_800,
    },
  }
  const members: Member[] = []
  const invitations: Invitation[] = []
  const issuers: Issuer[] = []

  /** undefined: it is no call of this family's. */
  function answer({ method, path, body }: Call, response: ServerResponse): unknown {
    const [, , family, id, third] = path.split('?')[0]!.split('/').map(decodeURIComponent)
    switch (`${method} ${family}`) {
      case 'GET project':
        if (id === 'export') return `${JSON.stringify(project)}\n`
        return tagged(project, response)
      case 'PATCH project':
        checkTag(project, response)
        return tagged(Object.assign(project, body), response)
      case 'DELETE project':
        checkTag(project, response)
        return null
      case 'GET limits':
        return tagged(limits, response, 'used')
      case 'PUT limits':
        checkTag(limits, response, 'used')
        return tagged(Object.assign(limits, body), response, 'used')
      case 'GET members':
        return listed(id === 'invitations' ? invitations : members)
      case 'POST members': {
        const invitation = invited(`inv_new_${invitations.length}`, body.email, body.role)
        invitations.unshift(invitation)
        return { ...invitation, token: 'the-invitation' }
      }
      case 'PATCH members':
        return Object.assign(members.find((one) => one.id === id)!, body)
      case 'DELETE members':
        if (id === 'invitations') drop(invitations, third)
        else drop(members, id)
        return null
      case 'GET issuers':
        return listed(issuers)
      case 'POST issuers': {
        const issuer: Issuer = {
          object: 'issuer',
          id: `iss_new_${issuers.length}`,
          jwks: null,
          jwks_url: null,
          audience: 'proj_1',
          created: AT,
          ...body,
        }
        issuers.unshift(issuer)
        return issuer
      }
      case 'DELETE issuers':
        drop(issuers, id)
        return null
    }
    return undefined
  }
  return { project, limits, members, invitations, issuers, answer }
}

export const member = (id: string, name: string, role: Member['role']): Member => ({
  object: 'member',
  id,
  name,
  email: `${name.toLowerCase()}@example.com`,
  role,
  created: AT,
})

export const invited = (id: string, email: string, role: Invitation['role']): Invitation => ({
  object: 'invitation',
  id,
  email,
  role,
  created: AT,
  expires_at: Math.floor(Date.now() / 1000) + 3 * 86_400,
})

const listed = (data: unknown[]) => ({ object: 'list', data, has_more: false })

function drop(all: { id: string }[], id: string | undefined) {
  all.splice(0, all.length, ...all.filter((one) => one.id !== id))
}

/** As the edge's own: of all that lasts. */
function tagOf(shown: object, passing?: string): string {
  const lasting = Object.fromEntries(Object.entries(shown).filter(([name]) => name !== passing))
  return `"${createHash('sha256').update(JSON.stringify(lasting)).digest('hex').slice(0, 32)}"`
}

function tagged<Shown extends object>(shown: Shown, response: ServerResponse, passing?: string): Shown {
  response.setHeader('etag', tagOf(shown, passing))
  return shown
}

function checkTag(shown: object, { req }: ServerResponse, passing?: string) {
  const seen = req.headers['if-match']
  if (seen === undefined || seen === tagOf(shown, passing)) return
  const message = 'It is not what If-Match names: somebody has changed it. Nothing was changed: look again.'
  throw new ApiError(412, 'changed_meanwhile', message, { param: 'if-match' })
}
