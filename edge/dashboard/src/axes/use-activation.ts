/** Puts another version in force, or none; the notice takes it back. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { keys } from '../api/query-keys.ts'
import { useApi } from '../session/session.ts'
import { toast } from '../ui/toast.tsx'
import { inWords } from './changed-meanwhile.ts'

export type Activation = {
  /** Null: the axis is steered by none. */
  version: number | null
  /** What was in force until then. */
  before: number | null
  /** Of the axis as it was seen; absent: whatever it is now. */
  tag?: string | null
}

export function useActivation(axis: string) {
  const api = useApi()
  const queries = useQueryClient()
  const activate = useMutation({
    mutationFn: async ({ version, tag }: Activation) => {
      const headers: Record<string, string> = tag ? { 'if-match': tag } : {}
      try {
        await api.post('/v1/axes/{axis}/activate', { path: { axis }, body: { version }, headers })
      } catch (thrown) {
        throw inWords(thrown)
      }
    },
    onSuccess: (_, { version, before }) =>
      toast({
        message:
          version === null ? `${axis} is not steered any more.` : `${axis} is steered by version ${version} now.`,
        undo: before === version ? undefined : () => activate.mutate({ version: before, before: version }),
      }),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.axes }),
  })
  return { activate }
}
