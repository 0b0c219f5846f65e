/** The held-out margin at each layer tried. Which one was chosen stands in the direction itself, loaded when unfolded. */
import { marginByLayer } from '../../../../../shared/pictures/margin-by-layer.ts'
import type { Evaluation } from '../../../../../shared/wire/fit.ts'
import { signed } from '../../ui/format.ts'
import { Picture } from '../../ui/picture.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { useLoaded } from '../../ui/use-loaded.ts'

export type LoadLayer = () => Promise<number | null>
type Props = { layers: Evaluation['layers']; loadLayer: LoadLayer }

export function LayersTried({ layers, loadLayer }: Props) {
  const { value: chosen, problem, reload } = useLoaded(loadLayer)
  if (problem) return <ProblemNote problem={problem} onRetry={() => void reload()} />
  if (chosen === null) return <p className="muted">Loading which layer was chosen…</p>
  const svg = marginByLayer(layers, chosen)
  const said = layers.map(({ layer, odd }) => `layer ${layer}: ${signed(odd)}`).join(', ')
  return svg && <Picture svg={svg} alt={`Odd part of the held-out margin, nats a token. ${said}. Chosen: ${chosen}.`} />
}
