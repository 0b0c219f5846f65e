/** A mean with its interval, in numbers, and where there is a scale as a dot on a line. */
import type { CSSProperties } from 'react'
import type { Estimate } from '../../../../../shared/wire/report.ts'
import { fixed, range, signed } from '../../ui/format.ts'

/** `mark`: the value to compare with, a tick on the line. */
export type Scale = { low: number; high: number; mark: number }

type Props = {
  estimate: Estimate | null
  /** Written with its sign: a change, not a level. */
  change?: boolean
  /** A word beside the number. */
  note?: string
  scale?: Scale | null
  tone?: 'positive' | 'negative' | 'muted'
  /** What kind of interval it is. */
  interval?: string
}

const INTERVAL = '95 % bootstrap interval over the queries or items'

export function EstimateShown({ estimate, change = false, note, scale, tone, interval = INTERVAL }: Props) {
  if (!estimate) return <span className="muted">–</span>
  const { value, low, high } = estimate
  return (
    <span className={`estimate ${tone ?? ''}`}>
      <b>
        {change ? signed(value) : fixed(value)} {note}
      </b>
      <small title={interval}>{range(low, high)}</small>
      {scale && <span className="whisker" style={placesOn(scale, estimate)} aria-hidden="true" />}
    </span>
  )
}

function placesOn({ low, high, mark }: Scale, estimate: Estimate): CSSProperties {
  const place = (value: number) => (value - low) / (high - low)
  return {
    '--mark': place(mark),
    '--low': place(estimate.low),
    '--value': place(estimate.value),
    '--high': place(estimate.high),
  } as CSSProperties
}
