/** Keeps what the screens know of running fits up to date, by what the server tells of them. */
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { keys } from '../api/query-keys.ts'
import type { Fit } from '../api/types.ts'
import { useApi } from '../session/session.ts'
import { useKeepFit } from './use-keep-fit.ts'
import { watchFit } from './watch-fit.ts'

/** A browser opens six connections to one server at most, and other calls need some of them. */
export const MOST_WATCHED = 3

/** @param ids of fits underway; the first few are watched */
export function useWatchedFits(ids: readonly string[]) {
  const api = useApi()
  const queries = useQueryClient()
  const keep = useKeepFit()
  const watched = ids.slice(0, MOST_WATCHED).join()
  useEffect(() => {
    if (!watched) return
    const left = new AbortController()
    async function watch(id: string) {
      let usable: boolean | null = null
      let state: Fit['state'] | null = null
      for await (const fit of watchFit(api, id, left.signal)) {
        keep(fit)
        const isNews = state !== null && (fit.state !== state || (fit.direction !== null) !== usable)
        state = fit.state
        usable = fit.direction !== null
        // A direction has come, or may have been put in force.
        if (isNews) void queries.invalidateQueries({ queryKey: keys.axes })
      }
    }
    for (const id of watched.split(',')) {
      // What cannot be watched is read as everything else is, and tells there what is wrong.
      watch(id).catch(() => queries.invalidateQueries({ queryKey: keys.fits }))
    }
    return () => left.abort()
  }, [api, queries, keep, watched])
}
