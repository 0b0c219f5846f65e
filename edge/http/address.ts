/** Network addresses: whence a request comes, and blocks of them (CIDR), of both versions of IP. */
import type { Context } from 'hono'
import ipaddr from 'ipaddr.js'
import type { AppEnv } from '../env.ts'

/**
 * As Cloudflare says it, which lets no client say it itself; where the edge stands elsewhere, as its settings say. null
 * where nobody says it.
 */
export const clientAddress = (c: Context<AppEnv>): string | null =>
  c.env.CLIENT_ADDRESS || c.req.header('cf-connecting-ip') || null

/** As it is kept: the first address of the block, and how many bits hold; a single address is a block. null: it is none. */
export function blockOf(text: string): string | null {
  const [address = '', bits, ...more] = text.split('/')
  const isWritten = address.includes(':')
    ? ipaddr.IPv6.isValid(address) && !address.includes('%')
    : ipaddr.IPv4.isValidFourPartDecimal(address)
  if (!isWritten || more.length > 0 || (bits !== undefined && !/^\d{1,3}$/.test(bits))) return null
  const parsed = ipaddr.parse(address)
  const most = parsed.kind() === 'ipv4' ? 32 : 128
  const held = bits === undefined ? most : Number(bits)
  if (held > most) return null
  const bytes = parsed.toByteArray().map((byte, i) => byte & (0xff00 >> Math.min(8, Math.max(0, held - 8 * i))) & 0xff)
  return `${ipaddr.fromByteArray(bytes)}/${held}`
}

/** Whether an address lies in a block. One of IPv4 may come written as one of IPv6. */
export function covers(block: string, address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const [first, bits] = ipaddr.parseCIDR(block)
  return [ipaddr.parse(address), ipaddr.process(address)].some(
    (one) => one.kind() === first.kind() && one.match(first, bits),
  )
}

/** Whether all of a block lies in another. */
export function coversBlock(outer: string, inner: string): boolean {
  const [first, bits] = ipaddr.parseCIDR(inner)
  const [outerFirst, outerBits] = ipaddr.parseCIDR(outer)
  return first.kind() === outerFirst.kind() && bits >= outerBits && first.match(outerFirst, outerBits)
}
