/**
 * JSON Schema → nodes. The unit of work is a list of schemas that must all hold for one value: references and
 * combinations are taken apart (alternatives.ts), and what is left is merged, keyword by keyword, for each type the value
 * may have. Each such list is a rule, made once, so that recursion is nothing special. Since there are only finitely many
 * lists, this ends.
 *
 * A schema that gives keywords of a type but no type is read as being of that type.
 */
import { isRecord, writeExact } from '../../../../shared/exact-json.ts'
import type { Budget } from '../budget.ts'
import { unsatisfiable, unsupported } from '../grammar-error.ts'
import type { Json } from '../json.ts'
import { childrenOf, NEVER, type NodeId, productiveNodes } from '../nodes.ts'
import { type Alternative, alternativesOf, keyOf } from './alternatives.ts'
import { arrayNode } from './arrays.ts'
import { SchemaDocument, type Subschema } from './document.ts'
import { restricts, TYPES, type Type, typesSpokenOf } from './keywords.ts'
import { numberNode } from './numbers.ts'
import { objectNode } from './objects.ts'
import { satisfiesItself, type Validation } from './satisfies.ts'
import { affordable, Patterns, stringNode } from './strings.ts'

/**
 * The node of a schema.
 * @param place what pointers in errors begin with: '#', or where the schema stands in a request
 * @throws GrammarError that names the offending place
 */
export function compileSchema(schema: unknown, json: Json, budget: Budget, place = '#'): NodeId {
  return affordable(place, () => new SchemaCompiler(schema, json, budget, place).compile())
}

/** Of looking at two options of a `oneOf`, in steps, beside what it makes. */
const PAIR_COST = 50

class SchemaCompiler {
  readonly #document: SchemaDocument
  readonly #json: Json
  readonly #budget: Budget
  readonly #validation: Validation
  readonly #rules = new Map<string, NodeId>()
  readonly #todo: (() => void)[] = []
  readonly #oneOfs = new Map<Subschema, readonly Subschema[]>()
  /** Of rules that match nothing: why, and where. */
  readonly #reasons = new Map<NodeId, { pointer: string; problem: string }>()

  constructor(schema: unknown, json: Json, budget: Budget, place: string) {
    this.#document = new SchemaDocument(schema, place)
    this.#json = json
    this.#budget = budget
    this.#validation = { document: this.#document, patterns: new Patterns(budget) }
  }

  compile(): NodeId {
    const root = this.#nodeOf([this.#document.root])
    this.#finish()
    const { all } = this.#json.nodes
    if (!productiveNodes(all)[root]) this.#explain(root)
    this.#checkOneOfs()
    return root
  }

  #finish(): void {
    for (let work = this.#todo.pop(); work; work = this.#todo.pop()) work()
  }

