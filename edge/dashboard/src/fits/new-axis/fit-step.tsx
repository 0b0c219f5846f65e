/** Where the examples come from, and what is to become of the direction. */
import { useId } from 'react'
import type { FitSource } from '../../../../../shared/wire/fit.ts'
import { AdvancedFields } from './advanced-fields.tsx'
import type { AxisDraft } from './axis-draft.ts'
import { PairsField } from './pairs-field.tsx'
import { TextsFields } from './texts-fields.tsx'

const SOURCES: Record<FitSource, { name: string; explained: string }> = {
  'self-generated': {
    name: 'Self-generated',
    explained: 'The model writes examples of both poles itself. About a minute.',
  },
  'context-shift': {
    name: 'Context shift',
    explained: 'Reads neutral texts under either pole: nothing but words is needed.',
  },
  given: { name: 'Given pairs', explained: 'Learns from pairs that you bring.' },
  texts: { name: 'Given texts', explained: 'Learns from texts of either pole, without prompts.' },
}

type Props = { draft: AxisDraft; onChange: (part: Partial<AxisDraft>) => void }

export function FitStep({ draft, onChange }: Props) {
  const id = useId()
  return (
    <>
      <fieldset className="sources">
        <legend>Where the examples come from</legend>
        {Object.entries(SOURCES).map(([source, { name, explained }]) => (
          <label key={source} className="choice">
            <input
              type="radio"
              name={`${id}-source`}
              checked={draft.source === source}
              onChange={() => onChange({ source: source as FitSource })}
            />
            <span>
              {name}
              <small>{explained}</small>
            </span>
          </label>
        ))}
      </fieldset>
      {draft.source === 'given' && (
        <PairsField
          label="Pairs"
          hint="One JSON object a line; chosen is the positive pole."
          required
          text={draft.pairs}
          onChange={(pairs) => onChange({ pairs })}
        />
      )}
      {draft.source === 'texts' && <TextsFields texts={draft.texts} onChange={(texts) => onChange({ texts })} />}
      {draft.source === 'self-generated' && (
        <label className="switch">
          <input
            type="checkbox"
            checked={draft.preview}
            onChange={(event) => onChange({ preview: event.target.checked })}
          />
          <span>
            Instant preview <small className="muted">a first direction from words alone, in half a minute</small>
          </span>
        </label>
      )}
      <details className="fold">
        <summary>
          Anchor pairs <span className="muted">optional; without them the direction stays unverified</span>
        </summary>
        <PairsField
          label="Anchors"
          hint="A handful of labelled pairs that tell which pole is which and gate the result."
          text={draft.anchors}
          onChange={(anchors) => onChange({ anchors })}
        />
      </details>
      <AdvancedFields draft={draft} onChange={onChange} />
      <label className="switch">
        <input
          type="checkbox"
          checked={draft.activate}
          onChange={(event) => onChange({ activate: event.target.checked })}
        />
        <span>Activate by itself once it passes its checks</span>
      </label>
    </>
  )
}
