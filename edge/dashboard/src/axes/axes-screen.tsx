/** The project's axes: between which poles each moves an answer, and by which version. */

import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useMemo } from 'react'
import { axesQuery } from '../api/queries.ts'
import type { Axis } from '../api/types.ts'
import { NewAxis } from '../fits/new-axis/new-axis-link.tsx'
import { useApi } from '../session/session.ts'
import { count } from '../ui/format.ts'
import { Page } from '../ui/page.tsx'
import { SearchField } from '../ui/search-field.tsx'
import { Empty, Loaded } from '../ui/states.tsx'
import { useDraft } from '../ui/use-draft.ts'
import { VirtualList } from '../ui/virtual-list.tsx'
import { AxisRow } from './axis-row.tsx'
import { CorrelationMap } from './correlation-map.tsx'

/** From so many on, a list is searched rather than looked through. */
const MANY = 10
const ROW_PIXELS = 76

export function AxesScreen() {
  const axes = useQuery(axesQuery(useApi()))
  return (
    <Page
      title="Axes"
      lead="Each is one dimension of preference, between two poles."
      actions={<NewAxis>+ New axis</NewAxis>}
    >
      <Loaded query={axes} what="the axes">
        {(all) =>
          all.length === 0 ? (
            <Empty title="No axis yet" action={<NewAxis>Describe the first one</NewAxis>}>
              An axis is described in words: how an answer at either pole reads. A fit then finds the direction between
              them, and whoever uses your application is moved along it as they like.
            </Empty>
          ) : (
            <>
              {/* Nobody scrolls past a thousand rows to what is below them. */}
              {all.length > MANY && <CorrelationMap axes={all} />}
              <AxisList axes={all} />
              {all.length <= MANY && <CorrelationMap axes={all} />}
            </>
          )
        }
      </Loaded>
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
