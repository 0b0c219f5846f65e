/**
 * Answers that are kept to be given again. Some hold a secret that is shown once, so each is encrypted (AES-256-GCM) with a
 * key that comes (HKDF, RFC 5869) of the edge's secret and of the asker's idempotency key, which is stored nowhere: what lies
 * in the database opens for nobody but the asker, asking the edge.
 */
import { base64url } from 'jose'
import { utf8 } from '../../shared/ids.ts'

/** Bodies are text: what is answered to a POST is JSON. */
export type Answered = { status: number; headers: [string, string][]; body: string }

/** The row that it lies in, and the asker's key. */
type Place = { id: string; key: string }

const IV_BYTES = 12

export async function seal(secret: string, place: Place, answered: Answered): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES))
  const key = await keyOf(secret, place)
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, utf8(JSON.stringify(answered)))
  return `${base64url.encode(iv)}.${base64url.encode(new Uint8Array(sealed))}`
}

/** null where none of the secrets is the one that it was sealed with. */
export async function open(secrets: readonly string[], place: Place, sealed: string): Promise<Answered | null> {
  const [iv, data] = sealed.split('.').map((part) => new Uint8Array(base64url.decode(part)))
  for (const secret of secrets) {
    try {
      const key = await keyOf(secret, place)
      const opened = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: iv! }, key, data!)
      return JSON.parse(new TextDecoder().decode(opened)) as Answered
    } catch {
      // The other secret, then.
    }
  }
  return null
}

async function keyOf(secret: string, { id, key }: Place): Promise<CryptoKey> {
  const from = await crypto.subtle.importKey('raw', utf8(secret), 'HKDF', false, ['deriveKey'])
  const how = { name: 'HKDF', hash: 'SHA-256', salt: utf8(id), info: utf8(`attune sealed answer ${key}`) }
  return crypto.subtle.deriveKey(how, from, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
}
