/** All that a fit has to say, in one card, and what can be done with it. */
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Pair } from '../../../../shared/wire/fit.ts'
import { type Problem, toProblem } from '../api/problem.ts'
import type { Axis, Fit } from '../api/types.ts'
import { useActivation } from '../axes/use-activation.ts'
import { useApi } from '../session/session.ts'
import { Fold } from '../ui/fold.tsx'
import { duration } from '../ui/format.ts'
import { ProblemNote } from '../ui/problem-note.tsx'
import { AnchorPicker } from './anchors/anchor-picker.tsx'
import { FitActions } from './fit-actions.tsx'
import { FitFailure } from './fit-failure.tsx'
import { FitProgress, StageList } from './fit-progress.tsx'
import { cancelFit } from './fits-query.ts'
import { poleNamesOf } from './poles.ts'
import { orderAgain, withAnchors } from './refit.ts'
import { EvaluationShown } from './report/evaluation-shown.tsx'
import { layerQuery } from './report/layer-query.ts'
import { ReportDialog } from './report/report-dialog.tsx'
import { SamplePairs } from './sample-pairs.tsx'
import { fitName, queueWords, stateWords } from './state-words.ts'
import { isUnderway } from './underway.ts'
import { useKeepFit } from './use-keep-fit.ts'
import { useStartFit } from './use-start-fit.ts'

type Props = {
  fit: Fit
  /** Null while the list of axes has not caught up. */
  axis: Axis | null
  isPreview?: boolean
}

export function FitShown({ fit, axis, isPreview = false }: Props) {
  const api = useApi()
  const keep = useKeepFit()
  const start = useStartFit()
  const { activate } = useActivation(fit.axis)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [shown, setShown] = useState<'report' | 'picker' | null>(null)
  const told = { meta: { told: 'in place' }, onMutate: () => setProblem(null) } as const
  const onError = (thrown: unknown) => setProblem(toProblem(thrown))
  const cancel = useMutation({ mutationFn: () => cancelFit(api, fit.id), onSuccess: keep, onError, ...told })
  const retry = useMutation({ mutationFn: () => start(orderAgain(fit)), onError, ...told })

  const underway = isUnderway(fit)
  const version = fit.direction?.version ?? null
  const name = fitName(fit)
  const poles = poleNamesOf(fit, axis)
  const layer = layerQuery(api, fit.axis, version)
  const startWith = (anchors: Pair[]) => start(withAnchors(fit, anchors))
  const title = isPreview ? `Preview: ${name}` : underway ? 'What it is doing' : 'What came of it'
  return (
    <section className="card fit" aria-label={title} data-fit={fit.id} data-state={fit.state}>
      <header className="fit-head">
        <h2>{title}</h2>
        {queueWords(fit) && <span className="muted">{queueWords(fit)}</span>}
        {fit.preview_of && <span className="pill">preview</span>}
        <span className={`pill pill-${fit.state}`}>{stateWords(fit)}</span>
      </header>
      {underway && <FitProgress fit={fit} />}
      {!fit.evaluation && <StageList fit={fit} />}
      {fit.error && <FitFailure error={fit.error} />}
      {fit.evaluation && (
        <>
          <EvaluationShown
            evaluation={fit.evaluation}
            running={underway}
            {...{ poles, layer }}
            onEnlarge={() => setShown('report')}
          />
          <Fold title="Stages" aside={duration(fit.stages.reduce((sum, { seconds }) => sum + seconds, 0))}>
            <StageList fit={fit} />
          </Fold>
        </>
      )}
      <SamplePairs fit={fit} poles={poles} />
      {fit.state === 'done' && fit.message && <p className="fit-message muted">{fit.message}</p>}
      <ProblemNote problem={problem} />
      <FitActions
        {...{ fit, axis, poles }}
        busy={cancel.isPending || retry.isPending || activate.isPending}
        onCancel={() => cancel.mutate()}
        onRetry={() => retry.mutate()}
        onActivate={(chosen) => activate.mutate({ version: chosen, before: axis?.active?.version ?? null })}
        onReport={() => setShown('report')}
        onVerify={() => setShown('picker')}
      />
      {shown === 'report' && fit.evaluation && (
        <ReportDialog
          evaluation={fit.evaluation}
          {...{ name, poles, layer }}
          running={underway}
          onClose={() => setShown(null)}
        />
      )}
      {shown === 'picker' && (
        <AnchorPicker
          {...{ axis: fit.axis, poles }}
          choices={fit.choices}
          seed={fit.created}
          onFit={startWith}
          onClose={() => setShown(null)}
        />
      )}
    </section>
  )
}
