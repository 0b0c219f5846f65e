import { queryOptions } from '@tanstack/react-query'
import type { Api } from '../api/client.ts'
import { keys } from '../api/query-keys.ts'
import type { Invitation, Issuer, Member, ProjectSettings } from '../api/types.ts'
import type { Tagged } from '../ui/edit.ts'

export const settingsQuery = (api: Api) =>
  queryOptions({
    queryKey: keys.settings,
    queryFn: ({ signal }) => api.getTagged('/v1/project', { signal }) as Promise<Tagged<ProjectSettings>>,
  })

export const membersQuery = (api: Api) =>
  queryOptions({
    queryKey: keys.members,
    queryFn: ({ signal }) => api.all('/v1/members', { signal }) as Promise<Member[]>,
  })

export const invitationsQuery = (api: Api) =>
  queryOptions({
    queryKey: keys.invitations,
    queryFn: ({ signal }) => api.all('/v1/members/invitations', { signal }) as Promise<Invitation[]>,
  })

export const issuersQuery = (api: Api) =>
  queryOptions({
    queryKey: keys.issuers,
    queryFn: ({ signal }) => api.all('/v1/issuers', { signal }) as Promise<Issuer[]>,
  })
