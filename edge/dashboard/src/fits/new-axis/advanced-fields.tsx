/** How the direction is found, for those who want to choose. */
import { SITES } from '../../../../../shared/steering/hook.ts'
import { NumberField } from '../../ui/number-field.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { type AxisDraft, isPaired } from './axis-draft.ts'
import { explainedMethod, isPublished, METHODS } from './methods.ts'

/** Percent. */
const MOST_DROPPED = 80

const OWN_SITE = 'default'

type Props = { draft: AxisDraft; onChange: (part: Partial<AxisDraft>) => void }

export function AdvancedFields({ draft, onChange }: Props) {
  const { source, method, setting, site, polePrompt, dropAlike, report } = draft
  const own = source === 'self-generated'
  return (
    <details className="fold">
      <summary>
        Advanced <span className="muted">{summaryOf(draft)}</span>
      </summary>
      <div className="fold-body advanced">
        <div className="fields">
          <SelectField
            label="Method"
            hint={explainedMethod(method)}
            options={METHODS.map(({ name }) => name)}
            value={method}
            onChange={(value) => onChange({ method: value })}
          />
          {isPublished(method) && (
            <SelectField
              label="Setting"
              hint={setting === 'scaled' ? 'Sizes that this model’s text bears.' : 'Sizes as the paper has them.'}
              options={['scaled', 'published']}
              value={setting}
              onChange={(value) => onChange({ setting: value })}
            />
          )}
          <SelectField
            label="Site"
            hint="Where in a layer it acts: on the stream, or on what attention or the MLP adds to it. Each method has its default."
            options={[OWN_SITE, ...SITES]}
            value={site ?? OWN_SITE}
            onChange={(value) => onChange({ site: value === OWN_SITE ? null : value })}
          />
          {own && (
            <SelectField
              label="Pole prompt"
              hint={
                polePrompt === 'kept'
                  ? 'Answers are read as they were written, with the pole’s instruction before them. Measured better.'
                  : 'Answers are read under the plain query.'
              }
              options={['kept', 'removed']}
              value={polePrompt}
              onChange={(value) => onChange({ polePrompt: value })}
            />
          )}
          {isPaired(source) && (
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

const summaryOf = ({ source, method, setting, site, polePrompt, dropAlike, report }: AxisDraft): string =>
  [
    method,
    isPublished(method) && setting,
    site,
    source === 'self-generated' && polePrompt === 'removed' && 'pole prompt removed',
    isPaired(source) && dropAlike > 0 && `${dropAlike} % dropped`,
    !report && 'no full evaluation',
  ]
    .filter(Boolean)
    .join(' · ')
