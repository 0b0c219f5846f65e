/** What the poles of a fit are called. */
import type { Axis, Fit } from '../api/types.ts'

export type PoleNames = { positive: string; negative: string }

/** The fit's own words, else its axis's; by sign while the list of axes has not caught up. */
export const poleNamesOf = ({ spec }: Pick<Fit, 'spec'>, axis: Axis | null): PoleNames => ({
  positive: (spec ?? axis)?.positive.name ?? '+1',
  negative: (spec ?? axis)?.negative.name ?? '−1',
})