  /** What fits all of the schemas. Defined by the time that `finish` returns. */
  #nodeOf(schemas: readonly Subschema[]): NodeId {
    if (schemas.length === 0) return this.#json.value()
    return this.#rule(`all ${keyOf(schemas)}`, (rule) => {
      const alternatives = this.#alternativesOf(schemas)
      if (alternatives.length === 0) {
        const { pointer, keywords } = schemas.find(({ keywords }) => keywords === null) ?? schemas[0]
        const problem = keywords ? 'it refers to nothing but itself' : 'false allows no value'
        this.#reasons.set(rule, { pointer, problem })
      }
      return this.#json.nodes.choice(...alternatives.map((alternative) => this.#alternative(alternative)))
    })
  }

  #alternative(schemas: Alternative): NodeId {
    if (schemas.length === 0) return this.#json.value()
    return this.#rule(`own ${keyOf(schemas)}`, (rule) => {
      const constants = this.#constants(schemas)
      const nodes = constants
        ? [this.#json.constants(constants)]
        : typesOf(schemas).map((type) => this.#ofType(type, schemas))
      if (nodes.every((node) => node === NEVER)) {
        const places = schemas.map(({ pointer }) => pointer)
        const problem = places.length > 1 ? `no value fits all of ${places.join(', ')}` : 'no value fits this'
        this.#reasons.set(rule, { pointer: places[0], problem })
      }
      return this.#json.nodes.choice(...nodes)
    })
  }

  /** The values that `enum` and `const` leave; null where nothing lists them. */
  #constants(schemas: Alternative): unknown[] | null {
    const listing = schemas.find(({ keywords }) => keywords!.enum ?? Object.hasOwn(keywords!, 'const'))
    if (!listing) return null
    const values = listing.keywords!.enum ?? [listing.keywords!.const]
    const objects = values.filter((value) => Array.isArray(value) || isRecord(value)).length
    // Objects are compared with each other.
    this.#budget.spend(writeExact(values).length + objects ** 2)
    const distinct = new Map(values.map((value) => [writeExact(value), value])).values()
    return [...distinct].filter((value) => schemas.every((schema) => satisfiesItself(value, schema, this.#validation)))
  }

  #ofType(type: Type, schemas: Alternative): NodeId {
    const json = this.#json
    const nodeOf = (parts: readonly Subschema[]) => this.#nodeOf(parts)
    switch (type) {
      case 'null':
        return json.null
      case 'boolean':
        return json.boolean
      case 'integer':
      case 'number':
        return numberNode(schemas, type === 'integer', json, this.#budget)
      case 'string':
        return stringNode(schemas, json, this.#validation.patterns)
      case 'array':
        return arrayNode(schemas, json, this.#document, nodeOf)
      case 'object':
        return objectNode(schemas, { json, validation: this.#validation, budget: this.#budget, nodeOf })
    }
  }

  #rule(key: string, define: (rule: NodeId) => NodeId): NodeId {
    const known = this.#rules.get(key)
    if (known !== undefined) return known
    const rule = this.#json.nodes.rule()
    this.#rules.set(key, rule)
    this.#todo.push(() => this.#json.nodes.define(rule, define(rule)))
    return rule
  }

  /** `oneOf` is read as `anyOf`, which is the same where no value fits two of the options. */
  #checkOneOfs(): void {
    const pairs: { schema: Subschema; i: number; j: number; both: NodeId }[] = []
    const checked = new Set<Subschema>()
    // Looking at pairs may bring up more of them.
    while (checked.size < this.#oneOfs.size) {
      for (const [schema, options] of this.#oneOfs) {
        if (checked.has(schema)) continue
        checked.add(schema)
        for (let i = 0; i < options.length; i++) {
          for (let j = i + 1; j < options.length; j++) {
            pairs.push({ schema, i, j, both: this.#bothOptions(schema, options[i], options[j]) })
          }
        }
      }
      this.#finish()
    }
    const productive = productiveNodes(this.#json.nodes.all)
    const overlap = pairs.find(({ both }) => productive[both])
    if (!overlap) return
    const { schema, i, j } = overlap
    throw unsupported(
      `${schema.pointer}/oneOf`,
      `some values may fit both option ${i} and option ${j}; use anyOf, or make the options exclude each other`,
    )
  }

  /** What fits two options of a `oneOf`, and what the schema itself says beside it. */
  #bothOptions(schema: Subschema, option: Subschema, other: Subschema): NodeId {
    this.#budget.spend(PAIR_COST)
    const alternatives = this.#alternativesOf([option, other])
    const own = restricts(schema.keywords!) ? [schema] : []
    return this.#json.nodes.choice(...alternatives.map((alternative) => this.#alternative([...alternative, ...own])))
  }

  #alternativesOf(schemas: readonly Subschema[]): Alternative[] {
    const onOneOf = (schema: Subschema, options: readonly Subschema[]) => this.#oneOfs.set(schema, options)
    return alternativesOf(this.#document, schemas, onOneOf, this.#budget)
  }

  /**
   * Says why a node matches nothing: the first reason on the way down. Of a choice, the last option is looked at, which
   * is the one without what need not be there.
   */
  #explain(root: NodeId): never {
    const { all } = this.#json.nodes
    const productive = productiveNodes(all)
    const seen = new Set([root])
    for (const id of seen) {
      const reason = this.#reasons.get(id)
      if (reason) throw unsatisfiable(reason.pointer, reason.problem)
      const children = childrenOf(all[id]).filter((child) => !productive[child])
      for (const child of all[id].kind === 'choice' ? children.slice(-1) : children) seen.add(child)
    }
    const { pointer } = this.#document.root
    throw unsatisfiable(pointer, 'every value that fits would go on without end; some part must be optional')
  }
}

/** The types that a value may have where all of the schemas hold. */
function typesOf(schemas: Alternative): Type[] {
  const named = schemas.filter(({ keywords }) => keywords!.type !== undefined)
  const allowed = named.map(({ keywords }) => {
    const types = new Set<Type>([keywords!.type!].flat())
    if (keywords!.nullable) types.add('null')
    if (types.has('number')) types.add('integer')
    return types
  })
  if (named.length === 0) allowed.push(new Set(schemas.flatMap(({ keywords }) => typesSpokenOf(keywords!))))
  const types = TYPES.filter((type) => allowed.every((set) => set.has(type)))
  // Integers are numbers, so nothing is to be said of them beside those.
  return types.includes('number') ? types.filter((type) => type !== 'integer') : types
}
