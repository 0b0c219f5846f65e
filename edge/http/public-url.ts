/**
 * Addresses that others give for the edge to ask: only such as lie in public. A name that leads to a private address cannot
 * be told from here; on Cloudflare a Worker reaches none.
 */
import ipaddr from 'ipaddr.js'

/** Names that never belong to the public: this machine's, a local network's, and clouds' metadata services. */
const PRIVATE_NAME = /(^|\.)(localhost|local|localdomain|internal|intranet|private|corp|home|lan|home\.arpa)$/

/** What is wrong with it; null: nothing. */
export function publicUrlProblem(text: string): string | null {
  if (!URL.canParse(text)) return 'an address such as https://login.example.com/keys is expected'
  const { protocol, username, password, hostname } = new URL(text)
  if (protocol !== 'https:') return 'the address must begin with https://'
  if (username || password) return 'the address must not hold a name or a password'
  return isPublicHost(hostname)
    ? null
    : 'the address must be a public one: none of this machine or of a private network'
}

function isPublicHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  if (ipaddr.isValid(host)) return ipaddr.process(host).range() === 'unicast'
  return host.includes('.') && !PRIVATE_NAME.test(host)
}
