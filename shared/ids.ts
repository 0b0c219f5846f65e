/** Identifiers: a readable prefix and 128 random bits, base-32 without look-alikes, safe in URLs and file names. */
export const ID_CHARACTERS = '0123456789abcdefghjkmnpqrstvwxyz'

export type IdPrefix =
  | 'chatcmpl'
  | 'proj'
  | 'key'
  | 'axis'
  | 'dir'
  | 'prof'
  | 'fit'
  | 'req'
  | 'log'
  | 'iss'
  | 'ut'
  | 'ses'
  | 'mem'
  | 'inv'
  | 'wh'
  | 'evt'
  | 'dlv'
  | 'sig'
  | 'exp'

export function newId(prefix: IdPrefix): string {
  return `${prefix}_${randomText(26)}`
}

/** `length` random characters of 5 bits each. */
export function randomText(length: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length))
  let text = ''
  for (const byte of bytes) text += ID_CHARACTERS[byte & 31]
  return text
}

/**
 * A generation's id carries the tag of the worker that runs it, so that a later PATCH finds that worker
 * without a lookup: `chatcmpl_<tag>_<random>`.
 */
export const newGenerationId = (workerTag: string, name = randomText(26)) => `chatcmpl_${workerTag}_${name}`

/** An answer of /v1/responses is called as its generation is, so that either leads to the other. */
export const responseIdOf = (generationId: string) => generationId.replace(/^chatcmpl_/, 'resp_')
export const generationIdOf = (id: string) => id.replace(/^resp_/, 'chatcmpl_')

export function workerTagOf(generationId: string): string | null {
  return /^chatcmpl_([0-9a-z]{1,16})_[0-9a-z]{26}$/.exec(generationId)?.[1] ?? null
}

/** What ids of one answer have in common, whichever worker takes it. */
export const answerOf = (generationId: string) => generationId.slice(generationId.lastIndexOf('_') + 1)

/** Workers' own types leave open what buffer a TextEncoder writes to; it is a plain one. */
export const utf8 = (text: string) => new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>

/** Lower-case hex SHA-256: the name of directions and models. */
export async function sha256Hex(data: ArrayBuffer | Uint8Array<ArrayBuffer>): Promise<string> {
  return toHex(await crypto.subtle.digest('SHA-256', data))
}

export function toHex(buffer: ArrayBuffer): string {
  return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
