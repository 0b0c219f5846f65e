/** Texts as they are typed: one a line. One that has lines of its own is a JSON string: `"first\\nsecond"`. */

export const linesOfTexts = (texts: readonly string[]): string =>
  texts.map((text) => (/[\r\n]|^\s*"/.test(text) ? JSON.stringify(text) : text)).join('\n')

export const textsOfLines = (lines: string): string[] =>
  lines
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(Boolean)
    .map(unquoted)

/** A line that only begins with a quotation mark is a text that does. */
function unquoted(line: string): string {
  if (!line.startsWith('"')) return line
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'string' ? value : line
  } catch {
    return line
  }
}
