import { describe, expect, it } from 'vitest'
import { blockOf, covers, coversBlock } from '../../edge/http/address.ts'

describe('a block of addresses', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7/32'],
    ['192.0.2.7/24', '192.0.2.0/24'],
    ['10.255.255.255/9', '10.128.0.0/9'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['2001:DB8::7', '2001:db8::7/128'],
    ['2001:db8:ffff::/33', '2001:db8:8000::/33'],
    ['::/0', '::/0'],
  ])('%s is kept as %s', (text, block) => expect(blockOf(text)).toBe(block))

  it.each(['', '10.1', '0x7f.0.0.1', '256.0.0.1', '10.0.0.0/33', '::/129', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0.0/-1'])(
    '%j is none',
    (text) => expect(blockOf(text)).toBeNull(),
  )
  it.each(['example.com', '2130706433', '010.0.0.1', ' 10.0.0.1', 'fe80::1%eth0'])('%j is none either', (text) =>
    expect(blockOf(text)).toBeNull(),
  )

  it.each([
    ['192.0.2.0/24', '192.0.2.255', true],
    ['192.0.2.0/24', '192.0.3.0', false],
    ['192.0.2.0/24', '::ffff:192.0.2.9', true],
    ['192.0.2.0/24', '2001:db8::1', false],
    ['2001:db8::/32', '2001:db8:1::1', true],
    ['2001:db8::/32', '2001:db9::1', false],
    ['0.0.0.0/0', '2001:db8::1', false],
    ['::/0', '192.0.2.1', false],
    ['192.0.2.0/24', 'nonsense', false],
  ])('%s covers %s: %s', (block, address, is) => expect(covers(block, address)).toBe(is))

  it.each([
    ['10.0.0.0/8', '10.1.0.0/16', true],
    ['10.0.0.0/8', '10.0.0.0/8', true],
    ['10.1.0.0/16', '10.0.0.0/8', false],
    ['10.0.0.0/8', '11.0.0.0/16', false],
    ['::/0', '10.0.0.0/8', false],
    ['2001:db8::/32', '2001:db8:1::/48', true],
  ])('%s covers all of %s: %s', (outer, inner, is) => expect(coversBlock(outer, inner)).toBe(is))
})
