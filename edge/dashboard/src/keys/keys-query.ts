import { queryOptions } from '@tanstack/react-query'
import type { Api } from '../api/client.ts'
import { keys } from '../api/query-keys.ts'

/** Newest first. @param state ended: revoked or expired */
export const keysQuery = (api: Api, state: 'open' | 'ended') =>
  queryOptions({
    queryKey: keys.keysThatAre(state),
    queryFn: ({ signal }) => api.all('/v1/keys', { query: { state }, signal }),
  })
