/** What became of the pairs: how many were made, how many teach the direction, and why the others were dropped. */
import type { Evaluation } from '../../../../../shared/wire/fit.ts'
import { count } from '../../ui/format.ts'

type Fate = NonNullable<Evaluation['pairs']>

const REASONS: Record<string, string> = {
  empty: 'An answer was empty.',
  alike: 'Both poles were answered alike.',
  repeating: 'An answer was stuck in repetition.',
  refused: 'The model declined to answer.',
  'cut too short': 'An answer was cut off before its style showed.',
}

export const pairsSummary = ({ made, kept }: Fate): string => `${kept} of ${made} kept`

export function PairsFate({ fate: { made, kept, dropped } }: { fate: Fate }) {
  return (
    <>
      <p>
        {count(made, 'pair')} made, {kept} kept{dropped.length === 0 && '; none dropped'}.
      </p>
      <ul className="dropped">
        {dropped.map(({ reason, count: n }) => (
          <li key={reason} title={REASONS[reason]}>
            <span>{n}</span> {reason}
          </li>
        ))}
      </ul>
    </>
  )
}
