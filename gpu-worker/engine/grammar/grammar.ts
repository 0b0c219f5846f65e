/**
 * Structured output: answers that cannot but have a given form. Before each token is drawn, those that would break the
 * form are ruled out.
 *
 *     const grammar = compileGrammar({ type: 'json_schema', schema }, tokenizer)
 *     const matcher = grammar.start()                  // one for each answer
 *     matcher.mask().applyTo(logits)                   // rules out what may not come
 *     matcher.accept(token)                            // what was drawn
 *
 * How it works: a format (format.ts) or JSON Schema (schema/) becomes a graph of machines that read bytes (nodes.ts,
 * machines/), which is determinised as it runs (states.ts). The tokens that may come in a state are found by walking the
 * vocabulary as a trie (masks.ts) and remembered. Everything is in bytes, since tokens begin and end within characters.
 * The design owes its ideas to llguidance (derivatives, slices, the flat trie), XGrammar (a pushdown automaton at the
 * level of bytes, masks kept by state) and Outlines (masks as an index).
 *
 * There are no dead ends: every state can be completed byte by byte. A schema that cannot be enforced, or that nothing
 * fits, is refused when it is compiled.
 *
 * Why not a library: of those with masks for whole vocabularies, npm has XGrammar alone (@mlc-ai/web-xgrammar 0.1.27, in
 * WebAssembly; two releases ever, while XGrammar itself is at 0.2.5). It cannot be imported in Node, being a script that
 * asks for `require` inside a package of modules. Compiled here, it lets an integer exceed its `maximum`, ignores
 * `multipleOf`, `allOf`, `not`, `uniqueItems`, `if` and `dependentRequired` without a word, and lone surrogates pass. A
 * schema that it does not like aborts the whole module, which all other requests share, and its time grows with
 * `maxLength` (2.6 s for 100,000). llguidance, which is what one would want, is not on npm.
 */
import { Budget } from './budget.ts'
import { type Compiled, pack, unpack } from './compiled.ts'
import { compileFormat, type Format } from './format.ts'
import { GrammarError } from './grammar-error.ts'
import { Matcher } from './matcher.ts'
import { affordable } from './schema/strings.ts'
import { type Program, programOf, States } from './states.ts'
import { type TokenIndex, tokenIndexOf, type Vocabulary } from './token-index.ts'

/** What a grammar remembers is dropped when it takes more than this. */
const MAX_BYTES = 16 * 2 ** 20
/** What a step of the budget leaves behind in memory, at the most. */
const STEP_BYTES = 100

/** A grammar as plain data, and what it will take in memory. */
export type CompiledGrammar = { compiled: Compiled; bytes: number }

/** The work of it, which another thread may do for the one that writes answers. @throws GrammarError */
export function compile(format: Format, vocabulary: Vocabulary): CompiledGrammar {
  const tokens = tokenIndexOf(vocabulary)
  const budget = new Budget()
  checkBytes(tokens)
  const { nodes, root } = affordable('#', () => compileFormat(format, tokens, budget))
  const program = programOf(nodes.all, root)
  if (!program.productive[root]) throw new GrammarError('unsatisfiable_schema', null, 'no answer fits this format')
  return { compiled: pack(program), bytes: budget.spent * STEP_BYTES }
}

/** `vocabulary` is the one that it was compiled for, or another object that says the same. */
export function grammarOf({ compiled, bytes }: CompiledGrammar, vocabulary: Vocabulary): Grammar {
  const tokens = tokenIndexOf(vocabulary)
  return new Grammar(unpack(compiled, tokens), tokens, bytes)
}

/** Both at once. @throws GrammarError */
export const compileGrammar = (format: Format, vocabulary: Vocabulary): Grammar =>
  grammarOf(compile(format, vocabulary), vocabulary)

/** A compiled format for one vocabulary, to be shared by any number of answers. */
export class Grammar {
  readonly tokens: TokenIndex
  readonly #program: Program
  readonly #programBytes: number
  #states: States

  constructor(program: Program, tokens: TokenIndex, programBytes: number) {
    this.#program = program
    this.#programBytes = programBytes
    this.tokens = tokens
    this.#states = new States(program)
  }

  start(): Matcher {
    return new Matcher(this, this.states().start())
  }

  /** What it takes in memory, roughly; it grows as answers are written. */
  get bytes(): number {
    return this.#programBytes + this.#states.bytes
  }

  /** What is remembered of the states so far; begun anew when it has become large. */
  states(): States {
    if (this.#states.bytes > MAX_BYTES) this.#states = new States(this.#program)
    return this.#states
  }
}

/** Text is put together from bytes where no longer token fits; so what all of JSON is written with must be there. */
function checkBytes(tokens: TokenIndex): void {
  const printable = Array.from({ length: 0x7f - 0x20 }, (_, i) => 0x20 + i)
  const missing = printable.filter((byte) => !tokens.hasByte(byte)).map((byte) => `'${String.fromCharCode(byte)}'`)
  if (missing.length === 0) return
  const problem = `the model's tokenizer has no tokens for the single characters ${missing.join(' ')}`
  throw new GrammarError('unsupported_vocabulary', null, problem)
}
