/** The project's fits, newest first. Those that still run are asked for every second. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Api } from '../api/client.ts'
import { type Problem, toProblem } from '../api/problem.ts'
import type { Fit, FitOrder } from '../api/types.ts'
import { cancelFit, fitsQuery, readFit, startFit } from './fits-query.ts'

const POLL_MS = 1000

export const isUnderway = ({ state }: Fit): boolean => state === 'queued' || state === 'running'

/**
 * @param onNews told of each fit that ends, or whose direction can be used, while the page watches. Must keep its
 * identity.
 */
export function useFits(api: Api, onNews: (fit: Fit) => void) {
  const listed = useQuery(fitsQuery(api))
  const queries = useQueryClient()
  /** Fits as they were told one by one: with what the list leaves out. */
  const [whole, setWhole] = useState<ReadonlyMap<string, Fit>>(new Map())
  const [pollProblem, setPollProblem] = useState<Problem | null>(null)
  const fits = (listed.data ?? []).map((fit) => whole.get(fit.id) ?? fit)

  const keep = useCallback(
    (fit: Fit) => {
      setWhole((before) => new Map(before).set(fit.id, fit))
      queries.setQueryData(fitsQuery(api).queryKey, (list = []) => {
        const isNew = list.every(({ id }) => id !== fit.id)
        return isNew ? [fit, ...list] : list.map((one) => (one.id === fit.id ? fit : one))
      })
    },
    [api, queries],
  )

  /** Fits that were told as usable already. */
  const usable = useRef(new Set<string>())

  const underway = fits
    .filter(isUnderway)
    .map(({ id }) => id)
    .join()
  useEffect(() => {
    if (!underway) return
    let timer: ReturnType<typeof setTimeout>
    let left = false
    async function poll() {
      try {
        const answers = await Promise.all(underway.split(',').map((id) => readFit(api, id)))
        if (left) return
        setPollProblem(null)
        for (const fit of answers) {
          keep(fit)
          const isNews = fit.direction !== null && !usable.current.has(fit.id)
          if (isNews) usable.current.add(fit.id)
          if (isNews || !isUnderway(fit)) onNews(fit)
        }
      } catch (thrown) {
        if (!left) setPollProblem(toProblem(thrown))
      }
      if (!left) timer = setTimeout(poll, POLL_MS)
    }
    timer = setTimeout(poll, POLL_MS)
    return () => {
      left = true
      clearTimeout(timer)
    }
  }, [api, underway, keep, onNews])

  const refresh = useCallback((id: string) => readFit(api, id).then(keep), [api, keep])
  const start = useCallback(
    async (order: FitOrder) => {
      const fit = await startFit(api, order)
      keep(fit)
      // The preview is a fit of its own. It comes first; the list finds it later should it be missed here.
      if (fit.preview) await refresh(fit.preview).catch(() => {})
    },
    [api, keep, refresh],
  )
  const cancel = useCallback((id: string) => cancelFit(api, id).then(keep), [api, keep])

  const problem = pollProblem ?? (listed.error && toProblem(listed.error))
  return { fits, isPending: listed.isPending, problem, reload: listed.refetch, start, refresh, cancel }
}
