/** What a fit found out about its direction: the verdict first, then the report, then the quick check in folds. */
import type { Evaluation } from '../../../../../shared/wire/fit.ts'
import { Fold } from '../../ui/fold.tsx'
import { count } from '../../ui/format.ts'
import type { PoleNames } from '../poles.ts'
import { FullReport } from './full-report.tsx'
import type { LayerQuery } from './layer-query.ts'
import { LayersTried } from './layers-tried.tsx'
import { MarginTable } from './margin-table.tsx'
import { PairsFate, pairsSummary } from './pairs-fate.tsx'
import { verdictOf } from './verdict.ts'

type Props = {
  evaluation: Evaluation
  poles: PoleNames
  /** Whether the full evaluation is still being made. */
  running: boolean
  layer: LayerQuery
  /** In a window of its own: unfolded. */
  wide?: boolean
  onEnlarge?: () => void
}

export function EvaluationShown({ evaluation, poles, running, layer, wide = false, onEnlarge }: Props) {
  const { margin, fluency, verified, layers, pairs, report } = evaluation
  const verdict = verdictOf(evaluation, running)
  return (
    <div className={wide ? 'evaluation evaluation-wide' : 'evaluation'}>
      <p className="pills">
        <span className={`pill pill-${verdict.tone === 'failed' ? 'failed' : 'done'}`}>
          {verdict.tone === 'failed' ? 'not passed' : 'passed'}
        </span>
        <span
          className={`pill pill-${verified ? 'done' : 'queued'}`}
          title={
            verified
              ? 'Labelled pairs confirm which pole is which.'
              : 'No labelled pairs say which pole is which: it is never activated by itself.'
          }
        >
          {verified ? 'verified' : 'unverified'}
        </span>
      </p>
      <p className="verdict">{verdict.words}</p>
      {verdict.reasons.length > 0 && (
        <ul className="reasons">
          {verdict.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
      {report && <FullReport {...{ report, poles, wide, onEnlarge }} />}
      <div className="evaluation-folds">
        <Fold
          title="Quick check"
          aside={`margin on ${margin.pairs} ${margin.on === 'anchors' ? 'anchor' : 'held-out'} pairs`}
          open={wide || !report}
        >
          <MarginTable margin={margin} fluency={fluency} />
        </Fold>
        {pairs && (
          <Fold title="Pairs" aside={pairsSummary(pairs)} open={wide}>
            <PairsFate fate={pairs} />
          </Fold>
        )}
        {layers.length > 0 && (
          <Fold title="Layers" aside={`${count(layers.length, 'layer')} tried`} open={wide}>
            <LayersTried layers={layers} layer={layer} />
          </Fold>
        )}
      </div>
    </div>
  )
}
