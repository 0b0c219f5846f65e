/** Who changed what, from what to what: entries are only ever added. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'
import { useApi } from '../session/session.ts'
import { Page } from '../ui/page.tsx'
import { Scoped } from '../ui/scoped.tsx'
import { Empty, Loading } from '../ui/states.tsx'
import { VirtualList } from '../ui/virtual-list.tsx'
import { AuditFilters } from './audit-filters.tsx'
import { auditQuery } from './audit-query.ts'
import { AuditRow } from './audit-row.tsx'
import type { AuditSearch } from './audit-search.ts'

const ROW_PIXELS = 84

export function AuditScreen() {
  const search: AuditSearch = useSearch({ from: '/audit' })
  const navigate = useNavigate({ from: '/audit' })
  const entries = useInfiniteQuery(auditQuery(useApi(), search))
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = entries
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  const narrow = (change: AuditSearch) => void navigate({ search: { ...search, ...change }, replace: true })
  const isNarrowed = Object.keys(search).length > 0

  return (
    <Page title="Audit log" lead="Who changed what, and how. Nothing in it can be changed or removed.">
      <AuditFilters search={search} onChange={narrow} />
      <Scoped query={entries} what="the audit log" scope="audit">
        {(found) =>
          found.length === 0 ? (
            <Empty
              title={isNarrowed ? 'No entry is like that' : 'Nothing was changed yet'}
              action={
                isNarrowed && (
                  <button type="button" className="button" onClick={() => void navigate({ search: {}, replace: true })}>
                    Show all
                  </button>
                )
              }
            >
              Every change by a key, a member or a schedule is noted here, with what there was before and after. What
              users change of their own profiles is not.
            </Empty>
          ) : (
            <VirtualList label="Entries" items={found} rowPixels={ROW_PIXELS} keyOf={({ id }) => id} onEnd={onEnd}>
              {(entry) => <AuditRow entry={entry} onNarrow={narrow} />}
            </VirtualList>
          )
        }
      </Scoped>
      {isFetchingNextPage && <Loading what="older entries" />}
    </Page>
  )
}
