import { queryOptions } from '@tanstack/react-query'
import type { Api } from '../api/client.ts'
import { keys } from '../api/query-keys.ts'
import type { Fit, FitOrder } from '../api/types.ts'

/** The newest first, without what is long. */
export const fitsQuery = (api: Api) =>
  queryOptions({
    queryKey: keys.fits,
    queryFn: async ({ signal }) => (await api.get('/v1/fits', { signal })).data as Fit[],
  })

/** With what was asked for. */
export const fitQuery = (api: Api, id: string) =>
  queryOptions({
    queryKey: keys.fit(id),
    queryFn: ({ signal }) => api.get('/v1/fits/{id}', { path: { id }, signal }) as Promise<Fit>,
  })

export const startFit = (api: Api, body: FitOrder) => api.post('/v1/fits', { body }) as Promise<Fit>
export const cancelFit = (api: Api, id: string) => api.delete('/v1/fits/{id}', { path: { id } }) as Promise<Fit>
