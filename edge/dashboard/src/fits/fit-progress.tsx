/** How far a fit is: the bar, and the stages with their times. */
import type { Fit } from '../api/types.ts'
import { duration } from '../ui/format.ts'
import { STAGE_WORDS, STAGES } from './stages.ts'
import { isUnderway } from './use-fits.ts'

export function FitProgress({ fit }: { fit: Fit }) {
  const percent = Math.round(fit.progress * 100)
  return (
    <div className="fit-progress">
      <progress max={100} value={percent} aria-label={`Fit of ${fit.axis}`} />
      <p role="status">
        {fit.message || (fit.stage ? STAGE_WORDS[fit.stage] : 'Waiting for a worker')}
        {fit.state === 'running' && <span className="muted"> {percent} %</span>}
      </p>
    </div>
  )
}

/** Stages that ended, with their times, and the one that runs. */
export function StageList({ fit }: { fit: Fit }) {
  const ended = new Map(fit.stages.map((stage) => [stage.stage, stage]))
  const shown = STAGES.filter((stage) => ended.has(stage) || (stage === fit.stage && isUnderway(fit)))
  if (shown.length === 0) return null
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
