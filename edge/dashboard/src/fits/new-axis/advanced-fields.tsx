/** How the direction is found, for those who want to choose. */
import { useId } from 'react'
import { NumberField } from '../../ui/number-field.tsx'
import type { AxisDraft } from './axis-draft.ts'
import { explainedMethod, METHODS } from './methods.ts'
import { TraitsFields } from './traits-fields.tsx'

/** Percent. */
const MOST_DROPPED = 80

type Props = { draft: AxisDraft; onChange: (part: Partial<AxisDraft>) => void }

export function AdvancedFields({ draft, onChange }: Props) {
  const id = useId()
  const { source, method, polePrompt, dropAlike, traits, positive, negative, report } = draft
  const own = source === 'self-generated'
  return (
    <details className="fold">
      <summary>
        Advanced <span className="muted">{summaryOf(draft)}</span>
      </summary>
      <div className="fold-body advanced">
        {own && (
          <TraitsFields
            traits={traits}
            poles={{ positive: positive.name, negative: negative.name }}
            onChange={(changed) => onChange({ traits: changed })}
          />
        )}
        <div className="fields">
          <div className="field">
            <label htmlFor={`${id}-method`}>Method</label>
            <select
              id={`${id}-method`}
              aria-describedby={`${id}-explained`}
              value={method}
              onChange={(event) => onChange({ method: event.target.value as AxisDraft['method'] })}
            >
              {METHODS.map(({ name, explained }) => (
                <option key={name} title={explained}>
                  {name}
                </option>
              ))}
            </select>
            <small id={`${id}-explained`}>{explainedMethod(method)}</small>
          </div>
          {own && (
            <div className="field">
              <label htmlFor={`${id}-prompt`}>Pole prompt</label>
              <select
                id={`${id}-prompt`}
                aria-describedby={`${id}-prompt-explained`}
                value={polePrompt}
                onChange={(event) => onChange({ polePrompt: event.target.value as AxisDraft['polePrompt'] })}
              >
                <option>kept</option>
                <option>removed</option>
              </select>
              <small id={`${id}-prompt-explained`}>
                {polePrompt === 'kept'
                  ? 'Answers are read as they were written, with the pole’s instruction before them. Measured better.'
                  : 'Answers are read under the plain query.'}
              </small>
            </div>
          )}
          {source !== 'context-shift' && (
            <NumberField
              label="Drop the most alike, %"
              hint="AlignEZ’s filter. It measured no gain on small models."
              min={0}
              max={MOST_DROPPED}
              step={5}
              value={dropAlike}
              onChange={(value) => onChange({ dropAlike: value })}
            />
          )}
        </div>
        <label className="switch">
          <input type="checkbox" checked={report} onChange={(event) => onChange({ report: event.target.checked })} />
          <span>
            Full evaluation <small className="muted">in the background, once the direction can be used</small>
          </span>
        </label>
      </div>
    </details>
  )
}

const summaryOf = ({ source, method, polePrompt, dropAlike, report, traits }: AxisDraft): string =>
  [
    method,
    source === 'self-generated' && (traits.positive.trim() || traits.negative.trim()) && 'characteristics given',
    source === 'self-generated' && polePrompt === 'removed' && 'pole prompt removed',
    source !== 'context-shift' && dropAlike > 0 && `${dropAlike} % dropped`,
    !report && 'no full evaluation',
  ]
    .filter(Boolean)
    .join(' · ')
