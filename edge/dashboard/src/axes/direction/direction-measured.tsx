/** What is known of one version: how it was made, then what it does, each with its intervals. */
import type { Direction } from '../../api/types.ts'
import { EffectTable } from '../../fits/report/effect-table.tsx'
import { MarginByLayer } from '../../fits/report/margin-by-layer.tsx'
import { MarginTable } from '../../fits/report/margin-table.tsx'
import { MethodFacts } from '../../fits/report/method-facts.tsx'
import { PairsFate, pairsSummary } from '../../fits/report/pairs-fate.tsx'
import { Safety } from '../../fits/report/safety.tsx'
import { SideEffects, sideEffectsSummary } from '../../fits/report/side-effects.tsx'
import { verdictOf } from '../../fits/report/verdict.ts'
import { Fold } from '../../ui/fold.tsx'
import { signsOf } from '../health.ts'
import { HealthPills } from '../health-pills.tsx'
import { ControlsTable } from './controls-table.tsx'
import { DirectionFacts } from './direction-facts.tsx'
import { StrengthChart } from './strength-chart.tsx'
import type { Ranges } from './strength-points.ts'

type Props = {
  direction: Direction
  isActive: boolean
  isTitled: boolean
  /** What charts beside each other share, so that they can be compared by eye. */
  ranges: Ranges | null
}

export function DirectionMeasured({ direction, isActive, isTitled, ranges }: Props) {
  const { version, verified, evaluation, preview, manifest } = direction
  const poles = manifest.poles
  const report = evaluation?.report
  const verdict = evaluation && verdictOf(evaluation, false)
  return (
    <article className="card section evaluation measured" aria-label={`Version ${version}`}>
      <h2>{isTitled ? `Version ${version}` : 'What it does'}</h2>
      <p className="pills">
        {isActive && <span className="pill pill-done">active</span>}
        {preview && <span className="pill">preview</span>}
        <HealthPills signs={signsOf(verified, evaluation)} />
      </p>
      {verdict ? (
        <>
          <p className="verdict">{verdict.words}</p>
          {verdict.reasons.length > 0 && (
            <ul className="reasons">
              {verdict.reasons.map((reason) => (
                <li key={reason}>{reason}</li>
              ))}
            </ul>
          )}
        </>
      ) : (
        <p className="muted">
          Nothing was measured of it: it was imported, or evaluated elsewhere. Try it in the playground, or compare it
          on users below.
        </p>
      )}
      <DirectionFacts direction={direction} />
      <div className="measured-parts">
        {report && (
          <>
            <div>
              <h3>Effect and fluency by strength</h3>
              <StrengthChart effect={report.effect} poles={poles} ranges={ranges} />
            </div>
            <div>
              <h3>Against a prompt</h3>
              <EffectTable effect={report.effect} poles={poles} />
            </div>
            <div>
              <h3>Beside prompts and random controls</h3>
              <ControlsTable effect={report.effect} poles={poles} />
            </div>
          </>
        )}
        {evaluation && evaluation.layers.length > 0 && (
          <div>
            <h3>Margin by layer</h3>
            <MarginByLayer layers={evaluation.layers} chosen={manifest.layers.map(({ layer }) => layer)} />
          </div>
        )}
      </div>
      {report && (
        <>
          <Safety safety={report.safety} />
          <Fold title="Side effects" aside={sideEffectsSummary(report.side_effects)}>
            <SideEffects effects={report.side_effects} poles={poles} />
          </Fold>
          <Fold title="How it was measured">
            <MethodFacts effect={report.effect} poles={poles} />
          </Fold>
        </>
      )}
      {evaluation && (
        <Fold title="Quick check" open={!report}>
          <MarginTable margin={evaluation.margin} fluency={evaluation.fluency} />
        </Fold>
      )}
      {evaluation?.pairs && (
        <Fold title="Pairs" aside={pairsSummary(evaluation.pairs)}>
          <PairsFate fate={evaluation.pairs} />
        </Fold>
      )}
    </article>
  )
}
