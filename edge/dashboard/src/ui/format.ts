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

/** A time of the API, in Unix seconds, as the reader's own clock has it: `12 Mar 2026, 14:05`. */
export const dateTime = (seconds: number): string =>
  new Date(seconds * 1000).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

/** `3 days ago`, `in 2 hours`, `just now`. @param now Unix milliseconds */
export function ago(seconds: number, now = Date.now()): string {
  const away = seconds - now / 1000
  const step = STEPS.find(([, length]) => Math.abs(away) >= length)
  return step ? relative.format(Math.trunc(away / step[1]), step[0]) : 'just now'
}
