/** Plain vector arithmetic, summed in double precision. */

export function norm(v: Float32Array): number {
  let sum = 0
  for (const x of v) sum += x * x
  return Math.sqrt(sum)
}

/** v / ‖v‖; zeros where ‖v‖ is not above `tiny`: no direction rather than noise blown up. */
export function unit(v: ArrayLike<number>, tiny = 0): Float32Array {
  let sum = 0
  for (let i = 0; i < v.length; i++) sum += v[i]! * v[i]!
  const length = Math.sqrt(sum)
  return Float32Array.from(v, (x) => (length > tiny ? x / length : 0))
}

/** Adding 0 keeps -0 out of files. */
export const scaled = (v: Float32Array, factor: number): Float32Array => v.map((x) => x * factor + 0)

export const isZero = (v: Float32Array): boolean => v.every((x) => x === 0)

export const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** Rounded to significant digits: what is left of a measurement when its noise is gone. */
export const significant = (value: number, digits: number): number => Number(value.toPrecision(digits))
