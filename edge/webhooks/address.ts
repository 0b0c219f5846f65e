/**
 * Where webhooks may be sent: to https, at a public address. The URL parser has written every form of an IPv4 address
 * (decimal, octal, hexadecimal, short) as four numbers by the time that it is looked at here.
 */
import ipaddr from 'ipaddr.js'
import { ApiError } from '../../shared/errors.ts'

const MOST_CHARACTERS = 2_000

/** Names that lead into somebody's own network wherever they are asked for. */
const INNER = ['localhost', 'local', 'localdomain', 'internal', 'intranet', 'lan', 'home', 'corp', 'private', 'arpa']

/** Of IPv6, what is handed out; the rest is of some machine, link or site, or stands for an IPv4 address. */
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3')

/** Whether an address is anybody's on the internet; false for what is no address. */
export function isPublic(address: string): boolean {
  if (!isAddress(address)) return false
  const parsed = ipaddr.process(address)
  if (parsed.range() !== 'unicast') return false
  return parsed.kind() === 'ipv4' || parsed.match(GLOBAL_IPV6)
}

/** Of a URL: the name or address, without brackets and without the root's dot. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')

export const isAddress = (host: string): boolean =>
  ipaddr.IPv4.isValidFourPartDecimal(host) || ipaddr.IPv6.isValid(host)

const isLoopback = (host: string): boolean =>
  host === 'localhost' || (isAddress(host) && ipaddr.process(host).range() === 'loopback')

/** Whether it is this very machine, which only a developer's own edge may send to. */
export const isLocal = (url: URL): boolean => isLoopback(hostOf(url))

/**
 * @param toLocalhost whether this machine may be meant too, by http as well
 * @throws ApiError 400 `invalid_url` that says what would be right
 */
export function parseAddress(text: string, toLocalhost: boolean): URL {
  const problem = (what: string) => new ApiError(400, 'invalid_url', `url: ${what}`, { param: 'url' })
  if (text.length > MOST_CHARACTERS) throw problem(`at most ${MOST_CHARACTERS} characters are expected`)
  const url = URL.parse(text)
  if (!url) throw problem('an address such as https://app.example.com/attune is expected')
  if (url.username || url.password) throw problem('it carries a user or a password; the signature says who sends')
  if (url.hash) throw problem('what follows # is never sent; leave it out')
  if (toLocalhost && isLocal(url) && /^https?:$/.test(url.protocol)) return url
  if (url.protocol !== 'https:') throw problem('https is expected')
  const host = hostOf(url)
  if (isAddress(host)) {
    if (!isPublic(host))
      throw problem(`${host} is no public address; one that is reachable from the internet is expected`)
    return url
  }
  const labels = host.split('.')
  if (labels.length < 2 || INNER.includes(labels.at(-1)!.toLowerCase())) {
    throw problem(`'${host}' is a name of some network of its own; one of the internet is expected`)
  }
  return url
}
