/** One axis of the list. */
import { Link } from '@tanstack/react-router'
import type { Axis } from '../api/types.ts'
import { count } from '../ui/format.ts'
import { healthOf } from './health.ts'
import { HealthPills } from './health-pills.tsx'

export function AxisRow({ axis }: { axis: Axis }) {
  const { id, negative, positive, active, versions, condition } = axis
  return (
    <div className="row">
      <div className="row-main">
        <Link to="/axes/$axis" params={{ axis: id }}>
          {id}
        </Link>
        <span className="row-poles">
          <span className="negative">{negative.name}</span> ↔ <span className="positive">{positive.name}</span>
        </span>
      </div>
      <div className="row-facts">
        {active && <span className="pill pill-done">version {active.version}</span>}
        <HealthPills signs={healthOf(axis)} />
        {condition && <span className="pill">under a condition</span>}
        <span className="muted">{count(versions, 'version')}</span>
      </div>
      {active && (
        <Link to="/playground" search={{ try: id }} className="button button-small">
          Try it<span className="visually-hidden"> {id}</span>
        </Link>
      )}
    </div>
  )
}
