/**
 * What OpenAI asks of schemas with `strict: true`: every object names all of its members, requires each of them and
 * allows no others. Schemas are enforced here whether strict or not; this tells who relies on the word where a schema is
 * looser than it says.
 */
import { isRecord, namesOf } from '../../../../shared/exact-json.ts'
import { unsupported } from '../grammar-error.ts'
import { escapeStep, MAX_DEPTH } from './document.ts'

/** @throws GrammarError at the first object that is looser */
export function checkStrict(schema: unknown, pointer = '#', depth = 0): void {
  if (!Array.isArray(schema) && !isRecord(schema)) return
  if (depth > MAX_DEPTH) throw unsupported(pointer, `a schema is nested at most ${MAX_DEPTH} deep`)
  if (Array.isArray(schema)) {
    for (const [i, item] of schema.entries()) checkStrict(item, `${pointer}/${i}`, depth + 1)
    return
  }
  const { type, properties, required, additionalProperties } = schema
  const isObject = type === 'object' || (Array.isArray(type) && type.includes('object'))
  if (isObject && additionalProperties !== false) {
    throw unsupported(pointer, 'with strict, additionalProperties must be false')
  }
  if (isObject && typeof properties === 'object' && properties !== null) {
    const named = Array.isArray(required) ? required : []
    const missing = namesOf(properties).find((name) => !named.includes(name))
    if (missing !== undefined) {
      const advice = `with strict, all properties must be required: add '${missing}', and the type null where it may be missing`
      throw unsupported(`${pointer}/required`, advice)
    }
  }
  for (const [keyword, value] of Object.entries(schema)) {
    if (HOLDS_VALUES.has(keyword)) continue
    const place = `${pointer}/${escapeStep(keyword)}`
    if (!HOLDS_NAMES.has(keyword)) checkStrict(value, place, depth + 1)
    else if (typeof value === 'object' && value !== null) {
      for (const [name, named] of Object.entries(value)) checkStrict(named, `${place}/${escapeStep(name)}`, depth + 2)
    }
  }
}

/** Keywords whose value has a schema for each name, whatever the name. */
const HOLDS_NAMES = new Set(['properties', 'patternProperties', '$defs', 'definitions'])

/** Keywords whose values only look like schemas. */
const HOLDS_VALUES = new Set(['enum', 'const', 'default', 'examples', 'required'])
