/** One fit: what it is doing, how it ended, and what can be done with the result. */
import { useState } from 'react'
import { type Problem, toProblem } from '../api/problem.ts'
import type { Axis, Fit } from '../api/types.ts'
import { duration } from '../ui/format.ts'
import { ProblemNote } from '../ui/problem-note.tsx'
import { EvaluationSummary } from './evaluation-summary.tsx'
import { STAGE_WORDS, STAGES } from './stages.ts'
import { isUnderway } from './use-fits.ts'

type Props = {
  fit: Fit
  /** Null while the list of axes has not caught up. */
  axis: Axis | null
  onCancel: () => Promise<unknown>
  onActivate: (axis: string, version: number) => Promise<void>
  onTry: (axis: string) => void
}

const STATE_WORDS: Record<Fit['state'], string> = {
  queued: 'waiting',
  running: 'fitting',
  done: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
}

export function FitCard({ fit, axis, onCancel, onActivate, onTry }: Props) {
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const underway = isUnderway(fit)
  /** A fit that was watched stays unfolded when it ends. */
  const [unfolded] = useState(underway)

  async function attempt(action: () => Promise<unknown>) {
    setBusy(true)
    setProblem(null)
    await action().catch((thrown: unknown) => setProblem(toProblem(thrown)))
    setBusy(false)
  }

  return (
    <details className="fold fit" data-fit={fit.id} data-state={fit.state} open={unfolded}>
      <summary>
        <strong>{fit.direction ? `${fit.axis}@${fit.direction.version}` : fit.axis}</strong>
        <span className={`pill pill-${fit.state}`}>{STATE_WORDS[fit.state]}</span>
      </summary>
      {underway && <Progress fit={fit} />}
      {fit.stages.length > 0 && <StageList fit={fit} />}
      {fit.error && (
        <p className="field-problem" role="alert">
          {fit.error.message}
        </p>
      )}
      {fit.evaluation && <EvaluationSummary evaluation={fit.evaluation} />}
      <ProblemNote problem={problem} />
      <div className="buttons">
        {underway && (
          <button type="button" className="button button-small" disabled={busy} onClick={() => attempt(onCancel)}>
            Cancel fit
          </button>
        )}
        {fit.state === 'done' && fit.direction && <Outcome {...{ fit, axis, busy, attempt, onActivate, onTry }} />}
      </div>
    </details>
  )
}

function Progress({ fit }: { fit: Fit }) {
  const percent = Math.round(fit.progress * 100)
  return (
    <div className="fit-progress">
      <progress max={100} value={percent} aria-label={`Fit of ${fit.axis}`} />
      <p role="status">
        {fit.message || (fit.stage ? STAGE_WORDS[fit.stage] : 'Waiting for a worker')}
        <span className="muted"> {percent} %</span>
      </p>
    </div>
  )
}

/** Stages that ended, with their times, and the one that runs. */
function StageList({ fit }: { fit: Fit }) {
  const ended = new Map(fit.stages.map((stage) => [stage.stage, stage]))
  const shown = STAGES.filter((stage) => ended.has(stage) || (stage === fit.stage && isUnderway(fit)))
  return (
    <ol className="stages">
      {shown.map((stage) => {
        const { seconds, note } = ended.get(stage) ?? {}
        return (
          <li key={stage} className={seconds === undefined ? 'stage-running' : 'stage-done'}>
            <span>
              {STAGE_WORDS[stage]}
              {note && <small>{note}</small>}
            </span>
            <span className="muted">{seconds === undefined ? '…' : duration(seconds)}</span>
          </li>
        )
      })}
    </ol>
  )
}

type OutcomeProps = Pick<Props, 'fit' | 'axis' | 'onActivate' | 'onTry'> & {
  busy: boolean
  attempt: (action: () => Promise<unknown>) => Promise<void>
}

/** A finished direction is either in force, and can be tried, or waits to be activated. */
function Outcome({ fit, axis, busy, attempt, onActivate, onTry }: OutcomeProps) {
  const { version } = fit.direction!
  if (axis?.active?.version === version) {
    return (
      <button type="button" className="button button-primary button-small" onClick={() => onTry(fit.axis)}>
        Try it now
      </button>
    )
  }
  const replaces = axis?.active ? ` instead of ${axis.active.version}` : ''
  return (
    <button
      type="button"
      className="button button-primary button-small"
      disabled={busy}
      onClick={() => attempt(() => onActivate(fit.axis, version))}
    >
      Activate version {version}
      {replaces}
    </button>
  )
}
