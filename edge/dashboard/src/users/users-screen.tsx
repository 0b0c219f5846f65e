/** The users that have a profile, by the beginning of their names: any number of them, a page at a time. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useCallback, useEffect, useState } from 'react'
import { toProblem } from '../api/problem.ts'
import { useApi } from '../session/session.ts'
import { Page } from '../ui/page.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { SearchField } from '../ui/search-field.tsx'
import { Empty, Loading } from '../ui/states.tsx'
import { VirtualList } from '../ui/virtual-list.tsx'
import { ProfileRow } from './profile-row.tsx'
import { profilesQuery } from './users-queries.ts'

const GATHER_MS = 200
const ROW_PIXELS = 70

const route = getRouteApi('/users')

export function UsersScreen() {
  const api = useApi()
  const { prefix = '' } = route.useSearch()
  const typed = useTypedPrefix(prefix)
  const pages = useInfiniteQuery(profilesQuery(api, prefix))
  const profiles = pages.data?.pages.flatMap(({ data }) => data) ?? []
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])

  return (
    <Page title="Users" lead="What each user likes, as it was set by hand or learned from what they signal.">
      <SearchField
        label="Names that begin with"
        placeholder="ada"
        {...typed}
        found={pages.data && foundWords(profiles.length, hasNextPage)}
      />
      <ProblemNote problem={pages.error ? toProblem(pages.error) : null} onRetry={() => void pages.refetch()} />
      {pages.isPending && <Loading what="the users" />}
      {pages.data && profiles.length === 0 && <NoUsers prefix={prefix} />}
      {profiles.length > 0 && (
        <VirtualList
          label="Users"
          items={profiles}
          rowPixels={ROW_PIXELS}
          keyOf={({ user }) => user ?? ''}
          onEnd={more}
        >
          {(profile) => <ProfileRow profile={profile} />}
        </VirtualList>
      )}
      {isFetchingNextPage && <Loading what="more users" />}
    </Page>
  )
}

const foundWords = (n: number, hasMore: boolean): string =>
  `${n}${hasMore ? ' or more' : ''} ${n === 1 && !hasMore ? 'user' : 'users'}`

/** What is typed goes into the address once the typing pauses, and what the address says goes into the field. */
function useTypedPrefix(prefix: string) {
  const navigate = route.useNavigate()
  const [value, onChange] = useState(prefix)
  useEffect(() => onChange(prefix), [prefix])
  useEffect(() => {
    if (value.trim() === prefix) return
    const timer = setTimeout(() => void navigate({ search: { prefix: value.trim() }, replace: true }), GATHER_MS)
    return () => clearTimeout(timer)
  }, [value, prefix, navigate])
  return { value, onChange }
}

function NoUsers({ prefix }: { prefix: string }) {
  if (prefix === '') {
    return (
      <Empty title="No user has a profile yet">
        Requests that name a <code>user</code> are steered by that user’s profile. One begins with the first signal that
        your app sends to <code>POST /v1/feedback</code>, or with a strength that is set by hand.
      </Empty>
    )
  }
  return (
    <Empty
      title={`No stored user begins with ‘${prefix}’`}
      action={
        <Link to="/users/$user" params={{ user: prefix }} className="button">
          Look at {prefix} all the same
        </Link>
      }
    >
      A user without a profile of their own is steered by the project’s default.
    </Empty>
  )
}
