import { expect, test } from 'vitest'
import { newGenerationId, newId, randomText, sha256Hex, toHex, utf8, workerTagOf } from '../../shared/ids.ts'

test('an id is a prefix and 130 random bits without look-alikes', () => {
  expect(newId('fit')).toMatch(/^fit_[0-9a-hjkmnp-tv-z]{26}$/)
  const ids = new Set(Array.from({ length: 10_000 }, () => newId('key')))
  expect(ids.size).toBe(10_000)
})

test('every letter of the alphabet comes up, about equally often', () => {
  const counts = new Map<string, number>()
  const length = 64_000
  for (const letter of randomText(length)) counts.set(letter, (counts.get(letter) ?? 0) + 1)
  expect(counts.size).toBe(32)
  // The mean is 2000 with a standard deviation of 44; eight of them away is no accident.
  for (const count of counts.values()) expect(Math.abs(count - length / 32)).toBeLessThan(8 * 44)
})

test("a generation's id tells its worker", () => {
  expect(workerTagOf(newGenerationId('w0'))).toBe('w0')
  expect(workerTagOf(newGenerationId('abcdef0123456789'))).toBe('abcdef0123456789')
})

test.each([
  'chatcmpl_w0',
  `chatcmpl_${'x'.repeat(17)}_${'0'.repeat(26)}`,
  `chatcmpl_w0_${'0'.repeat(25)}`,
  `chatcmpl_w0_${'0'.repeat(26)}/..`,
  `chatcmpl_W0_${'0'.repeat(26)}`,
  `fit_w0_${'0'.repeat(26)}`,
  `chatcmpl_w0_${'0'.repeat(26)}\n`,
  '',
])('%j tells no worker', (id) => {
  expect(workerTagOf(id)).toBeNull()
})

test('hashes and hex', async () => {
  expect(await sha256Hex(utf8('abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  expect(await sha256Hex(utf8('xabc').subarray(1))).toBe(await sha256Hex(utf8('abc')))
  expect(toHex(Uint8Array.of(0, 1, 254, 255).buffer)).toBe('0001feff')
})
