/** What answers used, by day, key, user, model or axis; and beside it, what they may use. */
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Page } from '../ui/page.tsx'
import { LimitsPanel } from './limits-panel.tsx'
import { RangeFields } from './range-fields.tsx'
import { UsagePanel } from './usage-panel.tsx'
import { askedBy, type UsageSearch } from './usage-range.ts'

export function UsageScreen() {
  const search: UsageSearch = useSearch({ from: '/usage' })
  const navigate = useNavigate({ from: '/usage' })
  const asked = askedBy(search, Date.now())
  return (
    <Page title="Usage" lead="Every answer counts once, when it has ended. Days are those of UTC.">
      <RangeFields
        asked={asked}
        onChange={({ group_by, from, to }) =>
          void navigate({ search: { by: group_by === 'day' ? undefined : group_by, from, to }, replace: true })
        }
      />
      <div className="usage">
        <UsagePanel asked={asked} />
        <LimitsPanel />
      </div>
    </Page>
  )
}
