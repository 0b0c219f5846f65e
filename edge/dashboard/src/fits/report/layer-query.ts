/** The layer that a version of an axis acts on: in its direction alone, so read when it is to be shown. */
import { queryOptions } from '@tanstack/react-query'
import type { Api } from '../../api/client.ts'
import { keys } from '../../api/query-keys.ts'

export type LayerQuery = ReturnType<typeof layerQuery>

/** @param version null: there is none yet. */
export const layerQuery = (api: Api, axis: string, version: number | null) =>
  queryOptions({
    queryKey: keys.layer(axis, version),
    queryFn: async ({ signal }): Promise<number | null> => {
      if (version === null) return null
      // The list holds the newest first, and goes on below the version that it is asked for.
      const query = { limit: 1, after: version + 1 }
      const { data } = await api.get('/v1/axes/{axis}/directions', { path: { axis }, query, signal })
      return data.find((one) => one.version === version)?.manifest.layers[0]?.layer ?? null
    },
    staleTime: Number.POSITIVE_INFINITY,
  })
