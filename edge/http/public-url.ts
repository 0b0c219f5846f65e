/**
 * Addresses that others give for the edge to ask: only such as lie in public. A name that leads to a private address cannot
 * be told from here; on Cloudflare a Worker reaches none.
 */
import { hostOf, isAddress, isPublic, isPublicName } from './public-host.ts'

/** What is wrong with it; null: nothing. */
export function publicUrlProblem(text: string): string | null {
  if (!URL.canParse(text)) return 'an address such as https://login.example.com/keys is expected'
  const url = new URL(text)
  const { protocol, username, password } = url
  if (protocol !== 'https:') return 'the address must begin with https://'
  if (username || password) return 'the address must not hold a name or a password'
  const host = hostOf(url)
  return (isAddress(host) ? isPublic(host) : isPublicName(host))
    ? null
    : 'the address must be a public one: none of this machine or of a private network'
}
