/** One fit of the list: what it is at, and the way to all of it. */
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Fit } from '../api/types.ts'
import { useApi } from '../session/session.ts'
import { Time } from '../ui/time.tsx'
import { FitProgress } from './fit-progress.tsx'
import { cancelFit } from './fits-query.ts'
import { fitName, queueWords, stateWords } from './state-words.ts'
import { isUnderway } from './underway.ts'
import { useKeepFit } from './use-keep-fit.ts'

export function FitRow({ fit }: { fit: Fit }) {
  const api = useApi()
  const keep = useKeepFit()
  const cancel = useMutation({ mutationFn: () => cancelFit(api, fit.id), onSuccess: keep })
  const name = fitName(fit)
  const underway = isUnderway(fit)
  const unverified = fit.evaluation !== null && !fit.evaluation.verified
  return (
    <div className="row fit-row" data-fit={fit.id} data-state={fit.state}>
      <div className="row-main">
        <Link to="/fits/$id" params={{ id: fit.id }}>
          {name}
        </Link>
        <span className="row-poles">
          <Time at={fit.created} />
          {fit.error && ` · ${fit.error.message}`}
        </span>
      </div>
      <div className="row-facts">
        {queueWords(fit) && <span className="muted">{queueWords(fit)}</span>}
        {fit.preview_of && <span className="pill">preview</span>}
        {unverified && <span className="pill">unverified</span>}
        <span className={`pill pill-${fit.state}`}>{stateWords(fit)}</span>
      </div>
      {underway && (
        <>
          <button
            type="button"
            className="button button-small"
            disabled={cancel.isPending}
            onClick={() => cancel.mutate()}
          >
            {fit.direction ? 'Stop evaluating' : 'Cancel fit'}
            <span className="visually-hidden">: {name}</span>
          </button>
          <FitProgress fit={fit} />
        </>
      )}
    </div>
  )
}
