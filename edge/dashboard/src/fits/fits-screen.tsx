/** All fits, newest first, those underway as they move on. */

import { useQuery } from '@tanstack/react-query'
import { useApi } from '../session/session.ts'
import { Page } from '../ui/page.tsx'
import { Empty, Loaded } from '../ui/states.tsx'
import { VirtualList } from '../ui/virtual-list.tsx'
import { FitRow } from './fit-row.tsx'
import { fitsQuery } from './fits-query.ts'
import { NewAxis } from './new-axis/new-axis-link.tsx'
import { isUnderway } from './underway.ts'
import { MOST_WATCHED, useWatchedFits } from './use-watched-fits.ts'

const ROW_PIXELS = 72
const UNWATCHED_EVERY_MS = 5_000

export function FitsScreen() {
  const api = useApi()
  const fits = useQuery({
    ...fitsQuery(api),
    // Those that wait behind the watched ones are looked after now and then.
    refetchInterval: ({ state }) =>
      (state.data ?? []).filter(isUnderway).length > MOST_WATCHED ? UNWATCHED_EVERY_MS : false,
  })
  // The oldest runs; those that were asked for later wait for it.
  const underway = (fits.data ?? []).filter(isUnderway).toReversed()
  useWatchedFits(underway.map(({ id }) => id))

  return (
    <Page
      title="Fits"
      lead="Each turns two described poles into a direction, and measures what it does."
      actions={<NewAxis>+ New axis</NewAxis>}
    >
      <Loaded query={fits} what="the fits">
        {(all) =>
          all.length === 0 ? (
            <Empty title="No fit yet" action={<NewAxis>Describe the first one</NewAxis>}>
              Describe two poles in words; the model writes the examples and learns the direction. Here you watch it do
              so, and see what it found.
            </Empty>
          ) : (
            <VirtualList label="Fits" items={all} rowPixels={ROW_PIXELS} keyOf={({ id }) => id}>
              {(fit) => <FitRow fit={fit} />}
            </VirtualList>
          )
        }
      </Loaded>
    </Page>
  )
}
