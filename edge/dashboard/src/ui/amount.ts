/** Big numbers as the page shows them. */

const grouped = new Intl.NumberFormat('en')
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })

/** `1,234,567` */
export const whole = (n: number): string => grouped.format(n)

/** `1.2M` */
export const compact = (n: number): string => short.format(n)

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const

/** `0 B`, `3.4 MiB` */
export function bytes(n: number): string {
  const power = n < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(n) / 10))
  const amount = n / 2 ** (10 * power)
  return `${power === 0 ? amount : amount.toFixed(1)} ${UNITS[power]}`
}
