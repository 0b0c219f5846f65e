/** What the screens of axes read. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Api } from '../api/client.ts'
import { Problem } from '../api/problem.ts'
import { keys } from '../api/query-keys.ts'
import type { Axis, Direction, Experiment, ExperimentWithStatistics } from '../api/types.ts'

/** With the tag that says which state of it was seen. */
export const axisQuery = (api: Api, axis: string) =>
  queryOptions({
    queryKey: keys.axis(axis),
    queryFn: async ({ signal }) =>
      (await api.getTagged('/v1/axes/{axis}', { path: { axis }, signal })) as { value: Axis; tag: string | null },
  })

/** Each holds its evaluation, which is long. */
const VERSIONS_AT_ONCE = 30

/** Newest first. */
export const directionsQuery = (api: Api, axis: string) =>
  infiniteQueryOptions({
    queryKey: keys.directions(axis),
    queryFn: async ({ pageParam, signal }) => {
      const query = { limit: VERSIONS_AT_ONCE, ...(pageParam !== null && { after: pageParam }) }
      const page = await api.get('/v1/axes/{axis}/directions', { path: { axis }, query, signal })
      return page as unknown as { data: Direction[]; has_more: boolean }
    },
    initialPageParam: null as number | null,
    getNextPageParam: ({ data, has_more }) => (has_more ? (data.at(-1)?.version ?? null) : null),
  })

export const directionQuery = (api: Api, axis: string, version: number) =>
  queryOptions({
    queryKey: keys.direction(axis, version),
    queryFn: async ({ signal }) => {
      // The list holds the newest first, and goes on below the version that it is asked for.
      const query = { limit: 1, after: version + 1 }
      const { data } = await api.get('/v1/axes/{axis}/directions', { path: { axis }, query, signal })
      const found = (data as unknown as Direction[]).find((one) => one.version === version)
      if (!found) throw new Problem('refused', `The axis ${axis} has no version ${version}. It may have been deleted.`)
      return found
    },
  })

/** Newest first; an axis has few. */
export const experimentsQuery = (api: Api, axis: string) =>
  queryOptions({
    queryKey: keys.experiments(axis),
    queryFn: async ({ signal }) =>
      (await api.get('/v1/axes/{axis}/experiments', { path: { axis }, signal })).data as Experiment[],
  })

const LOOKED_AT_EVERY_MS = 10_000

/** Of one that runs, what users say is asked for again and again: looking costs nothing (edge/wire/experiment.ts). */
export const experimentQuery = (api: Api, axis: string, id: string) =>
  queryOptions({
    queryKey: keys.experiment(axis, id),
    queryFn: async ({ signal }) =>
      (await api.get('/v1/axes/{axis}/experiments/{id}', {
        path: { axis, id },
        signal,
      })) as ExperimentWithStatistics,
    refetchInterval: ({ state }) => (state.data?.state === 'ended' ? false : LOOKED_AT_EVERY_MS),
  })
