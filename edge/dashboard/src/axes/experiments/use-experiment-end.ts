/** Ends an experiment: the active version stays, or the challenger takes its place. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { keys } from '../../api/query-keys.ts'
import type { Experiment } from '../../api/types.ts'
import { useApi } from '../../session/session.ts'
import { toast } from '../../ui/toast.tsx'
import { useActivation } from '../use-activation.ts'

export function useExperimentEnd({ axis, id, active, challenger }: Experiment) {
  const api = useApi()
  const queries = useQueryClient()
  const { activate } = useActivation(axis)
  const onSettled = () => queries.invalidateQueries({ queryKey: keys.axes })
  const path = { axis, id }
  const stop = useMutation({
    mutationFn: () => api.post('/v1/axes/{axis}/experiments/{id}/stop', { path }),
    onSuccess: () => toast({ message: `Everybody is steered by version ${active} again.` }),
    onSettled,
  })
  const promote = useMutation({
    mutationFn: () => api.post('/v1/axes/{axis}/experiments/{id}/promote', { path }),
    onSuccess: () =>
      toast({
        message: `Everybody is steered by version ${challenger} now.`,
        undo: () => activate.mutate({ version: active, before: challenger }),
      }),
    onSettled,
  })
  return { stop, promote }
}
