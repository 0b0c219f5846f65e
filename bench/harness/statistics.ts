/** What is said of repeated measurements: medians, which a disturbed round cannot move, and the range around them. */

/** The middle value; the mean of the two middle ones of an even number. @throws Error when there is none. */
export const median = (values: readonly number[]): number => percentile(values, 50)

/** The value below which `percent` of the values lie, interpolated between neighbours. @throws Error when there is none. */
export function percentile(values: readonly number[], percent: number): number {
  if (!values.length) throw new Error('no values were measured')
  if (!(percent >= 0 && percent <= 100)) throw new Error(`there is no percentile ${percent}; 0 to 100 are`)
  const sorted = [...values].sort((a, b) => a - b)
  const place = ((sorted.length - 1) * percent) / 100
  const below = sorted[Math.floor(place)]!
  const above = sorted[Math.ceil(place)]!
  return below + (above - below) * (place - Math.floor(place))
}

export const mean = (values: readonly number[]): number =>
  values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : percentile(values, 50)

export type Range = readonly [least: number, most: number]

export type Summary = { value: number; range: Range }

/** Median, least and most. */
export const summarise = (values: readonly number[]): Summary => ({
  value: median(values),
  range: [Math.min(...values), Math.max(...values)],
})

/** a[i] ÷ b[i]: measured side by side, so that what slows the machine down slows both. */
export function pairedRatios(a: readonly number[], b: readonly number[]): number[] {
  if (a.length !== b.length) throw new Error(`${a.length} and ${b.length} measurements are no pairs`)
  return a.map((value, i) => value / b[i]!)
}

export function largestDifference(a: Float32Array, b: Float32Array): number {
  let largest = 0
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!))
  return largest
}
