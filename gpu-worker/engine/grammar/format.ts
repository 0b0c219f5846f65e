/**
 * How an answer may look, as a value: what a request's `response_format` and its tools become. Formats are plain data, so
 * that they can be written down, compared and put together.
 */
import { parseExact } from '../../../shared/exact-json.ts'
import { automatonOf } from './automaton/regex.ts'
import { parseRegex } from './automaton/regex-syntax.ts'
import type { Budget } from './budget.ts'
import { GrammarError } from './grammar-error.ts'
import { Json } from './json.ts'
import { freeText, type TextPlan } from './machines/free-text.ts'
import { type NodeId, Nodes } from './nodes.ts'
import { compileSchema } from './schema/compile.ts'
import { checkStrict } from './schema/strict.ts'
import type { TokenIndex } from './token-index.ts'

export type Format =
  /** Any JSON object. */
  | { type: 'json_object' }
  /**
   * JSON that fits a schema, given as a value or as its JSON, which keeps numbers and the order of members as they were
   * written. `strict`: the schema must be as strict as OpenAI's are. `place`: what pointers in errors begin with, '#' by
   * default.
   */
  | { type: 'json_schema'; schema: unknown; strict?: boolean; place?: string }
  /** A JSON object of exactly these members, in this order. */
  | { type: 'members'; members: readonly { name: string; value: Format }[] }
  /** This text. Where it names a control token that the tokenizer has, such as `[TOOL_CALLS]`, it is that token. */
  | { type: 'literal'; text: string }
  /** Text that matches a pattern as a whole. */
  | { type: 'pattern'; pattern: string }
  /** Free text: up to and with the first occurrence of a mark, or without it, or any. */
  | { type: 'text'; until?: string; without?: string }
  | { type: 'sequence'; parts: readonly Format[] }
  | { type: 'choice'; options: readonly Format[] }
  | { type: 'repeat'; of: Format; min: number; max: number | null }

/** The nodes of a format, and which of them is the root. @throws GrammarError */
export function compileFormat(format: Format, tokens: TokenIndex, budget: Budget): { nodes: Nodes; root: NodeId } {
  const nodes = new Nodes(budget)
  const json = new Json(nodes, tokens, budget)
  const of = (part: Format): NodeId => {
    switch (part.type) {
      case 'json_object':
        return json.object()
      case 'json_schema': {
        const schema = typeof part.schema === 'string' ? parseExact(part.schema) : part.schema
        if (part.strict) checkStrict(schema, part.place)
        return compileSchema(schema, json, budget, part.place)
      }
      case 'members':
        return json.members(part.members.map(({ name, value }) => [name, of(value)]))
      case 'literal':
        return literal(part.text, tokens, nodes)
      case 'pattern':
        return json.plain(automatonOf(parseRegex(`^(?:${part.pattern})$`), budget), `pattern ${part.pattern}`)
      case 'text':
        return text(part, tokens, nodes)
      case 'sequence':
        return nodes.sequence(...part.parts.map(of))
      case 'choice':
        return nodes.choice(...part.options.map(of))
      case 'repeat':
        return nodes.repeat(of(part.of), part.min, part.max ?? Number.POSITIVE_INFINITY)
    }
  }
  return { nodes, root: of(format) }
}

function literal(text: string, tokens: TokenIndex, nodes: Nodes): NodeId {
  const found = [...tokens.controlNames].filter((name) => name !== '' && text.includes(name))
  const name = found.reduce((longest, other) => (other.length > longest.length ? other : longest), '')
  if (name === '') {
    if (tokens.canWrite(text)) return nodes.literal(text)
    const problem = `the model's tokenizer cannot write ${JSON.stringify(text)}`
    throw new GrammarError('unsupported_vocabulary', null, problem)
  }
  const at = text.indexOf(name)
  return nodes.sequence(
    literal(text.slice(0, at), tokens, nodes),
    nodes.token(tokens.controlToken(name)!),
    literal(text.slice(at + name.length), tokens, nodes),
  )
}

function text({ until, without }: { until?: string; without?: string }, tokens: TokenIndex, nodes: Nodes): NodeId {
  const mark = until ?? without
  const machine = (mark: TextPlan['mark']) =>
    nodes.machine(freeText({ kind: 'text', mark }, tokens.anyCharacter), `text ${JSON.stringify(mark)}`)
  if (mark === undefined) return machine(null)
  const token = tokens.controlToken(mark)
  if (token === null) return machine(until === undefined ? { without: mark } : { until: mark })
  // Free text never has control tokens in it.
  const before = machine(null)
  return until === undefined ? before : nodes.sequence(before, nodes.token(token))
}
