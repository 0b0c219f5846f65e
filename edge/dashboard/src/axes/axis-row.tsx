/** One axis of the list. */
import { Link } from '@tanstack/react-router'
import type { Axis } from '../api/types.ts'
import { count } from '../ui/format.ts'

export function AxisRow({ axis: { id, negative, positive, active, versions, condition } }: { axis: Axis }) {
  return (
    <div className="row">
      <div className="row-main">
        <strong>{id}</strong>
        <span className="row-poles">
          <span className="negative">{negative.name}</span> ↔ <span className="positive">{positive.name}</span>
        </span>
      </div>
      <div className="row-facts">
        {active ? (
          <>
            <span className="pill pill-done">version {active.version}</span>
            {!active.verified && (
              <span className="pill" title="No labelled pairs confirmed which pole is which.">
                unverified
              </span>
            )}
          </>
        ) : (
          <span className="pill">no direction in force</span>
        )}
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
