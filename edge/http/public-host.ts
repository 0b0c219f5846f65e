/**
 * Which hosts lie in public: the one place that says where the edge may be sent by others. The URL parser has written every
 * form of an IPv4 address (decimal, octal, hexadecimal, short) as four numbers by the time that it is looked at here. A name
 * that leads to a private address cannot be told by its form.
 */
import ipaddr from 'ipaddr.js'

/** Names that lead into somebody's own network wherever they are asked for. */
const INNER = ['localhost', 'local', 'localdomain', 'internal', 'intranet', 'lan', 'home', 'corp', 'private', 'arpa']

/** Of IPv6, what is handed out; the rest is of some machine, link or site, or stands for an IPv4 address. */
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3')

/** Of a URL: the name or address, without brackets and without the root's dot. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')

export const isAddress = (host: string): boolean =>
  ipaddr.IPv4.isValidFourPartDecimal(host) || ipaddr.IPv6.isValid(host)

/** Whether an address is anybody's on the internet; false for what is no address. */
export function isPublic(address: string): boolean {
  if (!isAddress(address)) return false
  const parsed = ipaddr.process(address)
  if (parsed.range() !== 'unicast') return false
  return parsed.kind() === 'ipv4' || parsed.match(GLOBAL_IPV6)
}

/** Whether a name is one of the internet, by its form. */
export function isPublicName(name: string): boolean {
  const labels = name.split('.')
  return labels.length > 1 && !INNER.includes(labels.at(-1)!.toLowerCase())
}

/** This very machine. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || (isAddress(host) && ipaddr.process(host).range() === 'loopback')
