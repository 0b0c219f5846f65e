/** What the project may use, and how much of it is used. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Limits } from '../api/types.ts'
import { useApi } from '../session/session.ts'
import { bytes, compact, whole } from '../ui/amount.ts'
import { Fact } from '../ui/fact.tsx'
import { percent } from '../ui/format.ts'
import { Meter } from '../ui/meter.tsx'
import { Panel } from '../ui/panel.tsx'
import { Scoped } from '../ui/scoped.tsx'
import { LimitsDialog } from './limits-dialog.tsx'
import { formOf, inWords, NAMES } from './limits-form.ts'
import { limitsQuery } from './usage-queries.ts'

export function LimitsPanel() {
  const limits = useQuery(limitsQuery(useApi()))
  const [isChanging, setChanging] = useState(false)
  const change = limits.data && (
    <button type="button" className="button button-small" onClick={() => setChanging(true)}>
      Change
    </button>
  )
  return (
    <Panel title="Limits" actions={change}>
      <Scoped query={limits} what="the limits" scope="project">
        {(stored) => (
          <>
            <Budget limits={stored.value} />
            <Quotas limits={stored.value} />
            <Rates limits={stored.value} />
            {isChanging && <LimitsDialog stored={stored} onClose={() => setChanging(false)} />}
          </>
        )}
      </Scoped>
    </Panel>
  )
}

function Budget({ limits: { used, tokens_per_month: budget, warn_at } }: { limits: Limits }) {
  if (budget === null) {
    return (
      <p className="muted">
        {whole(used.tokens)} tokens in {used.month}. There is no budget: set one to be warned before it is spent.
      </p>
    )
  }
  const share = budget > 0 ? used.tokens / budget : 1
  return (
    <>
      <Meter label={`Tokens in ${used.month}`} used={used.tokens} most={budget} show={compact} mark={warn_at} />
      {share >= 1 ? (
        <p className="problem">The month’s budget is spent: answers are refused with 429 until it is raised.</p>
      ) : (
        share >= warn_at && (
          <p className="warning">
            {percent(share)} of the month’s budget is spent. Webhooks for budget.warning were told at {percent(warn_at)}
            .
          </p>
        )
      )}
      {share < warn_at && <p className="muted">There is a warning at {percent(warn_at)}.</p>}
    </>
  )
}

/** From there on a quota is drawn as nearly used up. */
const NEARLY = 0.9

function Quotas({ limits: { used, storage } }: { limits: Limits }) {
  return (
    <div className="meters">
      <Meter label="Profiles" used={used.profiles} most={storage.profiles} show={compact} mark={NEARLY} />
      <Meter label="Axes" used={used.axes} most={storage.axes} show={compact} mark={NEARLY} />
      <Meter
        label="Axes of single users"
        used={used.private_axes}
        most={storage.private_axes}
        show={compact}
        mark={NEARLY}
      />
      <Meter label="Versions" used={used.versions} most={storage.versions} show={compact} mark={NEARLY} />
      <Meter
        label="Directions’ files"
        used={used.artifact_bytes}
        most={storage.artifact_bytes}
        show={bytes}
        mark={NEARLY}
      />
    </div>
  )
}

const SHOWN = [
  'key.requests_per_minute',
  'key.tokens_per_minute',
  'key.running',
  'user.requests_per_minute',
  'user.tokens_per_minute',
  'user.running',
  'running',
  'fits_per_day',
] as const

function Rates({ limits }: { limits: Limits }) {
  const form = formOf(limits)
  const set = SHOWN.filter((field) => form[field] !== null)
  if (set.length === 0) return <p className="muted">No limit by the minute, nor on how many answers run at once.</p>
  return (
    <dl className="facts">
      {set.map((field) => (
        <Fact key={field} name={NAMES[field]}>
          {inWords(field, form[field])}
        </Fact>
      ))}
    </dl>
  )
}
