/**
 * The formats that are enforced, as patterns. Where a standard bounds a whole by its length, its parts are bounded
 * instead, somewhat tighter: a host has at most 8 labels of at most 30 letters. Formats that JSON Schema defines and that are not here are refused; any
 * other name is an annotation, as the specification has it. Numeric formats of OpenAPI are ranges.
 */
import { type Numeral, WrittenNumber } from '../../../../shared/exact-json.ts'

const YEAR = '\\d{4}'
const LEAP_YEAR = '(?:\\d{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)'
const DATE =
  `(?:${YEAR}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|` +
  `02-(?:0[1-9]|1\\d|2[0-8]))|${LEAP_YEAR}-02-29)`
const HOUR = '(?:[01]\\d|2[0-3])'
const TIME = `${HOUR}:[0-5]\\d:[0-5]\\d(?:\\.\\d{1,9})?(?:Z|[+-]${HOUR}:[0-5]\\d)`
const COUNT = '\\d{1,6}'
const DURATION_TIME = `T(?:${COUNT}H(?:${COUNT}M(?:${COUNT}S)?)?|${COUNT}M(?:${COUNT}S)?|${COUNT}S)`
const DURATION_DATE = `(?:${COUNT}Y(?:${COUNT}M(?:${COUNT}D)?)?|${COUNT}M(?:${COUNT}D)?|${COUNT}D)`
const LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,28}[a-zA-Z0-9])?'
const HOST = `${LABEL}(?:\\.${LABEL}){0,7}`
const ATOM = "[a-zA-Z0-9!#$%&'*+/=?^_{|}~-]{1,20}"
const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const IPV4 = `${OCTET}(?:\\.${OCTET}){3}`
const H16 = '[0-9a-fA-F]{1,4}'
const LS32 = `(?:${H16}:${H16}|${IPV4})`
const IPV6 = [
  `(?:${H16}:){6}${LS32}`,
  `::(?:${H16}:){5}${LS32}`,
  `(?:${H16})?::(?:${H16}:){4}${LS32}`,
  `(?:(?:${H16}:){0,1}${H16})?::(?:${H16}:){3}${LS32}`,
  `(?:(?:${H16}:){0,2}${H16})?::(?:${H16}:){2}${LS32}`,
  `(?:(?:${H16}:){0,3}${H16})?::${H16}:${LS32}`,
  `(?:(?:${H16}:){0,4}${H16})?::${LS32}`,
  `(?:(?:${H16}:){0,5}${H16})?::${H16}`,
  `(?:(?:${H16}:){0,6}${H16})?::`,
].join('|')
const ESCAPED = '%[0-9a-fA-F]{2}'
const URI_CHAR = "[a-zA-Z0-9._~!$&'()*+,;=:@/?-]"

const PATTERNS: Record<string, string> = {
  date: DATE,
  time: TIME,
  'date-time': `${DATE}T${TIME}`,
  duration: `P(?:${DURATION_DATE}(?:${DURATION_TIME})?|${DURATION_TIME}|${COUNT}W)`,
  email: `${ATOM}(?:\\.${ATOM}){0,2}@${HOST}`,
  hostname: HOST,
  ipv4: IPV4,
  ipv6: IPV6,
  uuid: '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}',
  uri: `[a-zA-Z][a-zA-Z0-9+.-]*:(?:${URI_CHAR}|${ESCAPED})+(?:#(?:${URI_CHAR}|${ESCAPED})*)?`,
  'json-pointer': '(?:/(?:[^~/]|~[01])*)*',
}

const REFUSED = new Set([
  'idn-email',
  'idn-hostname',
  'uri-reference',
  'iri',
  'iri-reference',
  'uri-template',
  'relative-json-pointer',
  'regex',
])

const RANGES: Record<string, readonly [minimum: Numeral, maximum: Numeral]> = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  int64: [new WrittenNumber('-9223372036854775808'), new WrittenNumber('9223372036854775807')],
}

/** The pattern of all of a text in that format; null where the format says nothing of texts. */
export const formatPattern = (format: string): string | null =>
  Object.hasOwn(PATTERNS, format) ? `^(?:${PATTERNS[format]})$` : null

/** The range of a number in that format; null where the format says nothing of numbers. */
export const formatRange = (format: string): readonly [minimum: Numeral, maximum: Numeral] | null =>
  Object.hasOwn(RANGES, format) ? RANGES[format] : null

export const isRefusedFormat = (format: string): boolean => REFUSED.has(format)

export const FORMATS = Object.keys(PATTERNS)
