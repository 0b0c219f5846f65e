/** What differs between two states of a thing, field by field. */

export type FieldChange = { path: string; before: unknown; after: unknown }

const isNest = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0

/** By path such as `learning.weights.thumb`. Where there was nothing, or is nothing any more, all fields are named. */
export function changesOf(before: unknown, after: unknown, path = ''): FieldChange[] {
  if (!isNest(before) && !isNest(after)) {
    return JSON.stringify(before) === JSON.stringify(after) || path === '' ? [] : [{ path, before, after }]
  }
  // One of both is no object: it says nothing that the other's fields do not, unless it is a value itself.
  const isReplaced = path !== '' && [before, after].some((one) => !isNest(one) && one !== null && one !== undefined)
  if (isReplaced) return [{ path, before, after }]
  const [old, now] = [isNest(before) ? before : {}, isNest(after) ? after : {}]
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])]
  return names.flatMap((name) => changesOf(old[name], now[name], path ? `${path}.${name}` : name))
}

export function valueInWords(value: unknown): string {
  if (value === undefined || value === null) return '–'
  return typeof value === 'string' ? value : JSON.stringify(value)
}
