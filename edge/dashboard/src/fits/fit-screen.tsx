/** One fit: what it is doing as it does it, how it ended, and what can be done with the result. */
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { axesQuery } from '../api/queries.ts'
import type { Fit } from '../api/types.ts'
import { useApi } from '../session/session.ts'
import { Page } from '../ui/page.tsx'
import { Loaded } from '../ui/states.tsx'
import { Time } from '../ui/time.tsx'
import { FitShown } from './fit-shown.tsx'
import { fitQuery } from './fits-query.ts'
import { fitName } from './state-words.ts'
import { isUnderway } from './underway.ts'
import { useWatchedFits } from './use-watched-fits.ts'

const route = getRouteApi('/fits/$id')

export function FitScreen() {
  const api = useApi()
  const { id } = route.useParams()
  const fit = useQuery(fitQuery(api, id))
  const preview = useQuery({ ...fitQuery(api, fit.data?.preview ?? ''), enabled: Boolean(fit.data?.preview) })
  const axes = useQuery(axesQuery(api))
  const shown = [fit.data, preview.data].filter((one) => one !== undefined)
  useWatchedFits(shown.filter(isUnderway).map((one) => one.id))
  const axisOf = (one: Fit) => axes.data?.find((axis) => axis.id === one.axis) ?? null

  return (
    <Page title={fit.data ? `Fit of ${fitName(fit.data)}` : 'Fit'} lead={fit.data && <Lead fit={fit.data} />}>
      <Loaded query={fit} what="the fit">
        {(one) => (
          <>
            {preview.data && (
              <FitShown key={preview.data.id} fit={preview.data} axis={axisOf(preview.data)} isPreview />
            )}
            <FitShown key={one.id} fit={one} axis={axisOf(one)} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

const Lead = ({ fit: { axis, created, preview_of } }: { fit: Fit }) => (
  <>
    Of the axis{' '}
    <Link to="/axes/$axis" params={{ axis }}>
      {axis}
    </Link>
    , asked for <Time at={created} />
    {preview_of && (
      <>
        {' '}
        as a preview of{' '}
        <Link to="/fits/$id" params={{ id: preview_of }}>
          another fit
        </Link>
      </>
    )}
    .
  </>
)
