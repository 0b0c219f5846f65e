/** Holds an axis of a user at a strength, or lets go of it: shown at once, and put back where the server refuses. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { keys } from '../api/query-keys.ts'
import { useApi } from '../session/session.ts'
import { signed } from '../ui/format.ts'
import { toast } from '../ui/toast.tsx'
import type { Belief } from './beliefs.tsx'
import { explanationQuery } from './users-queries.ts'

/** @param value null: let go */
type Change = { axis: string; value: number | null }

export function useStrengthChange(user: string) {
  const api = useApi()
  const queries = useQueryClient()
  const { queryKey } = explanationQuery(api, user)

  const { mutate } = useMutation({
    mutationFn: ({ axis, value }: Change) =>
      api.patch('/v1/profiles/{user}', { path: { user }, body: { strengths: { [axis]: value } } }),
    async onMutate({ axis, value }) {
      await queries.cancelQueries({ queryKey })
      const before = queries.getQueryData(queryKey)
      // What is learned of an axis that is let go, the server alone knows.
      if (before && value !== null) {
        const axes = before.axes.map((one) => (one.axis === axis ? held(one, value) : one))
        queries.setQueryData(queryKey, { ...before, axes })
      }
      return before
    },
    onError: (_, __, before) => queries.setQueryData(queryKey, before),
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: keys.user(user) }),
        queries.invalidateQueries({ queryKey: keys.profiles }),
      ]),
  })

  return ({ axis, source, strength }: Belief, value: number | null) => {
    const before: Change = { axis, value: source === 'hand' ? strength : null }
    const message = value === null ? `${axis} is left to what is learned.` : `${axis} is held at ${signed(value)}.`
    mutate({ axis, value }, { onSuccess: () => toast({ message, undo: () => mutate(before) }) })
  }
}

const held = (belief: Belief, value: number): Belief => ({
  ...belief,
  source: 'hand',
  strength: value,
  low: value,
  high: value,
})
