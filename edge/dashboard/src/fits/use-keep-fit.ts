/** Puts a fit where all screens find it. */
import { useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { Fit } from '../api/types.ts'
import { useApi } from '../session/session.ts'
import { fitQuery, fitsQuery } from './fits-query.ts'

export function useKeepFit(): (fit: Fit) => void {
  const api = useApi()
  const queries = useQueryClient()
  return useCallback(
    (fit) => {
      // Events leave out what was asked for.
      queries.setQueryData(fitQuery(api, fit.id).queryKey, (before) =>
        fit.spec || before ? { ...fit, spec: fit.spec ?? before?.spec ?? null } : undefined,
      )
      queries.setQueryData(fitsQuery(api).queryKey, (list) => {
        if (!list) return undefined
        const isNew = list.every(({ id }) => id !== fit.id)
        return isNew ? [fit, ...list] : list.map((one) => (one.id === fit.id ? fit : one))
      })
    },
    [api, queries],
  )
}
