import { crc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import { ID_CHARACTERS } from '../../shared/ids.ts'
import { keyForm, newSecret } from '../../shared/key-form.ts'

test('a new key has a form of its own, and its checksum is right', () => {
  for (let i = 0; i < 100; i++) {
    const secret = newSecret()
    expect(secret).toMatch(/^sk-attune-1_[0-9a-hjkmnp-tv-z]{58}$/)
    expect(keyForm(secret)).toBe('whole')
  }
  expect(newSecret()).not.toBe(newSecret())
})

test('its checksum is the lower 30 bits of CRC-32, five a character', () => {
  const text = `sk-attune-1_${'0'.repeat(52)}`
  const crc = crc32(text)
  expect(keyForm(text + [0, 5, 10, 15, 20, 25].map((at) => ID_CHARACTERS[(crc >>> at) & 31]).join(''))).toBe('whole')
})

test('whatever one character is mistyped as, it is noticed; so are two that changed places', () => {
  const secret = newSecret()
  for (let at = 0; at < secret.length; at++) {
    for (const other of `${ID_CHARACTERS}ilou_-A`) {
      const typed = secret.slice(0, at) + other + secret.slice(at + 1)
      if (typed !== secret) expect([typed, keyForm(typed)]).not.toEqual([typed, 'whole'])
    }
    const [one, two] = [secret[at]!, secret[at + 1] ?? '']
    const swapped = secret.slice(0, at) + two + one + secret.slice(at + 2)
    if (swapped !== secret) expect(keyForm(swapped)).not.toBe('whole')
  }
})

test.each([1, 5, 6, 7, 30])('one that was cut by %i characters is none, nor one of the older form', (count) => {
  expect(keyForm(newSecret().slice(0, -count))).toBe('mistyped')
  expect(keyForm(`${newSecret()}${'0'.repeat(count)}`)).toBe('mistyped')
})

test('keys of before there was a checksum are whole as they are', () => {
  expect(keyForm(`sk-attune-${'7'.repeat(52)}`)).toBe('whole')
  expect(keyForm(`sk-attune-1${'7'.repeat(51)}`)).toBe('whole')
  expect(keyForm(`sk-attune-${'7'.repeat(51)}`)).toBe('mistyped')
  expect(keyForm(`SK-ATTUNE-${'7'.repeat(52)}`)).toBe('mistyped')
})

test.each(['', 'sk-', 'sk-proj-abc', 'AIzaSyAbc', 'Bearer'])('%j is of somebody else', (text) => {
  expect(keyForm(text)).toBe('foreign')
})
