/** One fit: what it is doing, how it ended, and what can be done with the result. */
import { useState } from 'react'
import type { Pair } from '../../../../shared/wire/fit.ts'
import type { Api } from '../api/client.ts'
import { type Problem, toProblem } from '../api/problem.ts'
import type { Axis, Fit } from '../api/types.ts'
import { Fold } from '../ui/fold.tsx'
import { duration } from '../ui/format.ts'
import { ProblemNote } from '../ui/problem-note.tsx'
import { AnchorPicker } from './anchors/anchor-picker.tsx'
import { FitActions } from './fit-actions.tsx'
import { FitProgress, StageList } from './fit-progress.tsx'
import { poleNamesOf } from './poles.ts'
import { EvaluationShown } from './report/evaluation-shown.tsx'
import { layerQuery } from './report/layer-query.ts'
import { ReportDialog } from './report/report-dialog.tsx'
import { isUnderway } from './use-fits.ts'

type Props = {
  api: Api
  fit: Fit
  /** Null while the list of axes has not caught up. */
  axis: Axis | null
  onOpened: () => Promise<unknown>
  onCancel: () => Promise<unknown>
  onActivate: (axis: string, version: number) => Promise<void>
  onTry: (axis: string) => void
  onAnchors: (anchors: Pair[]) => Promise<void>
  /** Opens the description of this fit, to be changed and fitted again. */
  onEdit: () => void
}

export function FitCard({ api, fit, axis, onOpened, onCancel, onActivate, onTry, onAnchors, onEdit }: Props) {
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const [shown, setShown] = useState<'report' | 'picker' | null>(null)
  const underway = isUnderway(fit)
  /** A fit that was watched stays unfolded when it ends. */
  const [unfolded] = useState(underway)
  const [opened, setOpened] = useState(unfolded)

  const version = fit.direction?.version ?? null
  const name = version === null ? fit.axis : `${fit.axis}@${version}`
  const poles = poleNamesOf(fit, axis)
  const layer = layerQuery(api, fit.axis, version)

  async function attempt(action: () => Promise<unknown>) {
    setBusy(true)
    setProblem(null)
    await action().catch((thrown: unknown) => setProblem(toProblem(thrown)))
    setBusy(false)
  }

  /** Lists leave out what is long: it is asked for once, when somebody wants to see it. */
  function open() {
    if (opened) return
    setOpened(true)
    void attempt(onOpened)
  }

  return (
    <>
      <details
        className="fold fit"
        data-fit={fit.id}
        data-state={fit.state}
        open={unfolded}
        onToggle={(event) => event.currentTarget.open && open()}
      >
        <summary>
          <strong>{name}</strong>
          {fit.preview_of && (
            <span className="muted" title="A first direction from words alone, while the full fit runs.">
              preview
            </span>
          )}
          {fit.queue && (
            <span className="muted">
              {fit.queue.place} of {fit.queue.of} in the queue
            </span>
          )}
          <span className={`pill pill-${fit.state}`}>{stateWords(fit)}</span>
        </summary>
        {underway && <FitProgress fit={fit} />}
        {!fit.evaluation && <StageList fit={fit} />}
        {fit.error && (
          <p className="field-problem" role="alert">
            {fit.error.message}
          </p>
        )}
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
        {fit.state === 'done' && fit.message && <p className="fit-message muted">{fit.message}</p>}
        <ProblemNote problem={problem} />
        <FitActions
          {...{ fit, axis, poles, busy, attempt, onCancel, onActivate, onTry, onEdit }}
          onReport={() => setShown('report')}
          onVerify={() => setShown('picker')}
        />
      </details>
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
          onFit={onAnchors}
          onClose={() => setShown(null)}
        />
      )}
    </>
  )
}

const STATE_WORDS: Record<Fit['state'], string> = {
  queued: 'waiting',
  running: 'fitting',
  done: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
}

const stateWords = ({ state, direction }: Fit): string =>
  state === 'running' && direction ? 'evaluating' : STATE_WORDS[state]
