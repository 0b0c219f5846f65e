/** Strengths by axis that every answer has, beneath the user's profile and the request. */
import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import { axesQuery } from '../api/queries.ts'
import type { ProjectSettings } from '../api/types.ts'
import { useApi } from '../session/session.ts'
import { NumberField } from '../ui/number-field.tsx'

type Edits = ProjectSettings['default_edits']
type Props = { edits: Edits; onChange: (edits: Edits) => void }

const MOST = 8
const MODES = ['add', 'boost', 'neutralise'] as const

export function DefaultEdits({ edits, onChange }: Props) {
  const id = useId()
  const axes = useQuery(axesQuery(useApi()))
  const free = (axes.data ?? []).filter((axis) => !Object.hasOwn(edits, axis.id))
  const without = (axis: string) => Object.fromEntries(Object.entries(edits).filter(([name]) => name !== axis))
  return (
    <fieldset className="edits">
      <legend>Default edits</legend>
      <p className="muted">Applied to every answer; a user’s profile and the request win over them, axis by axis.</p>
      {Object.entries(edits).map(([axis, edit]) => (
        <div key={axis} className="edit">
          <strong>{axis}</strong>
          <NumberField
            label={`Strength of ${axis}`}
            {...{ min: -1, max: 1, step: 0.05 }}
            value={edit.value}
            onChange={(value) => onChange({ ...edits, [axis]: { ...edit, value } })}
          />
          <div className="field">
            <label htmlFor={`${id}-${axis}`}>Mode of {axis}</label>
            <select
              id={`${id}-${axis}`}
              value={edit.mode}
              onChange={(event) => {
                const mode = MODES.find((one) => one === event.target.value) ?? edit.mode
                onChange({ ...edits, [axis]: { ...edit, mode } })
              }}
            >
              {MODES.map((mode) => (
                <option key={mode}>{mode}</option>
              ))}
            </select>
          </div>
          <button type="button" className="button button-quiet button-small" onClick={() => onChange(without(axis))}>
            Remove<span className="visually-hidden"> {axis}</span>
          </button>
        </div>
      ))}
      {free.length > 0 && Object.keys(edits).length < MOST && (
        <div className="field edit-new">
          <label htmlFor={id}>Add an axis</label>
          <select
            id={id}
            value=""
            onChange={(event) => onChange({ ...edits, [event.target.value]: { value: 0.5, mode: 'add' } })}
          >
            <option value="">Choose…</option>
            {free.map((axis) => (
              <option key={axis.id} value={axis.id}>
                {axis.id}: {axis.negative.name} ↔ {axis.positive.name}
              </option>
            ))}
          </select>
        </div>
      )}
    </fieldset>
  )
}
