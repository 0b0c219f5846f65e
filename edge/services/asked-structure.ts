/**
 * What a chat request says of its answer's structure, as a worker takes it. Schemas travel as the text that the client
 * sent: what JSON.parse makes of it may have other numbers and another order.
 */
import { ApiError } from '../../shared/errors.ts'
import { parseExact, writeExact } from '../../shared/exact-json.ts'
import type { ChatRequest } from '../../shared/wire/chat.ts'
import type { GenerateRequest } from '../../shared/wire/generate.ts'
import type { AnswerFormat, Tool } from '../../shared/wire/structure.ts'

/** The request's own text, of which the parts that are needed are read exactly. */
export class WrittenRequest {
  readonly #text: string
  #value: unknown

  constructor(text: string) {
    this.#text = text
  }

  /**
   * The text of what stands at a path that is there.
   * @throws ApiError 400 where something beside it is nested too deep to be read
   */
  at(...path: readonly (string | number)[]): string {
    let value = this.#read()
    for (const step of path) value = (value as Record<string, unknown>)[step]
    return writeExact(value)
  }

  #read(): unknown {
    try {
      this.#value ??= parseExact(this.#text)
    } catch {
      throw new ApiError(400, 'invalid_value', 'The request is nested too deep.')
    }
    return this.#value
  }
}

export type AskedStructure = Pick<GenerateRequest, 'response_format' | 'tools' | 'tool_choice' | 'parallel_tool_calls'>

export function askedStructure(request: ChatRequest, written: WrittenRequest): AskedStructure {
  return {
    response_format: askedFormat(request, written),
    tools: (request.tools ?? []).map(({ type, function: { name, description, parameters, strict } }, i): Tool => {
      const text = parameters && written.at('tools', i, 'function', 'parameters')
      return { type, function: { name, description, parameters: text, strict } }
    }),
    tool_choice: request.tool_choice ?? 'auto',
    parallel_tool_calls: request.parallel_tool_calls ?? true,
  }
}

function askedFormat(request: ChatRequest, written: WrittenRequest): AnswerFormat {
  const { response_format: format, guided_json, structured_outputs } = request
  const schemaAt = (path: readonly string[], strict = false) => schemaOf(written.at(...path), path, strict)
  const guided = (path: readonly string[], given: string | object): AnswerFormat =>
    typeof given === 'string' ? schemaOf(given, path, false) : schemaAt(path)
  if (guided_json) return guided(['guided_json'], guided_json)
  if (structured_outputs) return guided(['structured_outputs', 'json'], structured_outputs.json)
  if (!format || format.type === 'text') return { type: 'text' }
  if (format.type === 'json_schema') {
    return schemaAt(['response_format', 'json_schema', 'schema'], format.json_schema.strict ?? false)
  }
  return format.schema ? schemaAt(['response_format', 'schema']) : { type: 'json_object' }
}

export const schemaOf = (schema: string, path: readonly string[], strict: boolean): AnswerFormat => ({
  type: 'json_schema',
  schema,
  strict,
  place: `/${path.join('/')}`,
})
