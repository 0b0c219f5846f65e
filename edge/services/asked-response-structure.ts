/** What a request of the responses API says of its answer's structure, as a worker takes it. */
import type { AnswerFormat, Tool } from '../../shared/wire/structure.ts'
import { type ResponseRequest, toToolChoice } from '../wire/responses/request.ts'
import { type AskedStructure, schemaOf, type WrittenRequest } from './asked-structure.ts'

export function askedResponseStructure(request: ResponseRequest, written: WrittenRequest): AskedStructure {
  return {
    response_format: askedFormat(request, written),
    tools: (request.tools ?? []).map(({ type, name, description, parameters, strict }, i): Tool => {
      const text = parameters && written.at('tools', i, 'parameters')
      return { type, function: { name, description, parameters: text, strict } }
    }),
    tool_choice: toToolChoice(request.tool_choice ?? 'auto'),
    parallel_tool_calls: request.parallel_tool_calls ?? true,
  }
}

function askedFormat({ text }: ResponseRequest, written: WrittenRequest): AnswerFormat {
  const format = text?.format
  if (!format || format.type === 'text') return { type: 'text' }
  if (format.type === 'json_object') return { type: 'json_object' }
  const path = ['text', 'format', 'schema']
  return schemaOf(written.at(...path), path, format.strict ?? false)
}
