/** The project's axes: between which poles each moves an answer, and by which version. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useDeferredValue, useMemo, useRef } from 'react'
import { axesQuery } from '../api/queries.ts'
import { keys } from '../api/query-keys.ts'
import type { Axis, FitOrder } from '../api/types.ts'
import { startFit } from '../fits/fits-query.ts'
import { NewAxisDialog } from '../fits/new-axis/new-axis-dialog.tsx'
import { useApi } from '../session/session.ts'
import { count } from '../ui/format.ts'
import { Page } from '../ui/page.tsx'
import { SearchField } from '../ui/search-field.tsx'
import { Empty, Loaded } from '../ui/states.tsx'
import { useDraft } from '../ui/use-draft.ts'
import { VirtualList } from '../ui/virtual-list.tsx'
import { AxisRow } from './axis-row.tsx'

/** From so many on, a list is searched rather than looked through. */
const MANY = 10
const ROW_PIXELS = 76

export function AxesScreen() {
  const api = useApi()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const dialog = useRef<HTMLDialogElement>(null)
  const axes = useQuery(axesQuery(api))

  async function start(order: FitOrder) {
    await startFit(api, order)
    void queries.invalidateQueries({ queryKey: keys.fits })
    await navigate({ to: '/fits' })
  }

  const newAxis = (
    <button type="button" className="button button-primary" onClick={() => dialog.current?.showModal()}>
      + New axis
    </button>
  )
  return (
    <Page title="Axes" lead="Each is one dimension of preference, between two poles." actions={newAxis}>
      <Loaded query={axes} what="the axes">
        {(all) =>
          all.length === 0 ? (
            <Empty title="No axis yet">
              An axis is described in words: how an answer at either pole reads. A fit then finds the direction between
              them.
            </Empty>
          ) : (
            <AxisList axes={all} />
          )
        }
      </Loaded>
      <NewAxisDialog ref={dialog} onStart={start} />
    </Page>
  )
}

function AxisList({ axes }: { axes: Axis[] }) {
  const [typed, setTyped] = useDraft('axes.search', '')
  const wanted = useDeferredValue(typed.trim().toLowerCase())
  const found = useMemo(
    () =>
      axes.filter(({ id, positive, negative }) =>
        `${id} ${negative.name} ${positive.name}`.toLowerCase().includes(wanted),
      ),
    [axes, wanted],
  )
  return (
    <>
      {axes.length > MANY && (
        <SearchField
          label="Search the axes"
          value={typed}
          onChange={setTyped}
          found={count(found.length, 'axis', 'axes')}
        />
      )}
      <VirtualList label="Axes" items={found} rowPixels={ROW_PIXELS} keyOf={({ id }) => id}>
        {(axis) => <AxisRow axis={axis} />}
      </VirtualList>
    </>
  )
}
