/** What a choice's text comes to: OpenAI's deltas as it comes, and its message in the end. */
import { randomBytes } from 'node:crypto'
import type { ChatChunk, ChatCompletion } from '../../shared/wire/chat.ts'
import type { ToolCall } from '../../shared/wire/structure.ts'
import type { AnswerPiece, ToolCallReader } from './tool-call-reader.ts'

export type Delta = ChatChunk['choices'][0]['delta']
type Message = ChatCompletion['choices'][number]['message']

const newCallId = () => `call_${randomBytes(12).toString('hex')}`

export class ChoiceText {
  readonly #reader: ToolCallReader | null
  #content = ''
  readonly #calls: ToolCall[] = []

  /** `reader`: null where all of the text is content. */
  constructor(reader: ToolCallReader | null) {
    this.#reader = reader
  }

  /** More of its text. */
  push(text: string): Delta[] {
    return (this.#reader?.push(text) ?? [{ kind: 'content' as const, text }]).map((piece) => this.#take(piece))
  }

  /** There is no more. */
  end(): Delta[] {
    return (this.#reader?.end() ?? []).map((piece) => this.#take(piece))
  }

  get message(): Message {
    const message = { role: 'assistant', content: this.#content, refusal: null } as const
    return this.#calls.length === 0 ? message : { ...message, content: this.#content || null, tool_calls: this.#calls }
  }

  #take(piece: AnswerPiece): Delta {
    switch (piece.kind) {
      case 'content':
        this.#content += piece.text
        return { content: piece.text }
      case 'call': {
        const call: ToolCall = { id: newCallId(), type: 'function', function: { name: piece.name, arguments: '' } }
        this.#calls.push(call)
        return { tool_calls: [{ index: piece.index, ...call, function: { ...call.function } }] }
      }
      case 'arguments':
        this.#calls[piece.index]!.function.arguments += piece.text
        return { tool_calls: [{ index: piece.index, function: { arguments: piece.text } }] }
    }
  }
}
