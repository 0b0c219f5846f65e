/**
 * Objects and maps from outside that say what is wrong with a name they do not have. What is not known is refused rather
 * than ignored: it was meant to do something.
 */
import { z } from 'zod'

/** What to say of names that others know, or that stand elsewhere. */
export type Advice = Readonly<Record<string, string>>

export const strictObject = <Shape extends z.ZodRawShape>(
  shape: Shape,
  { advice = {}, expected }: { advice?: Advice; expected?: string } = {},
) =>
  z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys') return expected
      const [name] = issue.keys as [string]
      return Object.hasOwn(advice, name) ? advice[name] : unknownName(name, Object.keys(shape))
    },
  })

/** A map with keys of a form. zod's own leaves `__proto__` out without a word. */
export const mapOf = <Key extends z.core.$ZodRecordKey, Value extends z.ZodType>(
  key: Key,
  value: Value,
  expected: string,
) =>
  z.preprocess(
    (given, { addIssue }) => {
      if (typeof given === 'object' && given !== null && Object.hasOwn(given, '__proto__')) {
        addIssue({ code: 'custom', path: ['__proto__'], message: `${expected} is expected, not __proto__` })
      }
      return given
    },
    z.record(key, value).meta({ propertyNames: namesOf(key) }),
  )

/** zod's own words for it; the generator of the API's description leaves them out. */
function namesOf(key: z.core.$ZodRecordKey): object {
  const { $schema: _, description: __, example: ___, ...schema } = z.toJSONSchema(key, { unrepresentable: 'any' })
  return schema
}

function unknownName(name: string, known: readonly string[]): string {
  const [nearest] = known
    .map((other) => ({ other, distance: editDistance(name.toLowerCase(), other) }))
    .filter(({ other, distance }) => distance <= Math.min(3, Math.floor(other.length / 3)))
    .sort((a, b) => a.distance - b.distance)
  return `there is no such parameter${nearest ? `; did you mean ${nearest.other}?` : ''}`
}

/** Letters to insert, delete or replace (Levenshtein). */
function editDistance(a: string, b: string): number {
  // Names come from outside; one that is much longer is not a misspelt one.
  if (Math.abs(a.length - b.length) > 3) return Number.POSITIVE_INFINITY
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1]
    for (let j = 0; j < b.length; j++) {
      next.push(Math.min(row[j + 1]! + 1, next[j]! + 1, row[j]! + Number(a[i] !== b[j])))
    }
    row = next
  }
  return row[b.length]!
}
