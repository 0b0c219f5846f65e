/** Axis by axis what a user is steered by, how sure that is, and where it comes from. */
import type { Explanation } from '../api/types.ts'
import { Fold } from '../ui/fold.tsx'
import { count } from '../ui/format.ts'
import { Empty } from '../ui/states.tsx'
import { BeliefRow } from './belief-row.tsx'
import { useStrengthChange } from './use-strength-change.ts'

export type Belief = Explanation['axes'][number]

export function Beliefs({ user, axes }: { user: string; axes: readonly Belief[] }) {
  const change = useStrengthChange(user)
  const row = (belief: Belief) => (
    <li key={belief.axis}>
      <BeliefRow belief={belief} onPin={(value) => change(belief, value)} />
    </li>
  )
  const known = axes.filter(({ source }) => source !== 'none').sort(byStrength)
  const unknown = axes.filter(({ source }) => source === 'none')
  return (
    <section className="card section" aria-labelledby="beliefs-title">
      <h2 id="beliefs-title">What is believed</h2>
      {axes.length === 0 && (
        <Empty title="There is no axis yet">A user is steered along the project’s axes that have a direction.</Empty>
      )}
      {known.length > 0 && <ul className="beliefs">{known.map(row)}</ul>}
      {unknown.length > 0 && (
        <Fold title={`Nothing is known of ${count(unknown.length, 'axis', 'axes')}`} open={known.length === 0}>
          <ul className="beliefs">{unknown.map(row)}</ul>
        </Fold>
      )}
    </section>
  )
}

const byStrength = (a: Belief, b: Belief) => Math.abs(b.strength) - Math.abs(a.strength) || a.axis.localeCompare(b.axis)
