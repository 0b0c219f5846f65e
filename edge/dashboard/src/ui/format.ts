/** Numbers as the page shows them. */

const MINUS = '\u2212'

/** `+0.40`, `−0.40`, `0`. */
export function signed(value: number, digits = 2): string {
  const text = Math.abs(value).toFixed(digits)
  if (Number(text) === 0) return '0'
  return `${value < 0 ? MINUS : '+'}${text}`
}

/** `0.40`, `−0.40`, `0.00`: for what is no change. */
export function fixed(value: number, digits = 2): string {
  const text = Math.abs(value).toFixed(digits)
  return value < 0 && Number(text) !== 0 ? `${MINUS}${text}` : text
}

/** `−0.02 … 0.41` */
export const range = (low: number, high: number, digits = 2): string => `${fixed(low, digits)} … ${fixed(high, digits)}`

/** A share: `92 %`. */
export const percent = (share: number): string => `${Math.round(share * 100)} %`

/** `0.4 s`, `12 s`, `3 min 20 s`. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  return `${Math.floor(whole / 60)} min ${whole % 60} s`
}

export const shortHash = (hash: string): string => hash.slice(0, 10)

export const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`
