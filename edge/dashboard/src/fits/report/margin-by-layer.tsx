/** How far each layer tried moves the held-out margin: a picture, and its numbers in words. */
import { marginByLayer } from '../../../../../shared/pictures/margin-by-layer.ts'
import type { Evaluation } from '../../../../../shared/wire/fit.ts'
import { signed } from '../../ui/format.ts'
import { Picture } from '../../ui/picture.tsx'

type Props = { layers: Evaluation['layers']; chosen: readonly number[] }

export function MarginByLayer({ layers, chosen }: Props) {
  const svg = marginByLayer(layers, chosen[0] ?? -1)
  const said = layers.map(({ layer, odd }) => `layer ${layer}: ${signed(odd)}`).join(', ')
  const alt = `Odd part of the held-out margin, nats a token. ${said}. Chosen: ${chosen.join(', ')}.`
  return svg && <Picture svg={svg} alt={alt} />
}
