/** JSON has only these line breaks of Unicode left in it, at which some clients end a line though events do not. */
export const inOneLine = (data: unknown): string =>
  JSON.stringify(data).replace(
    /[\u0085\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
