/** What several screens read. */
import { queryOptions } from '@tanstack/react-query'
import type { Api } from './client.ts'
import { keys } from './query-keys.ts'
import type { Axis } from './types.ts'

export const projectQuery = (api: Api) =>
  queryOptions({ queryKey: keys.project, queryFn: ({ signal }) => api.get('/v1/project', { signal }) })

export const modelsQuery = (api: Api) =>
  queryOptions({ queryKey: keys.models, queryFn: ({ signal }) => api.all('/v1/models', { signal }) })

export const axesQuery = (api: Api) =>
  queryOptions({ queryKey: keys.axes, queryFn: ({ signal }) => api.all('/v1/axes', { signal }) as Promise<Axis[]> })
