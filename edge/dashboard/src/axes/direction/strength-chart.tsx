/** Effect against fluency by strength, the safe range marked, with the same numbers in a table. */
import { lazy, Suspense, useId, useState } from 'react'
import type { EffectReport } from '../../../../../shared/wire/report.ts'
import type { PoleNames } from '../../fits/poles.ts'
import type { Measure } from '../../fits/report/reading.ts'
import { Fold } from '../../ui/fold.tsx'
import { Loading } from '../../ui/states.tsx'
import { DrawnOrNot } from './drawn-or-not.tsx'
import { measuresOf, type Ranges, sharedRanges, strengthPoints } from './strength-points.ts'
import { StrengthTable } from './strength-table.tsx'

// uPlot comes with it, and only here.
const StrengthPlot = lazy(async () => ({ default: (await import('./strength-plot.tsx')).StrengthPlot }))

const NAMES: Record<Measure, string> = { features: 'text features', classifier: 'a classifier' }

type Props = {
  effect: EffectReport
  poles: PoleNames
  /** Shared with the chart beside it; null: its own. */
  ranges: Ranges | null
}

export function StrengthChart({ effect, poles, ranges }: Props) {
  const id = useId()
  const measures = measuresOf(effect)
  const [chosen, setChosen] = useState<Measure | null>(null)
  const measure = chosen ?? measures[0] ?? 'features'
  const points = strengthPoints(effect, measure)
  const words = `Effect and perplexity by strength, from ${poles.negative} to ${poles.positive}. The numbers are in the table below.`
  return (
    <>
      {measures.length > 1 && (
        <div className="measures" role="radiogroup" aria-label="Effect by">
          {measures.map((one) => (
            <label key={one}>
              <input type="radio" name={id} checked={one === measure} onChange={() => setChosen(one)} /> by {NAMES[one]}
            </label>
          ))}
        </div>
      )}
      <DrawnOrNot>
        <p className="legend" aria-hidden="true">
          <span className="legend-effect">effect, sd, with its interval</span>
          <span className="legend-fluency">perplexity (lower is more fluent)</span>
          <span className="legend-safe">safe range</span>
        </p>
        <Suspense fallback={<Loading what="the chart" />}>
          <StrengthPlot {...{ points, measure, words }} ranges={ranges ?? sharedRanges([effect])} />
        </Suspense>
      </DrawnOrNot>
      <Fold title="The numbers" aside={`${points.length} strengths`}>
        <StrengthTable points={points} poles={poles} />
      </Fold>
    </>
  )
}
