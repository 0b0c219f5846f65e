import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Schemas } from '../../../../clients/typescript/src/operations.ts'
import { keys } from '../api/query-keys.ts'
import { useApi } from '../session/session.ts'
import { whole } from '../ui/amount.ts'
import { Fact } from '../ui/fact.tsx'
import { signed } from '../ui/format.ts'
import { Loaded } from '../ui/states.tsx'
import { generationQuery, isGoingOn } from './live-queries.ts'

export function AnswerShown({ id }: { id: string }) {
  const generation = useQuery(generationQuery(useApi(), id))
  return (
    <Loaded query={generation} what="the answer">
      {(found) => <Generation generation={found} />}
    </Loaded>
  )
}

const PILLS: Readonly<Record<string, string>> = {
  running: 'pill pill-running',
  finished: 'pill pill-done',
  failed: 'pill pill-failed',
}

function Generation({ generation }: { generation: Schemas['Generation'] }) {
  const api = useApi()
  const queries = useQueryClient()
  const { id, status, user, usage, strengths, finish_reason } = generation
  const stop = useMutation({
    mutationFn: () => api.delete('/v1/generations/{id}', { path: { id } }),
    onSuccess: (stopped) => queries.setQueryData(keys.generation(id), stopped),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.generation(id) }),
  })
  const axes = Object.entries(strengths)
  return (
    <article className="found-answer" aria-label="The answer">
      <dl className="facts">
        <Fact name="State">
          <span className={PILLS[status] ?? 'pill'} role="status">
            {status}
          </span>
          {finish_reason && <span className="muted"> {finish_reason}</span>}
        </Fact>
        <Fact name="User">
          {user === null ? (
            'none named'
          ) : (
            <Link to="/users/$user" params={{ user }}>
              {user}
            </Link>
          )}
        </Fact>
        <Fact name="Tokens">
          {whole(usage.completion_tokens)} after {whole(usage.prompt_tokens)} of the prompt
        </Fact>
        <Fact name="Steered by">
          {axes.length === 0 ? 'nothing' : axes.map(([axis, one]) => `${axis} ${signed(one.value)}`).join(', ')}
        </Fact>
      </dl>
      {isGoingOn(status) && (
        <button type="button" className="button button-stop" disabled={stop.isPending} onClick={() => stop.mutate()}>
          {stop.isPending ? 'Stopping…' : 'Stop it'}
        </button>
      )}
    </article>
  )
}
