/** From values to places on an axis, and the round values that are written along it. */

export type Scale = { at(value: number): number; ticks: number[] }

/** Of the range of values, left free at an end; not where that end is 0. */
const MARGIN = 0.1

/** `from` and `to` are places. */
export function linearScale(values: readonly number[], from: number, to: number): Scale {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const range = most - least || 1
  const low = least === 0 ? 0 : least - MARGIN * range
  const high = most === 0 && least < 0 ? 0 : most + MARGIN * range
  const step = roundStep((high - low) / 6)
  const first = Math.ceil(low / step)
  const ticks = Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) => (first + i) * step)
  return {
    at: (value) => from + ((value - low) / (high - low)) * (to - from),
    ticks: ticks.map((tick) => Number(tick.toPrecision(12)) + 0),
  }
}

/** Values above 0, each doubling as far as the next. */
export function logScale(least: number, most: number, from: number, to: number): Scale {
  const [low, high] = [Math.log(least), Math.log(Math.max(most, least * 1.01))]
  const decades = Array.from({ length: 16 }, (_, i) => 10 ** (i - 4))
  const all = decades.flatMap((decade) => [1, 1.5, 2, 3, 4, 5, 6, 8].map((digit) => digit * decade))
  const inside = all.filter((value) => value >= least && value <= most)
  const sparse = inside.filter((_, i) => i % Math.ceil(inside.length / 7) === 0)
  const ticks = sparse.length > 1 ? sparse : [least, most]
  return {
    at: (value) => from + ((Math.log(value) - low) / (high - low)) * (to - from),
    ticks: ticks.map((tick) => Number(tick.toPrecision(3))),
  }
}

/** 1, 2 or 5 times a power of ten, at least `rough`. */
function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough))
  return power * ([1, 2, 5, 10].find((digit) => digit * power >= rough * (1 - 1e-9)) ?? 10)
}

/** A number as it is written in a picture, its minus a real one. */
export const written = (value: number, signed = false): string =>
  `${value < 0 ? '\u2212' : signed && value > 0 ? '+' : ''}${Math.abs(Number(value.toPrecision(3)))}`
