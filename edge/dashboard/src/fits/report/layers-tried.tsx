/** The held-out margin at each layer tried. Which one was chosen stands in the direction itself, loaded when unfolded. */
import { useQuery } from '@tanstack/react-query'
import { marginByLayer } from '../../../../../shared/pictures/margin-by-layer.ts'
import type { Evaluation } from '../../../../../shared/wire/fit.ts'
import { toProblem } from '../../api/problem.ts'
import { signed } from '../../ui/format.ts'
import { Picture } from '../../ui/picture.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import type { LayerQuery } from './layer-query.ts'

type Props = { layers: Evaluation['layers']; layer: LayerQuery }

export function LayersTried({ layers, layer }: Props) {
  const { data: chosen = null, error, refetch } = useQuery(layer)
  if (error) return <ProblemNote problem={toProblem(error)} onRetry={() => void refetch()} />
  if (chosen === null) return <p className="muted">Loading which layer was chosen…</p>
  const svg = marginByLayer(layers, chosen)
  const said = layers.map(({ layer, odd }) => `layer ${layer}: ${signed(odd)}`).join(', ')
  return svg && <Picture svg={svg} alt={`Odd part of the held-out margin, nats a token. ${said}. Chosen: ${chosen}.`} />
}
