/** How a version was made, and where it acts. */
import type { Direction } from '../../api/types.ts'
import { Fact } from '../../ui/fact.tsx'
import { count, shortHash } from '../../ui/format.ts'

export function DirectionFacts({ direction: { manifest, hash, bytes } }: { direction: Direction }) {
  const { method, source, layers, site, pairs, model, operator } = manifest
  return (
    <dl className="facts">
      <Fact name="method">{method}</Fact>
      {source !== method && <Fact name="examples">{source}</Fact>}
      {pairs > 0 && <Fact name="learnt from">{count(pairs, 'pair')}</Fact>}
      <Fact name={layers.length === 1 ? 'layer' : 'layers'}>
        {layers.map(({ layer }) => layer).join(', ')} of {model.layers}
      </Fact>
      <Fact name="site">{site}</Fact>
      {operator ? (
        <Fact name="kind" title="It reads the state that it changes.">
          an operator
        </Fact>
      ) : (
        <Fact name="size at −1 · +1" title="The calibrated maximum, relative to the state's usual size.">
          {layers.map(({ negative, positive }) => `${negative.toFixed(2)} · ${positive.toFixed(2)}`).join('; ')}
        </Fact>
      )}
      <Fact name="model">{model.name}</Fact>
      <Fact name="file" title={hash}>
        {shortHash(hash)}, {Math.max(1, Math.round(bytes / 1024))} KiB
      </Fact>
    </dl>
  )
}
