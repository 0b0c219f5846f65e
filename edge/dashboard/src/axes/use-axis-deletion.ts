/** Deletes an axis, or a version of one; the notice brings it back. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { keys } from '../api/query-keys.ts'
import { useApi } from '../session/session.ts'
import { toast } from '../ui/toast.tsx'
import { inWords } from './changed-meanwhile.ts'
import { uploadDirection } from './upload-direction.ts'

export function useAxisDeletion(axis: string) {
  const api = useApi()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const read = () => queries.invalidateQueries({ queryKey: keys.axes })

  const restore = useMutation({
    mutationFn: () => api.post('/v1/axes/{axis}/restore', { path: { axis } }),
    onSuccess: () => toast({ message: `${axis} is back, with its versions and its place in profiles.` }),
    onSettled: read,
  })
  const remove = useMutation({
    mutationFn: async (tag: string | null) => {
      const headers: Record<string, string> = tag ? { 'if-match': tag } : {}
      try {
        await api.delete('/v1/axes/{axis}', { path: { axis }, headers })
      } catch (thrown) {
        throw inWords(thrown)
      }
    },
    onSuccess: async () => {
      toast({ message: `${axis} is deleted. For thirty days it can be brought back.`, undo: () => restore.mutate() })
      await navigate({ to: '/axes' })
      queries.removeQueries({ queryKey: keys.axis(axis) })
    },
    onSettled: read,
  })
  return { remove }
}

export function useVersionDeletion(axis: string) {
  const api = useApi()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const read = () => queries.invalidateQueries({ queryKey: keys.axes })

  const restore = useMutation({
    mutationFn: ({ file }: { version: number; file: Blob }) => uploadDirection(api, axis, file, { activate: 'never' }),
    onSuccess: (_, { version }) => toast({ message: `Version ${version} of ${axis} is back.` }),
    onSettled: read,
  })
  const remove = useMutation({
    mutationFn: async (version: number) => {
      // The same file, sent again, is that version again: so it is kept until nobody wants it back.
      const file = await api.file('/v1/axes/{axis}/directions/{version}/file', { path: { axis, version } })
      await api.delete('/v1/axes/{axis}/directions/{version}', { path: { axis, version } })
      return file
    },
    onSuccess: async (file, version) => {
      toast({ message: `Version ${version} of ${axis} is deleted.`, undo: () => restore.mutate({ version, file }) })
      await navigate({ to: '/axes/$axis', params: { axis } })
      queries.removeQueries({ queryKey: keys.direction(axis, version) })
    },
    onSettled: read,
  })
  return { remove }
}
