/** What is used, told, noted and going on, as the fake edge knows it. */

import type { Schemas } from '../../clients/typescript/src/operations.ts'
import type { AuditEntry, UsageItem, Webhook, WebhookDelivery, Worker } from '../../edge/dashboard/src/api/types.ts'
import { ApiError } from '../../shared/errors.ts'
import type { Call } from './fake-edge.ts'

const AT = 1_782_000_000
const PAGE = 100

export function fakeOperation() {
  /** By what they are grouped by. */
  const usage: Partial<Record<string, UsageItem[]>> = {}
  const webhooks: Webhook[] = []
  const deliveries: WebhookDelivery[] = []
  const audit: AuditEntry[] = []
  const workers: Worker[] = []
  const generations = new Map<string, Schemas['Generation']>()

  /** undefined: it is no call of this family's. */
  function answer({ method, path, body }: Call): unknown {
    const url = new URL(path, 'http://edge')
    const asked = Object.fromEntries(url.searchParams)
    const [, , family, id, action, other] = url.pathname.split('/').map(decodeURIComponent)
    const webhook = webhooks.find((one) => one.id === id)
    switch (`${method} ${family}`) {
      case 'GET usage': {
        const { group_by = 'day', from = '', to = '9', after } = asked
        const all = usage[group_by] ?? []
        return page(group_by === 'day' ? all.filter(({ group }) => from <= group && group <= to) : all, after, 'group')
      }
      case 'GET audit':
        return page(
          audit.filter((entry) => isAsked(entry, asked)),
          asked.after,
          'id',
        )
      case 'GET workers':
        return { object: 'list', data: workers, has_more: false }
      case 'GET generations':
        if (!generations.has(id!)) throw new ApiError(404, 'generation_not_found', `There is no generation '${id}'.`)
        return generations.get(id!)
      case 'DELETE generations': {
        const found = generations.get(id!)
        return found && Object.assign(found, { status: 'cancelled' })
      }
      case 'GET webhooks':
        if (!id) return { object: 'list', data: webhooks, has_more: false }
        if (!webhook) throw new ApiError(404, 'webhook_not_found', `There is no webhook '${id}'.`)
        if (!action) return webhook
        return page(
          deliveries.filter(({ state }) => !asked.state || state === asked.state),
          asked.after,
          'id',
        )
      case 'POST webhooks': {
        if (!id) {
          if (!body.url.startsWith('https://')) {
            throw new ApiError(400, 'invalid_url', 'url: an https address is expected', { param: 'url' })
          }
          const made = webhookTo(`wh_${webhooks.length}`, body.url, body.events)
          webhooks.unshift(made)
          return { ...made, secret: 'whsec_new' }
        }
        if (action === 'rotate') {
          const overlap_until = Math.floor(Date.now() / 1000) + body.overlap
          return { ...Object.assign(webhook!, { overlap_until }), secret: 'whsec_rotated' }
        }
        if (action === 'test') {
          deliveries.unshift(delivery(`del_${deliveries.length}`, id, 'webhook.test', 204))
          return deliveries[0]
        }
        const due = deliveries.find((one) => one.id === other)
        return Object.assign(due!, { state: 'pending', next_attempt: AT })
      }
      case 'PATCH webhooks':
        return Object.assign(webhook!, body)
      case 'DELETE webhooks':
        webhooks.splice(0, webhooks.length, ...webhooks.filter((one) => one.id !== id))
        return null
    }
    return undefined
  }
  return { usage, webhooks, deliveries, audit, workers, generations, answer }
}

function page<Item extends object>(items: readonly Item[], after: string | undefined, by: keyof Item) {
  const rest = after === undefined ? items : items.slice(items.findIndex((one) => one[by] === after) + 1)
  return { object: 'list', data: rest.slice(0, PAGE), has_more: rest.length > PAGE }
}

const isAsked = ({ action, actor, target, at }: AuditEntry, asked: Partial<Record<string, string>>) =>
  (asked.action ?? action) === action &&
  (asked.actor ?? actor.id) === actor.id &&
  (asked.target ?? target) === target &&
  Number(asked.since ?? 0) <= at &&
  at < Number(asked.until ?? Number.MAX_SAFE_INTEGER)

export const used = (group: string, answers: number): UsageItem => ({
  object: 'usage',
  group,
  answers,
  finished: answers - 2,
  cancelled: 1,
  failed: 1,
  prompt_tokens: answers * 100,
  cached_tokens: answers * 40,
  completion_tokens: answers * 60,
  total_tokens: answers * 160,
})

export const webhookTo = (id: string, url: string, events: Webhook['events']): Webhook => ({
  object: 'webhook',
  id,
  url,
  events,
  enabled: true,
  disabled_reason: null,
  failing_since: null,
  overlap_until: null,
  created: AT,
  updated: AT,
})

/** @param status of the answer; null: none came */
export const delivery = (
  id: string,
  webhook: string,
  type: WebhookDelivery['event']['type'],
  status: number | null,
): WebhookDelivery => {
  const isTaken = status !== null && status < 300
  const code = isTaken ? null : status === null ? 'timed_out' : 'refused'
  return {
    object: 'webhook_delivery',
    id,
    webhook,
    event: { id: `msg_${id}`, type, created: AT },
    state: isTaken ? 'delivered' : 'failed',
    attempts: [{ at: AT, status, code, duration_ms: 120 }],
    next_attempt: null,
    created: AT,
  }
}

export const entry = (id: string, facts: Partial<AuditEntry> = {}): AuditEntry => ({
  object: 'audit_entry',
  id,
  at: AT,
  actor: { kind: 'key', id: 'key_own', name: 'development' },
  action: 'project.changed',
  target: 'proj_1',
  before: { name: 'Shop', basis: 'raw', learning: { enabled: true, weights: { thumb: 1 } } },
  after: { name: 'Corner Shop', basis: 'raw', learning: { enabled: true, weights: { thumb: 0.5 } } },
  request: 'req_1',
  ...facts,
})

export const workerCalled = (tag: string, facts: Partial<Worker> = {}): Worker => ({
  object: 'worker',
  tag,
  state: 'ready',
  model: 'smollm2-135m-instruct',
  load: { running: 3, queued: 0, free_rows: 13 },
  version: '0.9.0',
  ...facts,
})

const receipt: Schemas['Generation']['attune'] = {
  generation: 'chatcmpl_live',
  model: 'smollm2-135m-instruct',
  model_hash: 'a'.repeat(64),
  weight_form: 'q8',
  row_exact: true,
  scope: 'generated',
  basis: 'raw',
  basis_directions: [],
  explored: false,
  capped: false,
  edits: [],
  observed: [],
  changes: [],
}

export const running = (id: string): Schemas['Generation'] => ({
  id,
  object: 'generation',
  user: 'ada',
  status: 'running',
  finish_reason: null,
  seq: null,
  strengths: { formal: { value: 0.5, mode: 'add' } },
  usage: {
    prompt_tokens: 12,
    completion_tokens: 34,
    total_tokens: 46,
    prompt_tokens_details: { cached_tokens: 8 },
  },
  attune: receipt,
  choices: [{ index: 0, status: 'running', finish_reason: null, attune: receipt }],
})
