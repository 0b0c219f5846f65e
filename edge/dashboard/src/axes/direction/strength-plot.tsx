/** The drawing by strength; a module of its own, so that the library is loaded where it is needed. */
import 'uplot/dist/uPlot.min.css'
import type { Measure } from '../../fits/report/reading.ts'
import type { Ranges, StrengthPoint } from './strength-points.ts'
import { useStrengthPlot } from './use-strength-plot.ts'

type Props = { points: readonly StrengthPoint[]; ranges: Ranges | null; measure: Measure; words: string }

export function StrengthPlot({ points, ranges, measure, words }: Props) {
  const plot = useStrengthPlot(points, ranges, measure)
  return <div ref={plot} className="plot" role="img" aria-label={words} />
}
