/** A schema with all the schemas inside it, each known by its place, and found through references. */
import { isRecord } from '../../../../shared/exact-json.ts'
import { unsupported } from '../grammar-error.ts'
import { checkContradictions } from './contradictions.ts'
import { checkKeywords, isSchema, type Keywords, normalised } from './keywords.ts'

export type Subschema = {
  readonly id: number
  /** Where it stands, as in `#/properties/age`. */
  readonly pointer: string
  /** null for the schema `false`; empty for `true`. */
  readonly keywords: Keywords | null
}

/** Schemas of one document that may be read: hostile ones would have no end. */
const MAX_SUBSCHEMAS = 10_000
export const MAX_DEPTH = 100

export class SchemaDocument {
  readonly root: Subschema
  readonly #json: unknown
  /** What pointers begin with: '#', or the place of this document in a request. */
  readonly #base: string
  readonly #known = new Map<string, Subschema>()

  /** @throws GrammarError */
  constructor(json: unknown, base: string) {
    this.#json = json
    this.#base = base
    if (isDeeper(json, MAX_DEPTH)) throw unsupported(base, `a schema is nested at most ${MAX_DEPTH} deep`)
    this.root = this.#at(base, json)
  }

  /** The schema inside another one at these steps, such as 'properties', 'age'. */
  child(of: Subschema, ...steps: (string | number)[]): Subschema {
    let value: unknown = of.keywords
    for (const step of steps) value = (value as Record<string, unknown>)[step]
    return this.#at(of.pointer + steps.map((step) => `/${escapeStep(String(step))}`).join(''), value)
  }

  /** @throws GrammarError when nothing stands there */
  resolve(from: Subschema, reference: string): Subschema {
    const place = `${from.pointer}/$ref`
    if (!reference.startsWith('#')) {
      throw unsupported(place, `'${reference}' lies outside of this schema; references begin with '#'`)
    }
    let path: string
    try {
      path = decodeURIComponent(reference.slice(1))
    } catch {
      throw unsupported(place, `'${reference}' is not a reference`)
    }
    if (path !== '' && !path.startsWith('/')) {
      throw unsupported(place, `'${reference}' names an anchor; a path such as '#/$defs/name' is expected`)
    }
    let value: unknown = this.#json
    for (const step of path.split('/').slice(1).map(unescapeStep)) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) {
        throw unsupported(place, `there is nothing at '${reference}'`)
      }
      value = (value as Record<string, unknown>)[step]
    }
    return this.#at(this.#base + path, value)
  }

  #at(pointer: string, value: unknown): Subschema {
    let subschema = this.#known.get(pointer)
    if (!subschema) {
      if (!isSchema(value)) throw unsupported(pointer, 'a schema, that is an object or a boolean, is expected')
      if (this.#known.size >= MAX_SUBSCHEMAS) {
        throw unsupported(this.#base, `a schema has at most ${MAX_SUBSCHEMAS} schemas inside it`)
      }
      const keywords =
        value === false ? null : value === true ? {} : this.#keywords(pointer, value as Record<string, unknown>)
      subschema = { id: this.#known.size, pointer, keywords }
      this.#known.set(pointer, subschema)
    }
    return subschema
  }

  #keywords(pointer: string, written: Record<string, unknown>): Keywords {
    checkKeywords(pointer, written)
    const keywords = normalised(written)
    checkContradictions(pointer, keywords)
    return keywords
  }
}

/** A step of a JSON pointer as it is written. */
export const escapeStep = (step: string) => step.replaceAll('~', '~0').replaceAll('/', '~1')
const unescapeStep = (step: string) => step.replaceAll('~1', '/').replaceAll('~0', '~')

function isDeeper(value: unknown, depth: number): boolean {
  if (!Array.isArray(value) && !isRecord(value)) return false
  return depth === 0 || Object.values(value).some((inner) => isDeeper(inner, depth - 1))
}
