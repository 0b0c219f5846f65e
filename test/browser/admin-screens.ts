/** The screens for who looks after a project, and something to see on each. */
import type { FakeEdge } from './fake-edge.ts'
import { delivery, entry, running, used, webhookTo, workerCalled } from './fake-operation.ts'
import { invited, member } from './fake-project.ts'

export const ADMIN_SCREENS = [
  { path: '/live', heading: 'Live' },
  { path: '/usage', heading: 'Usage' },
  { path: '/webhooks', heading: 'Webhooks' },
  { path: '/webhooks/wh_1', heading: 'https://app.example.com/attune' },
  { path: '/audit', heading: 'Audit log' },
  { path: '/settings', heading: 'Settings' },
] as const

/** Where each is, and the buttons that lead to it. */
export const ADMIN_WINDOWS = [
  { path: '/usage', buttons: ['Change'] },
  { path: '/webhooks', buttons: ['+ New webhook'] },
  { path: '/webhooks/wh_1', buttons: ['Another secret'] },
  { path: '/webhooks/wh_1', buttons: ['Delete'] },
  { path: '/settings', buttons: ['Invite somebody'] },
  { path: '/settings', buttons: ['Register an issuer'] },
  { path: '/settings', buttons: ['Delete the project'] },
] as const

const DAY_MS = 86_400_000
export const daysAgo = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10)

/** One of everything. */
export function furnishAdmin({ state: { administration, operation } }: FakeEdge) {
  administration.members.push(member('mem_1', 'Mia', 'owner'), member('mem_2', 'Leo', 'editor'))
  administration.invitations.push(invited('inv_1', 'zoe@example.com', 'viewer'))
  administration.issuers.push({
    object: 'issuer',
    id: 'iss_1',
    issuer: 'https://login.example.com',
    jwks_url: 'https://login.example.com/.well-known/jwks.json',
    jwks: null,
    audience: 'proj_1',
    user_claim: 'sub',
    created: 1_782_000_000,
  })
  operation.usage.day = [20, 12, 9, 8, 7, 3, 2, 1, 0].map((days, i) => used(daysAgo(days), 40 + 25 * i))
  operation.usage.user = [used('', 3), used('ada', 40), used('leo', 12)]
  operation.usage.axis = [
    { object: 'usage', group: 'formal', answers: 31, tokens_edited: 4100, mean_strength: 0.47 },
    { object: 'usage', group: 'warm', answers: 12, tokens_edited: 900, mean_strength: 0.2 },
  ]
  operation.webhooks.push(
    webhookTo('wh_1', 'https://app.example.com/attune', ['fit.finished', 'direction.activated']),
    {
      ...webhookTo('wh_2', 'https://old.example.com/hook', ['budget.warning']),
      enabled: false,
      disabled_reason: 'It answered 410.',
    },
  )
  operation.deliveries.push(
    delivery('del_3', 'wh_1', 'fit.finished', 204),
    delivery('del_2', 'wh_1', 'direction.activated', 500),
    delivery('del_1', 'wh_1', 'fit.finished', null),
  )
  operation.audit.push(
    entry('log_3'),
    entry('log_2', {
      actor: { kind: 'member', id: 'mem_1', name: 'Mia' },
      action: 'webhook.created',
      target: 'wh_1',
      before: null,
      after: { url: 'https://app.example.com/attune', events: ['fit.finished'] },
    }),
    entry('log_1', { action: 'session.opened', target: 'key_own', before: null, after: null }),
  )
  operation.workers.push(
    workerCalled('a'),
    workerCalled('b', { state: 'draining', load: { running: 16, queued: 4, free_rows: 0 } }),
    workerCalled('c', { state: 'silent', model: null, load: null, version: null }),
  )
  operation.generations.set('chatcmpl_live', running('chatcmpl_live'))
}
