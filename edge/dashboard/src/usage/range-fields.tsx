import { useId } from 'react'

import { type Asked, GROUPS, lastDays, thisMonth } from './usage-range.ts'

const PRESETS = [
  ['This month', thisMonth],
  ['7 days', (now: number) => lastDays(7, now)],
  ['30 days', (now: number) => lastDays(30, now)],
  ['90 days', (now: number) => lastDays(90, now)],
] as const

export function RangeFields({ asked, onChange }: { asked: Asked; onChange: (asked: Asked) => void }) {
  const id = useId()
  return (
    <div className="filters">
      <div className="field">
        <label htmlFor={`${id}-by`}>By</label>
        <select
          id={`${id}-by`}
          value={asked.group_by}
          onChange={(event) => {
            const group_by = GROUPS.find((one) => one === event.target.value)
            if (group_by) onChange({ ...asked, group_by })
          }}
        >
          {GROUPS.map((group) => (
            <option key={group} value={group}>
              {group}
            </option>
          ))}
        </select>
      </div>
      {(['from', 'to'] as const).map((end) => (
        <div key={end} className="field">
          <label htmlFor={`${id}-${end}`}>{end === 'from' ? 'From' : 'To'}</label>
          <input
            id={`${id}-${end}`}
            type="date"
            required
            value={asked[end]}
            onChange={(event) => event.target.value && onChange({ ...asked, [end]: event.target.value })}
          />
        </div>
      ))}
      <div className="presets">
        {PRESETS.map(([name, rangeOf]) => (
          <button
            key={name}
            type="button"
            className="chip"
            onClick={() => onChange({ ...asked, ...rangeOf(Date.now()) })}
          >
            {name}
          </button>
        ))}
      </div>
    </div>
  )
}
