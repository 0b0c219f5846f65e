import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Api } from '../api/client.ts'
import { keys } from '../api/query-keys.ts'
import type { Limits } from '../api/types.ts'
import type { Tagged } from '../ui/edit.ts'
import type { Asked } from './usage-range.ts'

export const usageByDay = (api: Api, asked: Asked) =>
  queryOptions({
    queryKey: keys.usageOf({ ...asked, whole: true }),
    queryFn: ({ signal }) => api.all('/v1/usage', { query: { ...asked, group_by: 'day' }, signal }),
  })

export const usageByName = (api: Api, asked: Asked) =>
  infiniteQueryOptions({
    queryKey: keys.usageOf(asked),
    initialPageParam: '',
    queryFn: ({ signal, pageParam }) =>
      api.get('/v1/usage', { query: { ...asked, ...(pageParam && { after: pageParam }) }, signal }),
    getNextPageParam: ({ data, has_more }) => (has_more ? data.at(-1)?.group : undefined),
    select: ({ pages }) => pages.flatMap(({ data }) => data),
  })

/** The names of keys by id, for who may see them. */
export const keyNames = (api: Api) =>
  queryOptions({
    queryKey: keys.usageOf({ names: 'keys' }),
    queryFn: async ({ signal }) =>
      new Map((await api.all('/v1/keys', { signal })).map(({ id, name }) => [id, name] as const)),
  })

export const limitsQuery = (api: Api) =>
  queryOptions({
    queryKey: keys.limits,
    queryFn: ({ signal }) => api.getTagged('/v1/limits', { signal }) as Promise<Tagged<Limits>>,
  })
