/** Makes a webhook, or changes one: its address, and what it is told of. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { EventType } from '../../../../schema/webhooks.ts'
import { toProblem } from '../api/problem.ts'
import { keys } from '../api/query-keys.ts'
import type { Webhook } from '../api/types.ts'
import { useApi } from '../session/session.ts'
import { Modal } from '../ui/modal.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { TextField } from '../ui/text-field.tsx'
import { useDraft } from '../ui/use-draft.ts'
import { EVENT_TYPES, EVENTS } from './event-words.ts'
import { SecretShown } from './secret-shown.tsx'

type Draft = { url: string; events: EventType[] }
const EMPTY: Draft = { url: '', events: ['fit.finished', 'direction.activated'] }

export function NewWebhookDialog({ onClose }: { onClose: () => void }) {
  const api = useApi()
  const queries = useQueryClient()
  const [draft, setDraft] = useDraft('webhooks.new', EMPTY)
  const make = useMutation({
    meta: { told: 'in place' },
    mutationFn: () => api.post('/v1/webhooks', { body: { ...draft, url: draft.url.trim() } }),
    onSuccess: () => {
      setDraft(EMPTY)
      void queries.invalidateQueries({ queryKey: keys.webhooks })
    },
  })
  if (make.data) return <SecretShown title="The webhook is there" webhook={make.data} onClose={onClose} />
  return (
    <Modal title="New webhook" onClose={onClose}>
      <WebhookForm draft={draft} onChange={setDraft} action="Make it" change={make} />
    </Modal>
  )
}

export function ChangeWebhookDialog({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const api = useApi()
  const queries = useQueryClient()
  const [stored] = useState<Draft>(() => ({ url: webhook.url, events: webhook.events }))
  const [draft, setDraft] = useDraft(`webhooks.${webhook.id}`, stored)
  const change = useMutation({
    meta: { told: 'in place' },
    mutationFn: () =>
      api.patch('/v1/webhooks/{id}', { path: { id: webhook.id }, body: { ...draft, url: draft.url.trim() } }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: keys.webhooks })
      setDraft(stored)
      onClose()
    },
  })
  return (
    <Modal title="Change the webhook" onClose={onClose}>
      <WebhookForm draft={draft} onChange={setDraft} action="Save" change={change} />
    </Modal>
  )
}

type FormProps = {
  draft: Draft
  onChange: (draft: Draft) => void
  action: string
  change: { mutate: () => void; isPending: boolean; error: Error | null }
}

function WebhookForm({ draft, onChange, action, change: { mutate, isPending, error } }: FormProps) {
  const problem = error ? toProblem(error) : null
  function submit(event: FormEvent) {
    event.preventDefault()
    mutate()
  }
  function toggle(event: EventType, isOn: boolean) {
    const events = EVENT_TYPES.filter((type) => (type === event ? isOn : draft.events.includes(type)))
    onChange({ ...draft, events })
  }
  return (
    <form onSubmit={submit}>
      <TextField
        label="Address"
        type="url"
        required
        maxLength={2000}
        placeholder="https://app.example.com/attune"
        hint="By https, at a public address. Answer 2xx within ten seconds."
        value={draft.url}
        isWrong={problem?.param === 'url'}
        onChange={(url) => onChange({ ...draft, url })}
      />
      <fieldset className="choices">
        <legend>It is told of</legend>
        {EVENT_TYPES.map((event) => (
          <label key={event} className="choice">
            <input
              type="checkbox"
              checked={draft.events.includes(event)}
              onChange={({ target }) => toggle(event, target.checked)}
            />
            <span>
              <code>{event}</code>
              <small>{EVENTS[event]}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <ProblemNote problem={problem} />
      <div className="buttons">
        <button type="submit" className="button button-primary" disabled={isPending || draft.events.length === 0}>
          {action}
        </button>
      </div>
    </form>
  )
}
