/** One webhook: what it is told of, whether it takes it, and every message with what came of it. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { keys } from '../api/query-keys.ts'
import type { Webhook } from '../api/types.ts'
import { useApi } from '../session/session.ts'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { Fact } from '../ui/fact.tsx'
import { Page } from '../ui/page.tsx'
import { Panel } from '../ui/panel.tsx'
import { Scoped } from '../ui/scoped.tsx'
import { Time } from '../ui/time.tsx'
import { toast } from '../ui/toast.tsx'
import { Deliveries } from './deliveries.tsx'
import { outcomeOf } from './delivery-words.ts'
import { RotateDialog } from './rotate-dialog.tsx'
import { ChangeWebhookDialog } from './webhook-dialog.tsx'
import { WebhookState } from './webhook-state.tsx'
import { webhookQuery } from './webhooks-queries.ts'

export function WebhookScreen() {
  const { webhook: id } = useParams({ from: '/webhooks/$webhook' })
  const webhook = useQuery(webhookQuery(useApi(), id))
  return (
    <Page
      title={webhook.data?.url ?? 'Webhook'}
      lead={<Link to="/webhooks">All webhooks</Link>}
      actions={webhook.data && <Actions webhook={webhook.data} />}
    >
      <Scoped query={webhook} what="the webhook" scope="project">
        {(one) => (
          <>
            <Facts webhook={one} />
            <Deliveries webhook={one} />
          </>
        )}
      </Scoped>
    </Page>
  )
}

function Facts({ webhook }: { webhook: Webhook }) {
  return (
    <Panel title="State" actions={<WebhookState webhook={webhook} />}>
      {webhook.disabled_reason && <p className="warning">{webhook.disabled_reason}</p>}
      <dl className="facts">
        <Fact name="Told of">{webhook.events.join(', ')}</Fact>
        <Fact name="Made">
          <Time at={webhook.created} />
        </Fact>
        {webhook.overlap_until !== null && webhook.overlap_until * 1000 > Date.now() && (
          <Fact name="The old secret signs too until">
            <Time at={webhook.overlap_until} />
          </Fact>
        )}
      </dl>
    </Panel>
  )
}

type Opened = 'change' | 'rotate' | 'delete' | null

function Actions({ webhook }: { webhook: Webhook }) {
  const api = useApi()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [opened, setOpened] = useState<Opened>(null)
  const close = () => setOpened(null)
  const path = { id: webhook.id }
  const readAgain = () => queries.invalidateQueries({ queryKey: keys.webhooks })
  const test = useMutation({
    mutationFn: () => api.post('/v1/webhooks/{id}/test', { path }),
    onSuccess: (delivery) => {
      const wasTaken = delivery.state === 'delivered'
      toast({ message: `Tried: ${outcomeOf(delivery)}`, ...(!wasTaken && { kind: 'problem' }) })
    },
    onSettled: readAgain,
  })
  const enable = useMutation({
    mutationFn: (enabled: boolean) => api.patch('/v1/webhooks/{id}', { path, body: { enabled } }),
    onSuccess: (_, enabled) =>
      toast({
        message: enabled ? 'Enabled: it is told what happens from now on.' : 'Disabled: it is told nothing.',
        undo: () => enable.mutate(!enabled),
      }),
    onSettled: readAgain,
  })
  return (
    <>
      <button type="button" className="button" disabled={test.isPending} onClick={() => test.mutate()}>
        {test.isPending ? 'Trying…' : 'Try it'}
      </button>
      <button type="button" className="button" onClick={() => setOpened('change')}>
        Change
      </button>
      <button
        type="button"
        className="button"
        disabled={enable.isPending}
        onClick={() => enable.mutate(!webhook.enabled)}
      >
        {webhook.enabled ? 'Disable' : 'Enable'}
      </button>
      <button type="button" className="button" onClick={() => setOpened('rotate')}>
        Another secret
      </button>
      <button type="button" className="button button-stop" onClick={() => setOpened('delete')}>
        Delete
      </button>
      {opened === 'change' && <ChangeWebhookDialog webhook={webhook} onClose={close} />}
      {opened === 'rotate' && <RotateDialog id={webhook.id} onClose={close} />}
      {opened === 'delete' && (
        <ConfirmDialog
          title="Delete the webhook?"
          action="Delete"
          onClose={close}
          onConfirm={async () => {
            await api.delete('/v1/webhooks/{id}', { path })
            await navigate({ to: '/webhooks' })
            await readAgain()
          }}
        >
          <p>{webhook.url} is told nothing any more, and the log of its deliveries is gone.</p>
        </ConfirmDialog>
      )}
    </>
  )
}
