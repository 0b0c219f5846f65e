import { queryOptions } from '@tanstack/react-query'
import type { Api } from '../api/client.ts'
import { keys } from '../api/query-keys.ts'

/** Workers announce themselves every five seconds. */
const WORKERS_MS = 3_000
const ANSWER_MS = 1_000

export const workersQuery = (api: Api) =>
  queryOptions({
    queryKey: keys.workers,
    queryFn: async ({ signal }) => (await api.get('/v1/workers', { signal })).data,
    refetchInterval: WORKERS_MS,
  })

export const isGoingOn = (status: string): boolean => status === 'queued' || status === 'running'

export const generationQuery = (api: Api, id: string) =>
  queryOptions({
    queryKey: keys.generation(id),
    queryFn: ({ signal }) => api.get('/v1/generations/{id}', { path: { id }, signal }),
    refetchInterval: ({ state: { data } }) => (data && isGoingOn(data.status) ? ANSWER_MS : false),
  })
