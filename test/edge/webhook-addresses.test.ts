/** Where webhooks may be sent, and where not. */
import { describe, expect, it } from 'vitest'
import { isPublic } from '../../edge/http/public-host.ts'
import { parseAddress } from '../../edge/webhooks/address.ts'

const refused = (url: string, toLocalhost = false): string => {
  try {
    parseAddress(url, toLocalhost)
    return 'taken'
  } catch (problem) {
    return (problem as { code: string }).code
  }
}

it.each([
  'https://app.example.com/attune',
  'https://app.example.com:8443/attune?tenant=3',
  'https://93.184.216.34/hook',
  'https://[2606:2800:220:1:248:1893:25c8:1946]/hook',
  'https://bücher.example/hook',
  'https://localhost.example.com/',
])('%s is taken', (url) => {
  expect(refused(url)).toBe('taken')
})

describe('refused:', () => {
  it.each([
    ['no URL', 'app.example.com'],
    ['http', 'http://app.example.com/'],
    ['another scheme', 'ftp://app.example.com/'],
    ['a file', 'file:///etc/passwd'],
    ['a script', 'javascript:alert(1)'],
    ['a user', 'https://user@app.example.com/'],
    ['a password', 'https://user:secret@app.example.com/'],
    ['a fragment', 'https://app.example.com/#token'],
    ['a long one', `https://app.example.com/${'x'.repeat(2_000)}`],
    ['loopback', 'https://127.0.0.1/'],
    ['any of loopback', 'https://127.9.8.7/'],
    ['loopback, decimal', 'https://2130706433/'],
    ['loopback, hexadecimal', 'https://0x7f000001/'],
    ['loopback, octal', 'https://0177.0.0.1/'],
    ['loopback, short', 'https://127.1/'],
    ['loopback, mixed', 'https://0x7f.0.1/'],
    ['loopback, full-width digits', 'https://１２７.０.０.１/'],
    ['unspecified', 'https://0.0.0.0/'],
    ['private, class A', 'https://10.1.2.3/'],
    ['private, class B', 'https://172.16.0.1/'],
    ['private, class B, its end', 'https://172.31.255.255/'],
    ['private, class C', 'https://192.168.1.1/'],
    ['link-local', 'https://169.254.1.1/'],
    ['the metadata of clouds', 'https://169.254.169.254/latest/meta-data/'],
    ['the metadata of clouds, decimal', 'https://2852039166/'],
    ['carrier-grade NAT', 'https://100.64.0.1/'],
    ['protocol assignments', 'https://192.0.0.192/'],
    ['documentation', 'https://203.0.113.7/'],
    ['benchmarks', 'https://198.18.0.1/'],
    ['multicast', 'https://224.0.0.1/'],
    ['reserved', 'https://240.0.0.1/'],
    ['broadcast', 'https://255.255.255.255/'],
    ['IPv6 loopback', 'https://[::1]/'],
    ['IPv6 unspecified', 'https://[::]/'],
    ['IPv4-mapped', 'https://[::ffff:127.0.0.1]/'],
    ['IPv4-mapped, hexadecimal', 'https://[::ffff:a9fe:a9fe]/'],
    ['IPv4-compatible', 'https://[::127.0.0.1]/'],
    ['NAT64', 'https://[64:ff9b::7f00:1]/'],
    ['6to4', 'https://[2002:7f00:1::]/'],
    ['Teredo', 'https://[2001:0:7f00:1::]/'],
    ['IPv6 link-local', 'https://[fe80::1]/'],
    ['IPv6 site-local', 'https://[fec0::1]/'],
    ['IPv6 unique local', 'https://[fd00:ec2::254]/'],
    ['IPv6 multicast', 'https://[ff02::1]/'],
    ['IPv6 documentation', 'https://[2001:db8::1]/'],
    ['localhost', 'https://localhost/'],
    ['localhost, from the root', 'https://localhost./'],
    ['below localhost', 'https://app.localhost/'],
    ['a name of a local network', 'https://printer.local/'],
    ['metadata by name', 'https://metadata.google.internal/'],
    ['a name of one part', 'https://intranet/'],
    ['a name of one part, from the root', 'https://intranet./'],
  ])('%s', (_, url) => {
    expect(refused(url)).toBe('invalid_url')
  })
})

describe('on a machine of one’s own', () => {
  it.each(['http://localhost:3000/hook', 'https://localhost/', 'http://127.0.0.1:3000/', 'http://[::1]:3000/'])(
    '%s is taken',
    (url) => {
      expect([refused(url, true), refused(url, false)]).toEqual(['taken', 'invalid_url'])
    },
  )

  it.each(['http://10.0.0.1/', 'http://app.example.com/', 'https://169.254.169.254/', 'http://0.0.0.0:3000/'])(
    '%s is not',
    (url) => {
      expect(refused(url, true)).toBe('invalid_url')
    },
  )
})

it.each(['', 'app.example.com', '1.2.3', '::ffff:10.0.0.1', '10.0.0.1%eth0'])('%j is no public address', (address) => {
  expect(isPublic(address)).toBe(false)
})
