/** How far a fit is: the bar, and the stages with their times. */
import type { Fit } from '../api/types.ts'
import { duration } from '../ui/format.ts'
import { STAGE_WORDS, STAGES } from './stages.ts'
import { isUnderway } from './underway.ts'

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

/** Stages that ended, with their times, the one that runs, and while it goes on those that are to come. */
export function StageList({ fit }: { fit: Fit }) {
  const underway = isUnderway(fit)
  const ended = new Map(fit.stages.map((stage) => [stage.stage, stage]))
  const at = fit.stage === null ? -1 : STAGES.indexOf(fit.stage)
  const asked = STAGES.filter((stage) => stage !== 'report' || fit.spec?.report !== false)
  const shown = asked.filter((stage) => ended.has(stage) || (underway && STAGES.indexOf(stage) >= at))
  if (shown.length === 0) return null
  return (
    <ol className="stages">
      {shown.map((stage) => {
        const { seconds, note } = ended.get(stage) ?? {}
        const state = seconds !== undefined ? 'done' : stage === fit.stage ? 'running' : 'to-come'
        return (
          <li key={stage} className={`stage-${state}`} aria-current={state === 'running' ? 'step' : undefined}>
            <span>
              {STAGE_WORDS[stage]}
              {note && <small>{note}</small>}
            </span>
            <span className="muted">
              {seconds === undefined ? state === 'running' ? '…' : <ToCome /> : duration(seconds)}
            </span>
          </li>
        )
      })}
    </ol>
  )
}

const ToCome = () => <span className="visually-hidden">to come</span>
