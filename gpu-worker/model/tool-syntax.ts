/**
 * How models write tool calls: each learned one way, and its chat template tells which. The ways differ in the texts
 * around names and arguments and in nothing else, so each is written down as those texts, from which the grammar of an
 * answer is made (server/answer-format.ts) and by which it is read (server/tool-call-reader.ts).
 */
export type ToolSyntax = {
  /** Ends the text before the calls, and begins them; '' where an answer is either text or calls. */
  mark: string
  /** What may stand between the mark and the first call. */
  first: readonly string[]
  /** A call is `open` NAME `middle` ARGUMENTS `close`, arguments as a JSON object. */
  open: string
  middle: string
  close: string
  /** Between two calls; null where there is one alone. */
  next: string | null
  /** After the last call. */
  last: string
  /** Letters and digits of a call's id, where the template wants so many. */
  idLength: number | null
}

/** {"name": NAME, "arguments": ARGUMENTS} */
const OBJECT = { open: '{"name": "', middle: '", "arguments": ', close: '}' }

/** Qwen 2.5 and 3, Hermes: a tag around each call. */
const TAGGED: ToolSyntax = {
  ...OBJECT,
  mark: '<tool_call>',
  first: ['\n'],
  close: '}\n</tool_call>',
  next: '\n<tool_call>\n',
  last: '',
  idLength: null,
}

/** Mistral: a control token, then a list. */
const LISTED: ToolSyntax = { ...OBJECT, mark: '[TOOL_CALLS]', first: [' [', '['], next: ', ', last: ']', idLength: 9 }

/** Mistral since 2025: control tokens around each name. */
const MARKED: ToolSyntax = {
  mark: '[TOOL_CALLS]',
  first: [''],
  open: '',
  middle: '[ARGS]',
  close: '',
  next: '[TOOL_CALLS]',
  last: '',
  idLength: 9,
}

/** Llama 3.1 and on: the answer is one call, and nothing else. */
const BARE: ToolSyntax = {
  mark: '',
  first: [''],
  open: '{"name": "',
  middle: '", "parameters": ',
  close: '}',
  next: null,
  last: '',
  idLength: null,
}

/** What calls begin with, and text before them does not have. */
export const beginOfCalls = ({ mark, open }: ToolSyntax): string => mark || open

/** For templates that know of no tools: a plain object, as the prompt then asks for (server/plain-tools.ts). */
export const PLAIN_SYNTAX: ToolSyntax = { ...BARE, ...OBJECT }

/** The first whose words a template has is its way. */
const KNOWN: readonly { syntax: ToolSyntax; has: readonly string[]; hasNot?: readonly string[] }[] = [
  // Others put XML inside the tag.
  { syntax: TAGGED, has: ['<tool_call>', 'arguments'], hasNot: ['<function=', '<arg_key>'] },
  // Between the two generations, ids were written too.
  { syntax: MARKED, has: ['[TOOL_CALLS]', '[ARGS]'], hasNot: ['[CALL_ID]'] },
  { syntax: LISTED, has: ['[TOOL_CALLS]'], hasNot: ['[ARGS]'] },
  { syntax: BARE, has: ['<|start_header_id|>', '"parameters": '] },
]

/** For error messages. */
export const KNOWN_SYNTAXES = "Qwen's and Hermes' <tool_call>, Mistral's [TOOL_CALLS] and Llama 3's JSON"

/** The way that a chat template has; null where it has no tools, or another way. */
export function toolSyntaxOf(template: string): ToolSyntax | null {
  if (!/\btools\b/.test(template)) return null
  const found = KNOWN.find(
    ({ has, hasNot = [] }) =>
      has.every((word) => template.includes(word)) && !hasNot.some((word) => template.includes(word)),
  )
  return found?.syntax ?? null
}
