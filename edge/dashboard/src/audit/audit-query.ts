import { infiniteQueryOptions } from '@tanstack/react-query'
import type { Api } from '../api/client.ts'
import { keys } from '../api/query-keys.ts'
import { type AuditSearch, filtersOf } from './audit-search.ts'

export const auditQuery = (api: Api, search: AuditSearch) =>
  infiniteQueryOptions({
    queryKey: keys.audit(search),
    initialPageParam: '',
    queryFn: ({ signal, pageParam }) =>
      api.get('/v1/audit', { query: { ...filtersOf(search), ...(pageParam && { after: pageParam }) }, signal }),
    getNextPageParam: ({ data, has_more }) => (has_more ? data.at(-1)?.id : undefined),
    select: ({ pages }) => pages.flatMap(({ data }) => data),
  })
