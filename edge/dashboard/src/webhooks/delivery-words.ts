/** What came of a message, in words. */
import type { WebhookDelivery } from '../api/types.ts'

type Attempt = WebhookDelivery['attempts'][number]

const CODES: Readonly<Record<string, string>> = {
  refused: 'refused',
  redirected: 'answered with a redirect, which is not followed',
  timed_out: 'no answer within ten seconds',
  unreachable: 'not reachable',
  not_resolved: 'its name is not known',
  no_address: 'its name has no address',
  private_address: 'at an address that is not public',
}

export function attemptInWords({ status, code }: Attempt): string {
  const answer = status === null ? '' : `${status}`
  if (code === null) return `${answer}, taken`
  const words = CODES[code] ?? code
  return answer ? `${answer}, ${words}` : words
}

export function outcomeOf({ attempts, state }: WebhookDelivery): string {
  const last = attempts.at(-1)
  if (!last) return state === 'pending' ? 'not sent yet' : 'never sent'
  return attemptInWords(last)
}
