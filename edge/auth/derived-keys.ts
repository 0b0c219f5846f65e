/**
 * Keys for single purposes, derived from the secrets that the edge shares with its workers (HKDF, RFC 5869): what one is
 * used for says nothing of another. Each has an id, so that what was signed names the secret that it was signed with.
 */
import { toHex, utf8 } from '../../shared/ids.ts'

export type DerivedKey = { id: string; key: CryptoKey }

const MOST_REMEMBERED = 32
const derived = new Map<string, Promise<DerivedKey>>()

/** One a secret, in their order. */
export const derivedKeys = (secrets: readonly string[], purpose: string): Promise<DerivedKey[]> =>
  Promise.all(secrets.map((secret) => remembered(secret, purpose)))

function remembered(secret: string, purpose: string): Promise<DerivedKey> {
  const name = JSON.stringify([purpose, secret])
  let key = derived.get(name)
  if (!key) {
    if (derived.size >= MOST_REMEMBERED) derived.clear()
    key = derive(secret, purpose)
    derived.set(name, key)
  }
  return key
}

async function derive(secret: string, purpose: string): Promise<DerivedKey> {
  const from = await crypto.subtle.importKey('raw', utf8(secret), 'HKDF', false, ['deriveBits'])
  const bits = (label: string, length: number) =>
    crypto.subtle.deriveBits(
      { name: 'HKDF', hash: 'SHA-256', salt: utf8(''), info: utf8(`attune ${label}`) },
      from,
      length,
    )
  const [id, raw] = await Promise.all([bits(`${purpose} id`, 64), bits(purpose, 256)])
  const key = await crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify'])
  return { id: toHex(id), key }
}
