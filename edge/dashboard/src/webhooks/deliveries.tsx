import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { keys } from '../api/query-keys.ts'
import type { Webhook, WebhookDelivery } from '../api/types.ts'
import { useApi } from '../session/session.ts'
import { Fold } from '../ui/fold.tsx'
import { count } from '../ui/format.ts'
import { Panel } from '../ui/panel.tsx'
import { Scoped } from '../ui/scoped.tsx'
import { Time } from '../ui/time.tsx'
import { attemptInWords, outcomeOf } from './delivery-words.ts'
import { type DeliveryState, deliveriesQuery } from './webhooks-queries.ts'

const STATES: readonly (readonly [DeliveryState, string])[] = [
  ['', 'all'],
  ['pending', 'pending'],
  ['delivered', 'delivered'],
  ['failed', 'failed'],
]

export function Deliveries({ webhook }: { webhook: Webhook }) {
  const id = useId()
  const [state, setState] = useState<DeliveryState>('')
  const deliveries = useInfiniteQuery(deliveriesQuery(useApi(), webhook.id, state))
  const filter = (
    <>
      <label htmlFor={id} className="visually-hidden">
        Deliveries shown
      </label>
      <select
        id={id}
        className="small-select"
        value={state}
        onChange={(event) => setState(STATES.find(([one]) => one === event.target.value)?.[0] ?? '')}
      >
        {STATES.map(([one, name]) => (
          <option key={one} value={one}>
            {name}
          </option>
        ))}
      </select>
    </>
  )
  return (
    <Panel title="Deliveries" lead="The newest first; they are kept for 30 days." actions={filter}>
      <Scoped query={deliveries} what="the deliveries" scope="project">
        {(sent) =>
          sent.length === 0 ? (
            <p className="muted">
              {state ? `None is ${state}.` : 'Nothing was sent yet. “Try it” sends a message at once.'}
            </p>
          ) : (
            <ul className="plain-list" aria-label="Deliveries">
              {sent.map((delivery) => (
                <li key={delivery.id}>
                  <DeliveryRow delivery={delivery} />
                </li>
              ))}
            </ul>
          )
        }
      </Scoped>
      {deliveries.hasNextPage && (
        <button
          type="button"
          className="button"
          disabled={deliveries.isFetchingNextPage}
          onClick={() => void deliveries.fetchNextPage()}
        >
          {deliveries.isFetchingNextPage ? 'Loading…' : 'Show older ones'}
        </button>
      )}
    </Panel>
  )
}

const PILLS: Record<WebhookDelivery['state'], string> = {
  delivered: 'pill pill-done',
  failed: 'pill pill-failed',
  pending: 'pill',
}

function DeliveryRow({ delivery }: { delivery: WebhookDelivery }) {
  const api = useApi()
  const queries = useQueryClient()
  const { id, webhook, event, state, attempts, next_attempt } = delivery
  const again = useMutation({
    mutationFn: () =>
      api.post('/v1/webhooks/{id}/deliveries/{delivery}/redeliver', { path: { id: webhook, delivery: id } }),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.deliveries(webhook) }),
  })
  return (
    <div className="row delivery">
      <div className="row-main">
        <strong>{event.type}</strong>
        <span className="muted">
          <Time at={event.created} /> · {outcomeOf(delivery)}
          {next_attempt !== null && (
            <>
              {' '}
              · again <Time at={next_attempt} />
            </>
          )}
        </span>
      </div>
      <span className={PILLS[state]}>{state}</span>
      <button type="button" className="button button-small" disabled={again.isPending} onClick={() => again.mutate()}>
        Send again<span className="visually-hidden">: {event.type}</span>
      </button>
      {attempts.length > 0 && (
        <Fold title={count(attempts.length, 'attempt')}>
          <ol className="attempts">
            {attempts.map((attempt) => (
              <li key={attempt.at}>
                <Time at={attempt.at} /> · {attemptInWords(attempt)} · {attempt.duration_ms} ms
              </li>
            ))}
          </ol>
          <p className="muted">
            <code>webhook-id: {event.id}</code>, the same however often it is sent.
          </p>
        </Fold>
      )}
    </div>
  )
}
