/** OpenAI's headers that say how much of the limits a minute is left. */
import type { Rates } from './account.ts'

export const RATE_HEADERS = ['requests', 'tokens'].flatMap((what) =>
  ['limit', 'remaining', 'reset'].map((part) => `x-ratelimit-${part}-${what}`),
)

export function rateHeaders(rates: Rates): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const what of ['requests', 'tokens'] as const) {
    const rate = rates[what]
    if (!rate) continue
    headers[`x-ratelimit-limit-${what}`] = String(rate.limit)
    headers[`x-ratelimit-remaining-${what}`] = String(rate.remaining)
    headers[`x-ratelimit-reset-${what}`] = asDuration(rate.resetMs)
  }
  return headers
}

/** As OpenAI writes it: 6ms, 1.5s, 1m0s, 2h0m3s. */
export function asDuration(ms: number): string {
  if (ms < 1000) return `${ms}ms`
  const hours = Math.floor(ms / 3_600_000)
  const minutes = Math.floor(ms / 60_000) % 60
  const seconds = (ms % 60_000) / 1000
  return `${hours ? `${hours}h` : ''}${hours || minutes ? `${minutes}m` : ''}${seconds}s`
}
