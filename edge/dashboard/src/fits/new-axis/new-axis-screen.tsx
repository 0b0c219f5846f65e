/**
 * A new axis in three steps, or another fit of one that there is. What is typed is kept: over the steps, a reload, and
 * an order that was refused.
 */
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useMemo } from 'react'
import { axesQuery } from '../../api/queries.ts'
import { useApi } from '../../session/session.ts'
import { Page } from '../../ui/page.tsx'
import { Loaded } from '../../ui/states.tsx'
import { fitQuery } from '../fits-query.ts'
import { draftOf, draftOfAxis, EMPTY_DRAFT } from './axis-draft.ts'
import { NewAxisForm } from './new-axis-form.tsx'

const route = getRouteApi('/new-axis')

export function NewAxisScreen() {
  const { from, axis } = route.useSearch()
  if (from !== undefined) return <FromFit id={from} />
  if (axis !== undefined) return <FromAxis id={axis} />
  return (
    <Page title="New axis" lead="One dimension of preference, between two poles.">
      <NewAxisForm name="new-axis" initial={EMPTY_DRAFT} />
    </Page>
  )
}

function FromFit({ id }: { id: string }) {
  const fit = useQuery({ ...fitQuery(useApi(), id), staleTime: Number.POSITIVE_INFINITY })
  const initial = useMemo(
    () => (fit.data?.spec ? draftOf(fit.data.spec, fit.data.activate, fit.data.characteristics) : null),
    [fit.data],
  )
  return (
    <Page title={fit.data ? `Fit ${fit.data.axis} again` : 'Fit again'} lead="As it was fitted, to be changed.">
      <Loaded query={fit} what="the fit">
        {() => initial && <NewAxisForm name={`fit-again.${id}`} initial={initial} />}
      </Loaded>
    </Page>
  )
}

function FromAxis({ id }: { id: string }) {
  const axes = useQuery(axesQuery(useApi()))
  const axis = axes.data?.find((one) => one.id === id)
  // Its words alone matter: that it is read again is no reason to begin anew.
  const words = axis && JSON.stringify([axis.positive, axis.negative])
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const initial = useMemo(() => (axis ? draftOfAxis(axis) : null), [words])
  return (
    <Page title={`Fit ${id}`} lead="By its own words, as a new version.">
      <Loaded query={axes} what="the axis">
        {() => (initial ? <NewAxisForm name={`fit.${id}`} initial={initial} /> : <p>There is no axis {id}.</p>)}
      </Loaded>
    </Page>
  )
}
