/** The held-out margin at each layer tried. Which one was chosen stands in the direction itself, loaded when unfolded. */
import { useQuery } from '@tanstack/react-query'
import type { Evaluation } from '../../../../../shared/wire/fit.ts'
import { toProblem } from '../../api/problem.ts'
import { ProblemNote } from '../../ui/problem-note.tsx'
import type { LayerQuery } from './layer-query.ts'
import { MarginByLayer } from './margin-by-layer.tsx'

type Props = { layers: Evaluation['layers']; layer: LayerQuery }

export function LayersTried({ layers, layer }: Props) {
  const { data: chosen = null, error, refetch } = useQuery(layer)
  if (error) return <ProblemNote problem={toProblem(error)} onRetry={() => void refetch()} />
  if (chosen === null) return <p className="muted">Loading which layer was chosen…</p>
  return <MarginByLayer layers={layers} chosen={[chosen]} />
}
