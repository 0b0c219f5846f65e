/** A mean with its interval, in numbers, and where there is a scale as a dot on a line. */
import type { CSSProperties } from 'react'
import type { Estimate } from '../../../../../shared/wire/report.ts'
import { fixed, range, signed } from '../../ui/format.ts'

type Props = {
  estimate: Estimate | null
  /** Written with its sign: a change, not a level. */
  change?: boolean
  scale?: { low: number; high: number } | null
  tone?: 'positive' | 'negative' | 'muted'
}

const INTERVAL = '95 % bootstrap interval over the queries or items'

export function EstimateShown({ estimate, change = false, scale, tone }: Props) {
  if (!estimate) return <span className="muted">–</span>
  const { value, low, high } = estimate
  return (
    <span className={`estimate ${tone ?? ''}`}>
      <b>{change ? signed(value) : fixed(value)}</b>
      <small title={INTERVAL}>{range(low, high)}</small>
      {scale && <span className="whisker" style={placesOn(scale, estimate)} aria-hidden="true" />}
    </span>
  )
}

function placesOn({ low, high }: { low: number; high: number }, estimate: Estimate): CSSProperties {
  const place = (value: number) => (value - low) / (high - low)
  return {
    '--zero': place(0),
    '--low': place(estimate.low),
    '--value': place(estimate.value),
    '--high': place(estimate.high),
  } as CSSProperties
}
