import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Api } from '../api/client.ts'
import { keys } from '../api/query-keys.ts'

/** The page before the first one ends nowhere. */
const FIRST: string = ''

/** @param prefix '' for all */
export const profilesQuery = (api: Api, prefix: string) =>
  infiniteQueryOptions({
    queryKey: keys.profilesBy(prefix),
    queryFn: ({ pageParam: after, signal }) =>
      api.get('/v1/profiles', { query: { ...(prefix && { prefix }), ...(after && { after }) }, signal }),
    initialPageParam: FIRST,
    getNextPageParam: ({ data, has_more }) => (has_more ? (data.at(-1)?.user ?? undefined) : undefined),
  })

export const profileQuery = (api: Api, user: string) =>
  queryOptions({
    queryKey: keys.profile(user),
    queryFn: ({ signal }) => api.get('/v1/profiles/{user}', { path: { user }, signal }),
  })

export const explanationQuery = (api: Api, user: string) =>
  queryOptions({
    queryKey: keys.explanation(user),
    queryFn: ({ signal }) => api.get('/v1/profiles/{user}/explanation', { path: { user }, signal }),
  })

/** Newest first. */
export const signalsQuery = (api: Api, user: string) =>
  infiniteQueryOptions({
    queryKey: keys.signals(user),
    queryFn: ({ pageParam: after, signal }) =>
      api.get('/v1/feedback', { query: { user, ...(after && { after }) }, signal }),
    initialPageParam: FIRST,
    getNextPageParam: ({ data, has_more }) => (has_more ? data.at(-1)?.id : undefined),
  })
