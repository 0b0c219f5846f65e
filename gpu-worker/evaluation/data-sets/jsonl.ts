/** Rows of a file with one JSON object a line. */

export type Row = { line: number; value: Record<string, unknown> }

/**
 * Empty lines do not count. `name` is what errors call the file.
 * @throws Error naming the file and the line
 */
export function readRows(text: string, name: string): Row[] {
  const rows = text
    .replace(/^\ufeff/, '')
    .split('\n')
    .map((content, i) => ({ content: content.trim(), line: i + 1 }))
    .filter(({ content }) => content !== '')
    .map(({ content, line }) => ({ line, value: parsed(content, name, line) }))
  if (rows.length === 0) throw new Error(`${name} is empty; one JSON object a line is expected.`)
  return rows
}

function parsed(content: string, name: string, line: number): Row['value'] {
  let value: unknown
  try {
    value = JSON.parse(content)
  } catch {
    throw new Error(`${name}, line ${line}: not JSON; every line is one JSON object.`)
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Row['value']
  throw new Error(`${name}, line ${line}: not a JSON object; every line is one.`)
}
