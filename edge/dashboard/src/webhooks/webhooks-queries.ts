import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Api } from '../api/client.ts'
import { keys } from '../api/query-keys.ts'
import type { WebhookDelivery } from '../api/types.ts'

/** While something waits to be sent, its outcome is near. */
const AGAIN_MS = 3_000

export const webhooksQuery = (api: Api) =>
  queryOptions({ queryKey: keys.webhooks, queryFn: ({ signal }) => api.all('/v1/webhooks', { signal }) })

export const webhookQuery = (api: Api, id: string) =>
  queryOptions({
    queryKey: keys.webhook(id),
    queryFn: ({ signal }) => api.get('/v1/webhooks/{id}', { path: { id }, signal }),
  })

export type DeliveryState = WebhookDelivery['state'] | ''

export const deliveriesQuery = (api: Api, id: string, state: DeliveryState) =>
  infiniteQueryOptions({
    queryKey: keys.deliveriesIn(id, state),
    initialPageParam: '',
    queryFn: ({ signal, pageParam }) =>
      api.get('/v1/webhooks/{id}/deliveries', {
        path: { id },
        query: { ...(state && { state }), ...(pageParam && { after: pageParam }) },
        signal,
      }),
    getNextPageParam: ({ data, has_more }) => (has_more ? data.at(-1)?.id : undefined),
    refetchInterval: ({ state: { data } }) =>
      data?.pages.some((page) => page.data.some((one) => one.state === 'pending')) ? AGAIN_MS : false,
    select: ({ pages }) => pages.flatMap(({ data }) => data),
  })
