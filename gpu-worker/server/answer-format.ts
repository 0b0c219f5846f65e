/** What a request says of its answer's form → a format that the grammar enforces. Pointers in errors lead into the request. */
import { ApiError } from '../../shared/errors.ts'
import { writeExact } from '../../shared/exact-json.ts'
import type { GenerateRequest } from '../../shared/wire/generate.ts'
import { isForced, namesIn, parseArguments, type Tool } from '../../shared/wire/structure.ts'
import type { Format } from '../engine/grammar/format.ts'
import { KNOWN_SYNTAXES, PLAIN_SYNTAX, type ToolSyntax } from '../model/tool-syntax.ts'

/** How an answer is made and read; both null for plain text. */
export type AnswerForm = {
  format: Format | null
  /** How its calls are written; null where it can have none. */
  syntax: ToolSyntax | null
  /** Whether an answer either is calls or has none, as its first letters tell. */
  isEither: boolean
}

/** More in one answer are hardly meant. */
const MAX_CALLS = 16

type Asked = Pick<GenerateRequest, 'model' | 'response_format' | 'tools' | 'tool_choice' | 'parallel_tool_calls'>

/**
 * @param known how the model's chat template writes calls, if it does
 * @throws ApiError 400 for what this model cannot do
 */
export function answerForm(request: Asked, known: ToolSyntax | null): AnswerForm {
  const { model, tools, tool_choice: choice, parallel_tool_calls: isParallel } = request
  const content = contentFormat(request)
  if (tools.length === 0 || choice === 'none') return { format: content, syntax: null, isEither: false }
  const chosen = namesIn(choice)
  if (isForced(choice)) {
    const syntax = known ?? PLAIN_SYNTAX
    const isOne = typeof choice === 'object' && choice.type === 'function'
    const calls = callsFormat(tools, syntax, { chosen, isForced: true, isParallel: isParallel && !isOne })
    return { format: calls, syntax, isEither: true }
  }
  if (!known) {
    throw new ApiError(
      400,
      'tools_not_supported',
      `the chat template of model '${model}' has no tools, or writes calls in a way that is not known here (known are ` +
        `${KNOWN_SYNTAXES}); with tool_choice "required", or a function, a call is made on any model`,
      { param: 'tools' },
    )
  }
  const calls = callsFormat(tools, known, { chosen, isForced: false, isParallel })
  if (content) {
    if (known.mark !== '')
      return { format: { type: 'choice', options: [content, calls] }, syntax: known, isEither: true }
    throw new ApiError(
      400,
      'ambiguous_format',
      `model '${model}' writes calls as JSON, which cannot be told from a JSON answer: leave out response_format, or ` +
        'set tool_choice to "required" or "none"',
      { param: 'response_format' },
    )
  }
  return { format: choiceFormat(known, calls), syntax: known, isEither: known.mark === '' }
}

function contentFormat({ response_format: asked }: Asked): Format | null {
  return asked.type === 'text' ? null : asked
}

/** Text, or text and then calls. */
function choiceFormat({ mark, open }: ToolSyntax, calls: Format): Format {
  if (mark !== '') {
    // The text that ends in the mark, and the calls without it.
    const { parts } = calls as Extract<Format, { type: 'sequence' }>
    const called: Format = { type: 'sequence', parts: [{ type: 'text', until: mark }, ...parts.slice(1)] }
    return { type: 'choice', options: [{ type: 'text', without: mark }, called] }
  }
  const begins = open.slice(0, 1)
  const text: Format = { type: 'sequence', parts: [{ type: 'pattern', pattern: `[^${begins}]` }, { type: 'text' }] }
  return { type: 'choice', options: [calls, text, { type: 'literal', text: '' }] }
}

/** `chosen`: the functions that may be called; null: all. */
type CallsOptions = { chosen: readonly string[] | null; isForced: boolean; isParallel: boolean }

function callsFormat(tools: readonly Tool[], syntax: ToolSyntax, options: CallsOptions): Format {
  const { mark, first, open, middle, close, next, last } = syntax
  const literal = (text: string): Format => ({ type: 'literal', text })
  const calls = tools.flatMap((tool, i): Format[] => {
    const { name } = tool.function
    if (options.chosen !== null && !options.chosen.includes(name)) return []
    const place = `/tools/${i}/function/parameters`
    const parts = [literal(open + name + middle), argumentsFormat(tool, place, options.isForced), literal(close)]
    return [{ type: 'sequence', parts }]
  })
  const call: Format = { type: 'choice', options: calls }
  const more: Format[] =
    next !== null && options.isParallel
      ? [{ type: 'repeat', of: { type: 'sequence', parts: [literal(next), call] }, min: 0, max: MAX_CALLS - 1 }]
      : []
  const begin: Format = { type: 'choice', options: first.map(literal) }
  return { type: 'sequence', parts: [literal(mark), begin, call, ...more, literal(last)] }
}

const NO_PARAMETERS = '{"type":"object","properties":{},"additionalProperties":false}'

function argumentsFormat({ function: { parameters, strict } }: Tool, place: string, isAsked: boolean): Format {
  if (!strict && !isAsked) return { type: 'json_object' }
  const schema = parameters ? ofObject(parameters) : NO_PARAMETERS
  return { type: 'json_schema', schema, strict: (strict ?? false) && parameters !== null, place }
}

/** Whatever else a schema says, arguments are an object. */
function ofObject(schema: string): string {
  const keywords = parseArguments(schema)!
  return Object.hasOwn(keywords, 'type') ? schema : writeExact({ type: 'object', ...keywords })
}
