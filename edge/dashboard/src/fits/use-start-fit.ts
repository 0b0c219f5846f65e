/** Starts a fit and goes to where it can be watched. */
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useCallback } from 'react'
import { keys } from '../api/query-keys.ts'
import type { FitOrder } from '../api/types.ts'
import { useApi } from '../session/session.ts'
import { startFit } from './fits-query.ts'
import { useKeepFit } from './use-keep-fit.ts'

/** What it gives throws a Problem where the server refuses. */
export function useStartFit(): (order: FitOrder) => Promise<void> {
  const api = useApi()
  const keep = useKeepFit()
  const queries = useQueryClient()
  const navigate = useNavigate()
  return useCallback(
    async (order) => {
      const fit = await startFit(api, order)
      keep(fit)
      // Its preview is a fit of its own, and its axis may be new.
      void queries.invalidateQueries({ queryKey: keys.fits, exact: true })
      void queries.invalidateQueries({ queryKey: keys.axes })
      await navigate({ to: '/fits/$id', params: { id: fit.id } })
    },
    [api, keep, queries, navigate],
  )
}
