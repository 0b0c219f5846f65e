/** A key while it is being described, and what is asked for it. */
import type { Schemas } from '../../../../clients/typescript/src/operations.ts'
import type { Scope } from './scopes.ts'

export type KeyDraft = {
  name: string
  scopes: Scope[]
  /** 0: for ever. */
  days: number
  /** One a line, as typed. */
  models: string
  addresses: string
  users: string
}

export const EMPTY_KEY: KeyDraft = {
  name: '',
  scopes: ['chat', 'profiles'],
  days: 0,
  models: '',
  addresses: '',
  users: '',
}

export const LIFETIMES = [
  { days: 0, name: 'Until it is revoked' },
  { days: 7, name: '7 days' },
  { days: 30, name: '30 days' },
  { days: 90, name: '90 days' },
  { days: 365, name: 'A year' },
] as const

const DAY_SECONDS = 86_400

/** @param now Unix milliseconds */
export function newKeyOf({ name, scopes, days, models, addresses, users }: KeyDraft, now: number): Schemas['NewKey'] {
  return {
    name: name.trim(),
    scopes,
    ...(days > 0 && { expires_at: Math.floor(now / 1000) + days * DAY_SECONDS }),
    ...listed('models', models),
    ...listed('addresses', addresses),
    ...listed('users', users),
  }
}

/** Nothing typed holds it to nothing. */
function listed<Name extends string>(name: Name, text: string): { [Key in Name]?: string[] } {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  return (lines.length > 0 ? { [name]: lines } : {}) as { [Key in Name]?: string[] }
}
