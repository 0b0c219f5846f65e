/**
 * Signatures as Standard Webhooks has them (standardwebhooks.com, specification 1.0): HMAC-SHA256 of `id.timestamp.payload`
 * in base64, marked v1. While a secret gives way to another, there are two, and whoever knows either can check.
 */
import { utf8 } from '../../shared/ids.ts'

const PREFIX = 'whsec_'
/** The specification asks for 24 to 64. */
const SECRET_BYTES = 32

const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes))
const fromBase64 = (text: string) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0))

export const newWebhookSecret = (): string => PREFIX + toBase64(crypto.getRandomValues(new Uint8Array(SECRET_BYTES)))

export type Message = { id: string; at: number; payload: string }

export async function signatureHeaders(
  secrets: readonly string[],
  { id, at, payload }: Message,
): Promise<Record<string, string>> {
  const timestamp = String(Math.floor(at / 1000))
  const signed = utf8(`${id}.${timestamp}.${payload}`)
  const signatures = await Promise.all(secrets.map((secret) => sign(secret, signed)))
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') }
}

async function sign(secret: string, signed: Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = fromBase64(secret.slice(PREFIX.length))
  const key = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  return `v1,${toBase64(new Uint8Array(await crypto.subtle.sign('HMAC', key, signed)))}`
}
