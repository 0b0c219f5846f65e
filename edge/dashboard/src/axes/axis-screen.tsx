/** One axis: its words, when it acts, when it is fitted again, its versions, and what users say of them. */
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useApi } from '../session/session.ts'
import { Page } from '../ui/page.tsx'
import { Loaded } from '../ui/states.tsx'
import { axisQuery } from './axes-query.ts'
import { AxisActions } from './axis-actions.tsx'
import { EditAxisDialog } from './edit-axis-dialog.tsx'
import { ExperimentsSection } from './experiments/experiments-section.tsx'
import { healthOf } from './health.ts'
import { HealthPills } from './health-pills.tsx'
import { ImportDialog } from './import-dialog.tsx'
import { RefitSection } from './refit-section.tsx'
import { VersionsSection } from './versions-section.tsx'
import { WordsSection } from './words-section.tsx'

const route = getRouteApi('/axes/$axis')

export function AxisScreen() {
  const { axis: id } = route.useParams()
  // The key: another axis begins with nothing open.
  return <AxisShown key={id} id={id} />
}

function AxisShown({ id }: { id: string }) {
  const axis = useQuery(axisQuery(useApi(), id))
  const [open, setOpen] = useState<'edit' | 'import' | null>(null)
  const close = () => setOpen(null)
  return (
    <Page
      title={id}
      lead={
        <>
          <Link to="/axes">Axes</Link>
          {axis.data && (
            <>
              {' '}
              · <span className="negative">{axis.data.value.negative.name}</span> ↔{' '}
              <span className="positive">{axis.data.value.positive.name}</span>
            </>
          )}
        </>
      }
      actions={
        axis.data && <AxisActions axis={axis.data.value} tag={axis.data.tag} onImport={() => setOpen('import')} />
      }
    >
      <Loaded query={axis} what="the axis">
        {({ value, tag }) => (
          <>
            <p className="pills">
              {value.active && <span className="pill pill-done">version {value.active.version} is active</span>}
              <HealthPills signs={healthOf(value)} />
            </p>
            <WordsSection axis={value} onEdit={() => setOpen('edit')} />
            <VersionsSection axis={value} tag={tag} />
            <ExperimentsSection axis={value} />
            <RefitSection axis={value} />
            {open === 'edit' && <EditAxisDialog axis={value} tag={tag} onClose={close} />}
            {open === 'import' && <ImportDialog axis={value} onClose={close} />}
          </>
        )}
      </Loaded>
    </Page>
  )
}
