/** The limits as a form of fields that are changed one by one, and the way back to what the API takes. */
import type { Limits } from '../api/types.ts'
import { bytes, whole } from '../ui/amount.ts'
import { percent } from '../ui/format.ts'

const RATES = ['requests_per_minute', 'tokens_per_minute', 'running'] as const
type Rate = (typeof RATES)[number]

export type LimitsForm = Pick<Limits, 'running' | 'fits_per_day' | 'tokens_per_month' | 'warn_at'> &
  Limits['storage'] & { [Field in `${'key' | 'user'}.${Rate}`]: number | null }

export const NAMES: { readonly [Field in keyof LimitsForm]: string } = {
  tokens_per_month: 'Tokens a month',
  warn_at: 'Warning at',
  running: 'Answers at once',
  fits_per_day: 'Fits a day',
  'key.requests_per_minute': 'Requests a minute, each key',
  'key.tokens_per_minute': 'Tokens a minute, each key',
  'key.running': 'Answers at once, each key',
  'user.requests_per_minute': 'Requests a minute, each user',
  'user.tokens_per_minute': 'Tokens a minute, each user',
  'user.running': 'Answers at once, each user',
  profiles: 'Profiles',
  axes: 'Axes',
  private_axes: 'Axes of single users',
  versions: 'Versions',
  artifact_bytes: 'Directions’ files',
}

export const formOf = ({ key, user, storage, ...limits }: Limits): LimitsForm => ({
  tokens_per_month: limits.tokens_per_month,
  warn_at: limits.warn_at,
  running: limits.running,
  fits_per_day: limits.fits_per_day,
  'key.requests_per_minute': key.requests_per_minute,
  'key.tokens_per_minute': key.tokens_per_minute,
  'key.running': key.running,
  'user.requests_per_minute': user.requests_per_minute,
  'user.tokens_per_minute': user.tokens_per_minute,
  'user.running': user.running,
  ...storage,
})

const ratesOf = (form: LimitsForm, whose: 'key' | 'user') => ({
  requests_per_minute: form[`${whose}.requests_per_minute`],
  tokens_per_minute: form[`${whose}.tokens_per_minute`],
  running: form[`${whose}.running`],
})

/** All of them, as `PUT /v1/limits` takes them. */
export const limitsOf = (form: LimitsForm) => ({
  key: ratesOf(form, 'key'),
  user: ratesOf(form, 'user'),
  running: form.running,
  fits_per_day: form.fits_per_day,
  tokens_per_month: form.tokens_per_month,
  warn_at: form.warn_at,
  storage: {
    profiles: form.profiles,
    axes: form.axes,
    private_axes: form.private_axes,
    versions: form.versions,
    artifact_bytes: form.artifact_bytes,
  },
})

export function inWords(field: keyof LimitsForm, value: unknown): string {
  if (typeof value !== 'number') return 'no limit'
  if (field === 'warn_at') return percent(value)
  return field === 'artifact_bytes' ? bytes(value) : whole(value)
}
