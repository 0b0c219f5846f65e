/** How the project's profiles learn from what users signal. */
import { LEAST_EXPLORE_STEPS, MAX_SIGNAL_WEIGHT, MOST_EXPLORE_STEPS } from '../../../../shared/learning/settings.ts'
import { Fold } from '../ui/fold.tsx'
import { NumberField, OptionalNumberField } from '../ui/number-field.tsx'
import { SwitchField } from '../ui/switch-field.tsx'
import type { ProjectForm } from './project-form.ts'

type Props = {
  form: ProjectForm
  onChange: <Field extends keyof ProjectForm>(field: Field, value: ProjectForm[Field]) => void
}

const DAYS = { min: 1, max: 3650, step: 1 }

const KINDS: { readonly [Kind in keyof ProjectForm['weights']]: string } = {
  thumb: 'Thumbs',
  grade: 'Grades',
  pick: 'Picks of two',
  adjust: 'More or less of an axis',
  edit: 'Answers edited',
  regenerate: 'Answers asked for again',
  copy: 'Answers copied',
  texts: 'Texts of their own',
}

export function LearningFields({ form, onChange }: Props) {
  return (
    <fieldset className="learning">
      <legend>Learning</legend>
      <SwitchField label="Learn from signals" checked={form.enabled} onChange={(on) => onChange('enabled', on)}>
        Off, signals are kept and nobody is steered by what is believed of them.
      </SwitchField>
      <SwitchField label="Explore" checked={form.explore} onChange={(on) => onChange('explore', on)}>
        Requests may ask for strengths drawn from what is believed, so that feedback teaches more.
      </SwitchField>
      <div className="field-grid">
        <OptionalNumberField
          label="Half-life in days"
          {...DAYS}
          placeholder="none"
          hint="After so many days a signal counts half. Empty: for ever as much."
          value={form.half_life_days}
          onChange={(days) => onChange('half_life_days', days)}
        />
        <NumberField
          label="Days for which signals are kept"
          {...DAYS}
          hint="Then they are deleted."
          value={form.retention_days}
          onChange={(days) => onChange('retention_days', days)}
        />
        <NumberField
          label="Reach of exploring"
          {...{ min: LEAST_EXPLORE_STEPS, max: MOST_EXPLORE_STEPS, step: 0.5 }}
          hint="How far from what is believed, in steps that a reader can tell."
          value={form.explore_steps}
          onChange={(steps) => onChange('explore_steps', steps)}
        />
      </div>
      <Fold title="Weights" aside="how much a signal of a kind counts">
        <div className="field-grid">
          {(Object.keys(KINDS) as (keyof typeof KINDS)[]).map((kind) => (
            <NumberField
              key={kind}
              label={KINDS[kind]}
              {...{ min: 0, max: MAX_SIGNAL_WEIGHT, step: 0.1 }}
              value={form.weights[kind]}
              onChange={(weight) => onChange('weights', { ...form.weights, [kind]: weight })}
            />
          ))}
        </div>
      </Fold>
    </fieldset>
  )
}
