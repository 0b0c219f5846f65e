import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { assertPortFree, freePort, portProblem, portSetting } from '../../cli/ports.ts'

test('a port in use is refused with what to do, and accepted once it is free', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await expect(assertPortFree(port, 'ATTUNE_PORT')).rejects.toThrow(
    `port ${port} is in use: stop what uses it or set ATTUNE_PORT`,
  )
  await new Promise((resolve) => server.close(resolve))
  await expect(assertPortFree(port, 'ATTUNE_PORT')).resolves.toBeUndefined()
  await expect(assertPortFree(port, 'ATTUNE_PORT')).resolves.toBeUndefined()
})

test('a port that is left soon is waited for', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  setTimeout(() => server.close(), 300)
  await expect(assertPortFree(port, 'ATTUNE_PORT', '127.0.0.1', 100)).rejects.toThrow('in use')
  await expect(assertPortFree(port, 'ATTUNE_PORT', '127.0.0.1', 5_000)).resolves.toBeUndefined()
})

test('a port that is used on all addresses is in use', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve))
  const { port } = server.address() as AddressInfo
  await expect(assertPortFree(port, 'ATTUNE_PORT')).rejects.toThrow('in use')
  await new Promise((resolve) => server.close(resolve))
})

test.each([0, -1, 65536, 1.5, Number.NaN])('%d is no port', (port) =>
  expect(assertPortFree(port, 'ATTUNE_PORT')).rejects.toThrow('ATTUNE_PORT must be a port from 1 to 65535'),
)

test('an address of another machine', () =>
  expect(assertPortFree(8787, 'ATTUNE_PORT', '192.0.2.1')).rejects.toThrow('192.0.2.1 does not belong'))

test('a port that only the administrator may open', () => {
  const refused = Object.assign(new Error('listen EACCES'), { code: 'EACCES' })
  expect(portProblem(refused, 80, 'ATTUNE_PORT', '127.0.0.1')).toBe(
    'port 80 needs more rights than this user has: set ATTUNE_PORT above 1023',
  )
})

test('a setting chooses the port', () => {
  expect(portSetting('ATTUNE_PORT', 8787, {})).toBe(8787)
  expect(portSetting('ATTUNE_PORT', 8787, { ATTUNE_PORT: '' })).toBe(8787)
  expect(portSetting('ATTUNE_PORT', 8787, { ATTUNE_PORT: '9000' })).toBe(9000)
  for (const text of ['http', '-1', '70000', '8e9'])
    expect(() => portSetting('ATTUNE_PORT', 8787, { ATTUNE_PORT: text })).toThrow(
      `ATTUNE_PORT must be a port from 1 to 65535, or 0 for any that is free, not '${text}'`,
    )
})

test('a free port can be listened on', async () => {
  await expect(assertPortFree(await freePort(), 'ATTUNE_PORT')).resolves.toBeUndefined()
})
