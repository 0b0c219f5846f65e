/** Addresses of the application that are told what happens here. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { keys } from '../api/query-keys.ts'
import type { Webhook } from '../api/types.ts'
import { useApi } from '../session/session.ts'
import { Page } from '../ui/page.tsx'
import { Scoped } from '../ui/scoped.tsx'
import { Empty } from '../ui/states.tsx'
import { useRemoval } from '../ui/use-removal.ts'
import { NewWebhookDialog } from './webhook-dialog.tsx'
import { WebhookState } from './webhook-state.tsx'
import { webhooksQuery } from './webhooks-queries.ts'

export function WebhooksScreen() {
  const api = useApi()
  const queries = useQueryClient()
  const webhooks = useQuery(webhooksQuery(api))
  const [isMaking, setMaking] = useState(false)
  const { isGone, remove } = useRemoval(async (id) => {
    await api.delete('/v1/webhooks/{id}', { path: { id } })
    await queries.invalidateQueries({ queryKey: keys.webhooks })
  })
  const make = webhooks.data && (
    <button type="button" className="button button-primary" onClick={() => setMaking(true)}>
      + New webhook
    </button>
  )
  return (
    <Page title="Webhooks" lead="Your application is told what happens here, by signed messages." actions={make}>
      <Scoped query={webhooks} what="the webhooks" scope="project">
        {(all) => {
          const there = all.filter(({ id }) => !isGone(id))
          if (there.length === 0) {
            return (
              <Empty title="No webhook yet">
                Give an https address of your application, and it is told when a fit is done, a version comes into force
                or the month’s budget is nearly spent. Messages are signed as Standard Webhooks says, so its libraries
                check them; what fails is tried again for a day.
              </Empty>
            )
          }
          return (
            <ul className="card list" aria-label="Webhooks">
              {there.map((webhook) => (
                <li key={webhook.id}>
                  <WebhookRow
                    webhook={webhook}
                    onDelete={() =>
                      remove(webhook.id, `The webhook to ${webhook.url} is deleted, with its deliveries.`)
                    }
                  />
                </li>
              ))}
            </ul>
          )
        }}
      </Scoped>
      {isMaking && <NewWebhookDialog onClose={() => setMaking(false)} />}
    </Page>
  )
}

const WebhookRow = ({ webhook, onDelete }: { webhook: Webhook; onDelete: () => void }) => (
  <div className="row">
    <div className="row-main">
      <Link to="/webhooks/$webhook" params={{ webhook: webhook.id }}>
        {webhook.url}
      </Link>
      <span className="muted">{webhook.events.join(', ')}</span>
    </div>
    <div className="row-facts">
      <WebhookState webhook={webhook} />
    </div>
    <button type="button" className="button button-small" onClick={onDelete}>
      Delete<span className="visually-hidden"> the webhook to {webhook.url}</span>
    </button>
  </div>
)
