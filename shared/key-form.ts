/**
 * What an API key's secret looks like: `sk-attune-1_`, 260 random bits, and a checksum of all before it, by which one that
 * was mistyped is told from one that is not known, and scanners tell a key from what only looks like one. Keys made before
 * there was a checksum are `sk-attune-` and 52 characters; no character of theirs is `_`.
 */
import { ID_CHARACTERS, randomText } from './ids.ts'

const MARK = 'sk-attune-'
const PREFIX = `${MARK}1_`
const RANDOM_CHARACTERS = 52
const CHECK_CHARACTERS = 6

const of = (count: number) => `[${ID_CHARACTERS}]{${count}}`
const CHECKED = new RegExp(`^${PREFIX}${of(RANDOM_CHARACTERS + CHECK_CHARACTERS)}$`)
const UNCHECKED = new RegExp(`^${MARK}${of(RANDOM_CHARACTERS)}$`)

export function newSecret(): string {
  const secret = PREFIX + randomText(RANDOM_CHARACTERS)
  return secret + checksum(secret)
}

/** `foreign`: it does not even begin as keys do. */
export type KeyForm = 'whole' | 'mistyped' | 'foreign'

export function keyForm(secret: string): KeyForm {
  if (UNCHECKED.test(secret)) return 'whole'
  if (!secret.toLowerCase().startsWith(MARK.slice(0, -1))) return 'foreign'
  if (!CHECKED.test(secret)) return 'mistyped'
  return checksum(secret.slice(0, -CHECK_CHARACTERS)) === secret.slice(-CHECK_CHARACTERS) ? 'whole' : 'mistyped'
}

/** The lower 30 bits of CRC-32, five a character. */
function checksum(text: string): string {
  let rest = crc32(text)
  let characters = ''
  for (let i = 0; i < CHECK_CHARACTERS; i++, rest >>>= 5) characters += ID_CHARACTERS[rest & 31]
  return characters
}

/** Of ASCII text, as in ISO 3309, bit by bit: keys are short. */
function crc32(text: string): number {
  let crc = 0xffffffff
  for (let i = 0; i < text.length; i++) {
    crc ^= text.charCodeAt(i)
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return ~crc >>> 0
}
