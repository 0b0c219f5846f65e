/** When an axis acts: in every answer, or by how the prompt leans along another axis. */
import { useId } from 'react'
import type { Axis, Condition } from '../api/types.ts'
import { NumberField } from '../ui/number-field.tsx'
import { firstCondition } from './axis-edit.ts'

/** As the server has it. */
const FARTHEST = 100

type Props = { axes: readonly Axis[]; condition: Condition | null; onChange: (condition: Condition | null) => void }

export function ConditionFields({ axes, condition, onChange }: Props) {
  const id = useId()
  const readable = axes.filter(({ active }) => active !== null)
  const first = readable[0]?.id
  return (
    <fieldset className="condition">
      <legend>When it acts</legend>
      <label className="switch">
        <input
          type="checkbox"
          checked={condition !== null}
          disabled={condition === null && first === undefined}
          onChange={(event) => onChange(event.target.checked && first !== undefined ? firstCondition(first) : null)}
        />
        <span>
          Only where the prompt leans a certain way{' '}
          <small className="muted">read once, along an axis with a direction in force</small>
        </span>
      </label>
      {condition && (
        <div className="fields">
          <div className="field">
            <label htmlFor={`${id}-axis`}>Read along</label>
            <select
              id={`${id}-axis`}
              value={condition.axis}
              onChange={(event) => onChange({ ...condition, axis: event.target.value, layer: null })}
            >
              {[...new Set([condition.axis, ...readable.map((axis) => axis.id)])].map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </div>
          <div className="field">
            <label htmlFor={`${id}-comparison`}>Acts when the reading is</label>
            <select
              id={`${id}-comparison`}
              value={condition.comparison}
              onChange={(event) =>
                onChange({ ...condition, comparison: event.target.value as Condition['comparison'] })
              }
            >
              <option>above</option>
              <option>below</option>
            </select>
          </div>
          <NumberField
            label="Threshold"
            hint="Receipts show readings as condition.value."
            min={-FARTHEST}
            max={FARTHEST}
            step={0.05}
            value={condition.threshold}
            onChange={(threshold) => onChange({ ...condition, threshold })}
          />
        </div>
      )}
    </fieldset>
  )
}
