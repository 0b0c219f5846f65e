/** One user of the list, with the axes that stand out most. */
import { Link } from '@tanstack/react-router'
import type { Profile } from '../api/types.ts'
import { signed } from '../ui/format.ts'
import { Time } from '../ui/time.tsx'

const SHOWN = 4

export function ProfileRow({ profile: { user, strengths, learned, updated } }: { profile: Profile }) {
  if (user === null) return null
  const strongest = Object.entries(strengths)
    .filter(([, { value }]) => value !== 0)
    .sort(([, a], [, b]) => Math.abs(b.value) - Math.abs(a.value))
  const unsaid = strongest.length - SHOWN
  return (
    <div className="row">
      <div className="row-main">
        <Link to="/users/$user" params={{ user }}>
          {user}
        </Link>
        <span className="row-poles">{updated !== null && <Time at={updated} />}</span>
      </div>
      <div className="row-facts">
        {strongest.slice(0, SHOWN).map(([axis, { value }]) => (
          <span key={axis} className="pill" title={Object.hasOwn(learned, axis) ? 'learned' : 'set by hand'}>
            {axis} <span className={value < 0 ? 'negative' : 'positive'}>{signed(value)}</span>
          </span>
        ))}
        {unsaid > 0 && <span className="muted">and {unsaid} more</span>}
        {strongest.length === 0 && <span className="muted">neutral</span>}
      </div>
    </div>
  )
}
